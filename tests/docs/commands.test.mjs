// Every ./inlay command that a document shows names a verb and flags that exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { program, root } from '../support/paths.mjs';
import { run } from '../support/process.mjs';
import { blocks, commands, documents } from './documents.mjs';

const ofScript = new Set(['test', 'build', 'setup']); // verbs of ./inlay itself

test('verbs and flags in documents exist', async (t) => {
  const shown = documents().flatMap((document) =>
    blocks(document)
      .filter(({ info }) => ['sh', 'bash', 'console'].includes(info[0]))
      .flatMap(({ text, line }) => commands(text).flatMap(inlayCalls).map((words) => ({ words, place: `${document}:${line}` }))),
  );
  assert.ok(shown.some(({ words }) => words[0] === 'demo'), 'no document shows ./inlay demo');
  const wrong = [];
  for (const { words, place } of shown) {
    const verb = words[0]?.startsWith('-') ? undefined : words[0];
    const help = await helpOf(t, verb, words[1]);
    if (help === undefined) wrong.push(`${place}: no verb ${verb}`);
    const flags = words.filter((word) => word.startsWith('--') && word !== '--').map((word) => word.split('=')[0]);
    for (const flag of help === undefined ? [] : flags) {
      if (!new RegExp(`${flag}(?![a-z-])`).test(help)) wrong.push(`${place}: no flag ${flag} of ${verb ?? 'inlay'}`);
    }
  }
  assert.deepEqual(wrong, []);
});

// The arguments of each call of inlay in one line of shell; arguments in angle brackets or capitals are the reader's to fill in.
function inlayCalls(line) {
  return line.split(/\s*(?:\||&&|;)\s*/).flatMap((call) => {
    const match = /^(?:[A-Z_]+=\S+\s+)*(?:\.\/inlay|build\/release\/inlay|inlay)(?:\s+(.*))?$/.exec(call);
    return match ? [(match[1] ?? '').split(/\s+/).filter(Boolean)] : [];
  });
}

const known = new Map();
async function helpOf(t, verb, next) {
  const words = verb === 'debug' ? [verb, next] : verb ? [verb] : [];
  const key = words.join(' ');
  if (!known.has(key)) known.set(key, await askForHelp(t, words));
  return known.get(key);
}

async function askForHelp(t, words) {
  if (ofScript.has(words[0]) && words[0] !== 'test') return '';
  const [command, args] = words[0] === 'test' ? [process.execPath, [`${root}/tests/run.mjs`]] : [program, words];
  const { code, stdout, stderr } = await run(t, command, [...args, '--help']);
  return code === 0 ? stdout.toString() + stderr : undefined;
}
