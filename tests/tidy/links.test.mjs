// Links between documents lead somewhere.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';
import { filesBelow, read } from './tree.mjs';

test('relative links in Markdown resolve, with their anchors', () => {
  const broken = filesBelow().filter((path) => path.endsWith('.md')).flatMap(brokenLinks);
  assert.deepEqual(broken, []);
});

function brokenLinks(path) {
  const text = withoutCode(read(path));
  return [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].flatMap(([, target]) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file, anchor] = target.split('#');
    const full = file ? join(root, dirname(path), decodeURI(file)) : join(root, path);
    if (!existsSync(full)) return [`${path}: ${target}`];
    return anchor && full.endsWith('.md') && !anchors(full).has(anchor) ? [`${path}: ${target} (no such heading)`] : [];
  });
}

function withoutCode(markdown) {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
}

function anchors(full) {
  const headings = readFileSync(full, 'utf8').replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#+\s+(.*)$/gm);
  return new Set([...headings].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replace(/ /g, '-')));
}
