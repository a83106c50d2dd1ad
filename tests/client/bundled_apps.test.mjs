// What every bundled app owes a catalogue, its owners and its developers.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { program } from '../support/paths.mjs';
import { run } from '../support/process.mjs';
import { root } from './support.mjs';

const pictureBytesMax = 60 * 1024;
const apps = readdirSync(join(root, 'apps'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const at = (app, ...path) => join(root, 'apps', app, ...path);
const manifestOf = (app) => JSON.parse(readFileSync(at(app, 'install.json'), 'utf8'));

function pngSize(path) {
  const bytes = readFileSync(path);
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG', path);
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

const sourcesOf = (app) => (existsSync(at(app, 'source')) ? readdirSync(at(app, 'source')) : []);

// Fields as the form shows them, those of groups instead of the groups.
function fields(properties, path = '') {
  return Object.entries(properties).flatMap(([key, field]) => (field.properties ? fields(field.properties, `${path}${key}.`) : [[path + key, field]]));
}

const all = ['ab-test', 'announcement-bar', 'back-to-top', 'external-links', 'image-hints', 'page-view-beacon'];
test('there are six of them', () => assert.deepEqual(apps.sort(), all));

for (const app of apps) {
  describe(app, () => {
    test('inlay check has nothing to say', async (t) => {
      const { code, stdout } = await run(t, program, ['check', at(app)]);
      assert.deepEqual([code, stdout.toString()], [0, '']);
    });

    test('icon, tile and screenshots, each small', () => {
      assert.deepEqual(pngSize(at(app, 'media/icon.png')), [256, 256]);
      assert.deepEqual(pngSize(at(app, 'media/tile.png')), [640, 360]);
      const screenshots = readdirSync(at(app, 'media/screenshots'));
      assert.ok(screenshots.length > 0);
      for (const path of ['icon.png', 'tile.png', ...screenshots.map((name) => `screenshots/${name}`)]) {
        const { size } = statSync(at(app, 'media', path));
        assert.ok(size <= pictureBytesMax, `${path}: ${size} bytes`);
      }
    });

    test('every option has a title, a place in the order and a default', () => {
      const { properties } = manifestOf(app).options;
      for (const [key, field] of fields(properties)) {
        assert.ok(field.title, `${key} has no title`);
        assert.equal(typeof field.order, 'number', key);
        if (field.type !== 'help') assert.notEqual(field.default, undefined, `${key} has no default`);
        if (field.enum) assert.deepEqual([Object.keys(field.enumNames), field.enum.includes(field.default)], [field.enum, true], key);
      }
    });

    test('the preview follows every option, without a reload where a script can', () => {
      const { preview: { handlers }, resources } = manifestOf(app);
      if (!resources) return assert.deepEqual(handlers, [{ options: ['_any'], reload: true }]);
      assert.ok(handlers.some(({ options, execute }) => options.includes('_any') && execute), JSON.stringify(handlers));
      assert.ok(handlers.every(({ reload }) => !reload));
    });

    test('the README explains every option to owners, and the sources to developers', () => {
      const readme = readFileSync(at(app, 'README.md'), 'utf8');
      assert.match(readme, /^## For site owners$/m);
      assert.match(readme, /^## For developers$/m);
      const { properties } = manifestOf(app).options;
      const titles = Object.values(properties).filter(({ type }) => type !== 'help').map(({ title }) => title.replace(/ \([^)]*\)$/, ''));
      assert.deepEqual(titles.filter((title) => title !== 'What else' && !readme.includes(title)), []);
      const sources = sourcesOf(app).filter((name) => name.endsWith('.js'));
      assert.deepEqual(sources.filter((name) => !readme.includes(`source/${name}`)), []);
    });

    test('its tests exist', () => assert.ok(existsSync(join(root, 'tests/client', `${app.replaceAll('-', '_')}.test.mjs`))));

    test('nothing is loaded from elsewhere', () => {
      const { inlay } = manifestOf(app);
      const text = [...sourcesOf(app).map((name) => readFileSync(at(app, 'source', name), 'utf8')), ...(inlay?.inserts ?? []).map(({ html }) => html)].join('\n');
      const addresses = [...text.matchAll(/https?:\/\/[^\s'")]+/g)].map(([address]) => address);
      assert.deepEqual(addresses.filter((address) => address !== 'http://www.w3.org/2000/svg'), []);
      assert.doesNotMatch(text, /document\.cookie/);
    });
  });
}
