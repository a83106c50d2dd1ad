// Nobody discusses layout: clang-format does it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';
import { filesBelow, isCpp } from './tree.mjs';

test('C++ is formatted as .clang-format says', () => {
  const version = execFileSync('clang-format', ['--version'], { encoding: 'utf8' });
  assert.match(version, /version 14\./, 'other versions format differently');
  const files = filesBelow().filter(isCpp);
  const { status, stderr } = spawnSync('clang-format', ['--dry-run', '-Werror', ...files], { cwd: root, encoding: 'utf8' });
  const wrong = new Set([...stderr.matchAll(/^(.*?):\d+:\d+: error:/gm)].map(([, path]) => path));
  assert.deepEqual([...wrong], [], 'run clang-format -i on these');
  assert.equal(status, 0, stderr);
});
