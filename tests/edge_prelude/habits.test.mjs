// The habits of sdk/edge/primordials.mjs, looked for in the text of each module that becomes part of the prelude; what these miss,
// immune.test.mjs finds by running it.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './support.mjs';

const folder = path.join(root, 'sdk/edge');
const ofTheBuild = ['bundle.mjs', 'harden_streams.mjs', 'primordials.mjs'];

// [name, what must not be there]
const habits = [
  ['no await, no async functions', /\bawait\b(?!')|\basync\b/],
  ['no iteration with iterators', /\bfor \((const|let|var) [^=;]* of /],
  ['no spread and no rest', /\.\.\./],
  ['no methods of built-ins', /\.(push|pop|shift|unshift|map|filter|reduce|then|catch|finally|call|apply|bind|slice|splice|sort|join|concat|forEach|indexOf|includes|test|exec|match|replace|split|trim|startsWith|endsWith|toString|hasOwnProperty|subarray|buffer|byteLength|byteOffset)\b/],
  ['no globals', /(?<![\w.'$-])(globalThis|Reflect|JSON|Math|structuredClone|isNaN|parseInt)\b(?!')/],
];
// Built-in constructors are globals too, unless they are imported.
const constructors = ['Array', 'ArrayBuffer', 'DataView', 'Error', 'Map', 'Number', 'Object', 'Promise', 'RangeError', 'Set', 'String', 'Symbol', 'TypeError', 'Uint8Array', 'WeakMap'];

const modules = (await readdir(folder)).filter((name) => name.endsWith('.mjs') && !ofTheBuild.includes(name));

const withoutProse = (text) => text.replace(/\/\/.*$/gm, '').replace(/'(\\.|[^'\\\n])*'/g, "''").replace(/\/(?![/*\s])(\\.|\[[^\]]*\]|[^/\n\\])+\/(?=[,.;)])/g, '0');

for (const name of modules) {
  test(name, async () => {
    const text = await readFile(path.join(folder, name), 'utf8');
    const code = withoutProse(text.replace(/^import [^;]*;/gm, ''));
    for (const [habit, wrong] of habits) {
      const lines = code.split('\n').filter((line) => wrong.test(line));
      assert.deepEqual(lines, [], habit);
    }
    const imported = new Set([...text.matchAll(/^import \{([^}]*)\} from '\.\/primordials\.mjs'/gm)].flatMap(([, list]) => list.split(/[\s,]+/)));
    const used = constructors.filter((made) => new RegExp(`(?<![\\w.$-])${made}(?=\\(|\\.|;|,)`).test(code.replace(/`[^`]*`/g, '')) && !imported.has(made));
    assert.deepEqual(used, [], 'constructors are imported');
  });
}
