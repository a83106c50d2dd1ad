// The statuses that the edge answers with pages of its own stand in docs/operating.md, and no others do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

test('every status of an error page is explained, and no other', () => {
  const known = [...read('runtime/edge/error_page.cc').matchAll(/\bText\{(\d{3}),/g)].map(([, status]) => Number(status));
  const section = read('docs/operating.md').split('\n## Error pages\n')[1].split(/\n## /)[0];
  const explained = [...section.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, statuses]) => statuses.split(',').map(Number));
  assert.ok(known.length >= 15, `only ${known.length} texts were found`);
  assert.deepEqual(explained.sort(), known.sort());
});
