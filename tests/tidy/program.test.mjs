// What the built programs are linked with: the edge never holds V8 or Gumbo, and cells alone do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { program } from '../support/paths.mjs';

const outputBytesMax = 256 << 20;
const read = (command, args, file = program) => execFileSync(command, [...args, file], { encoding: 'utf8', maxBuffer: outputBytesMax });
const cell = join(dirname(program), 'inlay-cell');

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

test('inlay-cell has V8, and neither event loops nor servers', () => {
  const needed = [...read('readelf', ['-d'], cell).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
  assert.ok(needed.some((name) => name.startsWith('libnode.')), needed.join(' '));
  assert.deepEqual(needed.filter((name) => /libuv|cares|gtest|gmock|curl/.test(name)), []);
  const symbols = read('nm', ['--demangle'], cell).split('\n');
  assert.deepEqual(symbols.filter((line) => /inlay::(http::(Client|Server)|Edge|Supervisor|TcpStream)/.test(line)).slice(0, 5), []);
});

for (const file of [program, cell]) {
  test(`${file === cell ? 'inlay-cell' : 'inlay'} has the usual hardening: full relro, immediate binding, no executable stack, position independence`, () => {
    const dynamic = read('readelf', ['-d'], file);
    assert.match(dynamic, /BIND_NOW|Flags: .*NOW/);
    const headers = read('readelf', ['-lW'], file);
    assert.match(headers, /GNU_RELRO/);
    assert.match(headers, /GNU_STACK.* RW /);
    assert.match(read('readelf', ['-h'], file), /Type:\s+DYN/);
  });
}
