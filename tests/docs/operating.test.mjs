// What the program logs while it runs stands in docs/operating.md, and nothing else does.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';

test('every event of the log is explained, and no other', () => {
  const sources = readdirSync(join(root, 'runtime'), { recursive: true })
    .filter((name) => name.endsWith('.cc'))
    .map((name) => readFileSync(join(root, 'runtime', name), 'utf8'));
  const written = sources.flatMap((source) => [...source.matchAll(/\b(?:write|put)\([^;"]*(?:Level::|\blevel,)[^;"]*"([a-z_.]+)"/g)].map(([, event]) => event));
  const explained = [...section('## Log').matchAll(/^\| `([a-z_.]+)`/gm)].map(([, event]) => event);
  assert.deepEqual(explained.sort(), [...new Set(written)].sort());
});

// The part of the document below a heading, up to the next of its level.
function section(heading) {
  const text = readFileSync(join(root, 'docs/operating.md'), 'utf8');
  return text.slice(text.indexOf(`\n${heading}\n`) + 1).split(/\n## /)[0];
}
