// tests/golden/html_rewriter in a confined cell: all tables, and the programs that need no more than a page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { chunkSizes } from '../golden/html_rewriter/drive.mjs';
import { readProgram } from '../golden/html_rewriter/programs.mjs';
import { inlay } from '../support/inlay.mjs';
import { root } from '../support/paths.mjs';
import { folderOf } from './edge.mjs';

const folder = join(root, 'tests/golden/html_rewriter');
const limits = ['--limits', 'cpuMs=30000,wallMs=60000,memoryMb=256'];

async function run(t, args) {
  const { stdout, stderr } = await inlay(t, ['run-script', ...args, '--json']);
  assert.equal(stderr, '');
  const lines = stdout.toString().trim().split('\n').map((line) => JSON.parse(line));
  const errors = lines.filter(({ type }) => type === 'error').map(({ name, message }) => ({ name, message }));
  return { value: lines.find(({ type }) => type === 'result')?.value, errors, outcome: lines.at(-1).outcome };
}

// Text in Shift_JIS needs decoders that come with the native TextDecoder.
const notYet = ['h08: shift_jis: half of a character looks like ASCII', 'h08: shift_jis: text'];

test('every case of the tables, whole and in chunks', async (t) => {
  const { value, errors, outcome } = await run(t, [join(folder, 'drive.mjs'), ...limits]);
  assert.deepEqual([errors, outcome], [[], 'ok']);
  assert.ok(value.runs > 3500);
  const found = value.found.filter(({ table, name }) => !notYet.includes(`${table}: ${name}`));
  assert.deepEqual(found, []);
  const open = new Set(value.found.map(({ table, name }) => `${table}: ${name}`));
  assert.deepEqual([...open].sort(), notYet, 'one that works by now');
});

// These parse addresses, and URL is not there yet.
const needUrl = ['01-links', '04-inject-script', '11-classes', '19-escaping', '26-base-href', '31-canonical', '33-video-placeholders', '35-own-answer', '45-context'];

const programs = readdirSync(folder).filter((name) => /^\d\d-/.test(name)).map((name) => readProgram(folder, name));
// Those with headers or a status of their own need an origin.
const alone = programs.filter(({ requestHeaders, responseHeaders, expectedHeaders, name }) => Object.keys({ ...requestHeaders, ...responseHeaders, ...expectedHeaders }).length === 0 && !needUrl.includes(name));

function appOf(t, name) {
  const source = readFileSync(join(folder, name, 'program.mjs'), 'utf8');
  const script = { src: './program.js' };
  const manifest = source.includes("addEventListener('fetch'") ? { workers: [script] } : { inlay: { edge: script } };
  return folderOf(t, { 'install.json': manifest, 'program.js': source });
}

test('programs as apps, on pages whole and in chunks', async (t) => {
  assert.ok(alone.length >= 33);
  for (const program of alone) {
    await t.test(program.name, async (t) => {
      const app = appOf(t, program.name);
      for (const chunk of chunkSizes) {
        const page = join(folder, program.name, 'in.html');
        const { stdout, stderr } = await inlay(t, ['rewrite', '--app', app, '--url', program.url, '--chunk', `${chunk}`, page]);
        assert.equal(stdout.toString(), program.expected, `in chunks of ${chunk}`);
        if (program.error) assert.match(stderr, new RegExp(`${program.error.name}: ${program.error.message}`));
        else assert.equal(stderr.replace(/^.*\[edge-listener\]\n/, ''), '');
      }
    });
  }
});
