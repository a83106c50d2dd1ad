// What the project stands on is written down, pinned, and fetched from wherever the user's own configuration says.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filesBelow, read } from './tree.mjs';

const lockFiles = filesBelow().filter((path) => path.endsWith('package-lock.json'));
const manifests = lockFiles.map((path) => path.replace('package-lock', 'package'));
const list = read('docs/dependencies.md');
const listed = (name) => list.includes(`\`${name}\``);

test('lock files hold no download addresses', () => {
  assert.equal(lockFiles.length, 2);
  for (const path of lockFiles) assert.doesNotMatch(read(path), /"resolved"|\.tgz|registry\./, path);
});

test('npm packages are pinned to one version and listed in docs/dependencies.md', () => {
  for (const path of manifests) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(path));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${path}: ${name}`);
      assert.ok(listed(name), `docs/dependencies.md does not say why ${name} is needed`);
    }
  }
});

test('Debian packages that ./inlay installs or unpacks are listed in docs/dependencies.md', () => {
  const script = read('inlay');
  const lists = [...script.matchAll(/^[a-z0-9]+_packages=\(([^)]*)\)/gm)];
  assert.equal(lists.length, 5);
  const names = lists.flatMap(([, words]) => words.trim().split(/\s+/));
  assert.deepEqual(names.filter((name) => !listed(name)), []);
});
