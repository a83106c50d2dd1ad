// What the documents show, taken out of their fenced blocks.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../support/paths.mjs';

// Documents for readers, as paths from the root.
export function documents() {
  const docs = readdirSync(join(root, 'docs'), { recursive: true }).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.sort().map((name) => `docs/${name}`)];
}

// The fenced blocks of a document, in order: { info: ['sh', 'run'], text, line }.
export function blocks(document) {
  const source = readFileSync(join(root, document), 'utf8');
  return [...source.matchAll(/^(`{3,})([^\n`]*)\n([\s\S]*?)^\1[ \t]*$/gm)].map(({ 2: info, 3: text, index }) => ({
    info: info.trim().split(/\s+/),
    text,
    line: source.slice(0, index).split('\n').length,
  }));
}

// The commands that a block of shell shows, continued lines joined: ["./inlay demo"].
export function commands(text) {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/^\$ /, '').replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
