// What the built program is linked with: the edge never holds V8 or Gumbo.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { program } from '../support/paths.mjs';

const outputBytesMax = 256 << 20;
const read = (command, args) => execFileSync(command, [...args, program], { encoding: 'utf8', maxBuffer: outputBytesMax });

test('inlay needs no library of V8, Node.js, Gumbo or the tests', () => {
  const needed = [...read('readelf', ['-d']).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
  assert.ok(needed.some((name) => name.startsWith('libuv.')), needed.join(' '));
  assert.deepEqual(needed.filter((name) => /node|v8|gumbo|gtest|gmock/.test(name)), []);
});

test('inlay holds no symbol of V8 or Gumbo', () => {
  const symbols = read('nm', ['--demangle']).split('\n');
  assert.ok(symbols.length > 100);
  assert.deepEqual(symbols.filter((line) => /(?<![:\w])(v8::|node::|gumbo_)/.test(line)).slice(0, 5), []);
});

test('inlay has the usual hardening: full relro, immediate binding, no executable stack, position independence', () => {
  const dynamic = read('readelf', ['-d']);
  assert.match(dynamic, /BIND_NOW|Flags: .*NOW/);
  const headers = read('readelf', ['-lW']);
  assert.match(headers, /GNU_RELRO/);
  assert.match(headers, /GNU_STACK.* RW /);
  assert.match(read('readelf', ['-h']), /Type:\s+DYN/);
});
