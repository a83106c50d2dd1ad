// What nobody meant to leave in.
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';
import { codeOnly, filesBelow, isCpp, isText, places, read } from './tree.mjs';

const all = filesBelow().filter(isText);
const here = 'tests/tidy/leftovers.test.mjs'; // names what it looks for
const cpp = all.filter(isCpp);
const runtime = cpp.filter((path) => path.startsWith('runtime/'));

// [what, files, pattern, files that may]
const inCode = [
  ['std::regex is slow and recurses on hostile input', cpp, /std::(basic_)?regex/],
  ['functions without bounds', cpp, /\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca)\s*\(/],
  ['a shell', cpp, /\b(system|popen)\s*\(/],
  ['predictable random numbers in the runtime', runtime, /\b(s?rand|random|drand48)\s*\(|std::mt19937/],
  ['exceptions of our own', runtime, /\bthrow\b/],
  ['using namespace in headers', cpp.filter((path) => path.endsWith('.h')), /\busing\s+namespace\b/],
  ['using namespace std', cpp, /\busing\s+namespace\s+std\s*;/],
  ['macros', runtime, /^\s*#\s*define\b/, /^runtime\/base\/check\.h$/],
  ['printing outside the program\'s verbs', runtime, /\bstd::(cout|cerr|clog)\b|\b(printf|puts|fprintf|perror)\s*\(/, /^runtime\/(cli\/|main\.cc|cell_main\.cc|base\/check\.h|isolate\/snapshot_program\.cc)/],
  ['sleeping', cpp, /\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(/],
  ['C++ streams on the data path', runtime, /#\s*include\s*<(iostream|sstream)>/, /^runtime\/(cli\/|main\.cc)/],
];
for (const [what, files, pattern, may] of inCode) {
  test(`C++ has no ${what}`, () => {
    const found = files.filter((path) => !may?.test(path)).flatMap((path) => places(path, codeOnly(read(path)), pattern));
    assert.deepEqual(found, []);
  });
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const machinePaths = [dirname(root), homedir()].filter((path) => path.length > 1).map((path) => escaped(`${path}/`));
const inText = [
  ['unfinished work', /TODO\(now\)|FIXME|\bXXX\b/],
  ['a to-do of an unknown kind', /\bTODO\b(?!\((perf|security|cleanup|soon)\))/],
  ['merge markers', /^(<<<<<<<|>>>>>>>) /],
  ['a test that runs alone', /\b(test|it|describe)\.only\(/],
  ["a path of somebody's machine", new RegExp(`(^|[\\s"'\`(=:])(${[...machinePaths, '/home/[a-z]', '/tmp/build'].join('|')})`)],
];
for (const [what, pattern] of inText) {
  test(`no file has ${what}`, () => {
    assert.deepEqual(all.filter((path) => path !== here).flatMap((path) => places(path, read(path), pattern)), []);
  });
}

test('browser-side code logs nothing but errors', () => {
  const browser = all.filter((path) => /^(sdk\/client|apps)\/.*\.js$/.test(path));
  assert.deepEqual(browser.flatMap((path) => places(path, read(path), /\bconsole\.(log|debug|info)\b|\bdebugger\b/)), []);
});
