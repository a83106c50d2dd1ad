// Arrows between folders point down, and third-party code stays where it belongs: see layers.mjs.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';
import { freeForAll, generated, mayInclude, thirdParty } from './layers.mjs';
import { filesBelow, foldersIn, isCpp, read } from './tree.mjs';

const files = filesBelow('runtime').filter(isCpp);

test('every folder of runtime/ has a row', () => {
  const without = foldersIn('runtime').filter((folder) => folder !== 'cmake' && !(folder in mayInclude));
  assert.deepEqual(without, []);
});

test('the checks see what they must', () => {
  const rows = [
    ['runtime/html/scanner.cc', '#include "net/loop.h"', /html may not include net/],
    ['runtime/html/scanner.cc', '#include "base/result.h"', undefined],
    ['runtime/edge/proxy.cc', '#include "cell/cell.h"', /edge may not include cell/],
    ['runtime/edge/proxy.cc', '#include "proxy.h"', /name the folder/],
    ['runtime/edge/proxy.cc', '#include <uv.h>', /only in net/],
    ['runtime/net/loop.cc', '#include <uv.h>', undefined],
    ['runtime/cli/rewrite.cc', '#include <rapidjson/reader.h>', /only in apps, cli\/debug_tokens/],
    ['runtime/cli/debug_tokens.cc', '#include <rapidjson/reader.h>', undefined],
    ['runtime/edge/proxy.cc', '#  include <gumbo.h>', /only in dom/],
    ['runtime/os/fd.cc', '#include <sys/stat.h>', undefined],
    ['runtime/os/fd.cc', '#include <boost/asio.hpp>', /no rule/],
  ];
  for (const [path, line, expected] of rows) {
    const [complaint] = complaints(path, line, () => true);
    if (expected) assert.match(complaint ?? '', expected, `${path} with ${line}`);
    else assert.equal(complaint, undefined, `${path} with ${line}`);
  }
});

test('includes follow the table', () => {
  assert.ok(files.length > 0);
  const found = files.flatMap((path) => complaints(path, read(path), (header) => existsSync(join(root, 'runtime', header))));
  assert.deepEqual(found, []);
});

function complaints(path, source, exists) {
  const place = path.split('/')[1]; // a folder, or main.cc
  return [...source.matchAll(/^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)/gm)].flatMap(([, quoted, angled]) => {
    const wrong = quoted ? quotedProblem(place, quoted, exists) : angledProblem(path, angled);
    return wrong ? [`${path}: ${wrong}`] : [];
  });
}

function quotedProblem(place, header, exists) {
  if (header in generated) return generated[header].includes(place) ? undefined : `${header} is only for ${generated[header].join(', ')}`;
  if (!header.includes('/')) return `"${header}": name the folder too`;
  const folder = header.slice(0, header.indexOf('/'));
  if (!(folder in mayInclude) || !exists(header)) return `"${header}": no such header in runtime/`;
  if (folder === place || folder === 'base' || mayInclude[place]?.includes(folder)) return undefined;
  return `${place} may not include ${folder} ("${header}")`;
}

function angledProblem(path, header) {
  const rule = thirdParty.find(([pattern]) => pattern.test(header));
  if (!rule) return freeForAll.test(header) ? undefined : `<${header}>: no rule in tests/tidy/layers.mjs says who may include it`;
  const inside = path.slice('runtime/'.length).replace(/\.(h|cc)$/, '');
  const allowed = rule[1].some((place) => inside === place || inside.startsWith(`${place}/`));
  return allowed ? undefined : `<${header}> belongs only in ${rule[1].join(', ')}`;
}
