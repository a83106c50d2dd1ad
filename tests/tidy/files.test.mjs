// Names and places of files.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filesBelow, foldersIn, isCpp, isText, read } from './tree.mjs';

const topLevel = ['runtime', 'sdk', 'apps', 'preview', 'webhooks', 'tests', 'docs'];

test('top-level folders are the ones agreed on', () => {
  const others = foldersIn('.').filter((folder) => !folder.startsWith('.') && !topLevel.includes(folder));
  assert.deepEqual(others, []);
});

test('source files are named in snake_case', () => {
  const source = filesBelow().filter((path) => isCpp(path) || path.endsWith('.mjs'));
  const odd = source.filter((path) => !/^[a-z0-9_]+(\.test|\.min)?\.(h|cc|mjs)$/.test(path.split('/').at(-1)));
  assert.deepEqual(odd, []);
});

test('no file is called after nothing', () => {
  const vague = /^(utils?|helpers?|common|misc|manager)(_.*)?\./;
  assert.deepEqual(filesBelow().filter((path) => vague.test(path.split('/').at(-1))), []);
});

test('each folder of runtime/ says in about ten lines what lives there', () => {
  const wrong = foldersIn('runtime').flatMap((folder) => {
    if (folder === 'cmake') return [];
    const path = `runtime/${folder}/README.md`;
    if (!filesBelow(`runtime/${folder}`).includes(path)) return [`${path} is missing`];
    const lines = read(path).trim().split('\n').length;
    return lines >= 4 && lines <= 30 ? [] : [`${path} has ${lines} lines`];
  });
  assert.deepEqual(wrong, []);
});

test('each folder of runtime/ is one library of the build', () => {
  const all = filesBelow('runtime');
  const without = foldersIn('runtime').filter(
    (folder) => folder !== 'cmake' && all.some((path) => path.startsWith(`runtime/${folder}/`) && isCpp(path)) && !all.includes(`runtime/${folder}/CMakeLists.txt`),
  );
  assert.deepEqual(without, []);
});

test('every C++ source is built', () => {
  const all = filesBelow();
  const lists = all.filter((path) => /CMakeLists\.txt$|\.cmake$/.test(path)).map(read).join('\n');
  const forgotten = all.filter((path) => path.endsWith('.cc') && !new RegExp(`\\b${path.split('/').at(-1).replace('.', '\\.')}`).test(lists));
  assert.deepEqual(forgotten, []);
});

test('headers guard themselves', () => {
  assert.deepEqual(filesBelow().filter((path) => path.endsWith('.h') && !/^#pragma once$/m.test(read(path))), []);
});

test('text files end in one line feed and have no carriage returns or trailing blanks', () => {
  const ours = filesBelow().filter((path) => isText(path) && /\.(h|cc|mjs|js|md|cmake|txt|json|sh|in)$|(^|\/)(inlay|run)$/.test(path));
  const wrong = ours.filter((path) => {
    const text = read(path);
    const golden = path.startsWith('tests/golden/') || path.includes('/demo_site/');
    return text !== '' && !golden && (!text.endsWith('\n') || text.endsWith('\n\n') || /\r|[ \t]$/m.test(text));
  });
  assert.deepEqual(wrong, []);
});
