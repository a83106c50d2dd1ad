// The project's own files, as paths from its root.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../support/paths.mjs';

const notOurs = new Set(['build', 'node_modules', '.git', 'inlay-state']);
const binary = /\.(png|jpe?g|gif|webp|ico|woff2?|gz|br|zip)$/;

export function filesBelow(folder = '.') {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

export function foldersIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notOurs.has(entry.name))
    .map((entry) => entry.name);
}

// Fuzz seeds are hostile bytes on purpose: no text of ours.
export function isText(path) {
  return !binary.test(path) && !path.startsWith('tests/fuzz/seeds/');
}

export function read(path) {
  return readFileSync(join(root, path), 'utf8');
}

export const isCpp = (path) => /\.(h|cc)$/.test(path);

// C++ with comments and the insides of literals blanked out; lines stay where they are.
export function codeOnly(source) {
  const token = /R"([^(\s]*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return source.replace(token, (text) => text.replace(/[^\n]/g, ' '));
}

// Every place where a pattern matches: ["path:line: the line"].
export function places(path, text, pattern) {
  const shown = read(path).split('\n');
  return text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${shown[at].trim()}`] : []));
}
