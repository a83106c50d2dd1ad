// Runs files of node:test and turns what they report into outcomes.
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';

import { runChild } from './child.mjs';

const testTimeoutMs = 180_000; // one test; the suite has a bound of its own
const saidLinesMax = 200;

export async function runNodeTests(folder, { root, env, signal, pattern, concurrency = 1, progress }) {
  const all = existsSync(join(root, folder)) ? globSync(`${folder}/**/*.test.mjs`, { cwd: root }).sort() : [];
  if (all.length === 0) return [failed(folder, 'no test file here')];
  const named = pattern ? all.filter((file) => basename(file).includes(pattern)) : all;
  const byName = pattern && named.length === 0;
  const files = byName ? all : named;

  const outcomes = [];
  const said = new Map(); // file → its own output, shown beside its first failure
  const args = [
    '--test',
    `--test-reporter=${join(import.meta.dirname, 'json_reporter.mjs')}`,
    '--test-reporter-destination=stdout',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${testTimeoutMs}`,
    ...(byName ? [`--test-name-pattern=${pattern}`] : []),
    ...files,
  ];
  const stray = [];
  const child = await runChild(process.execPath, args, {
    cwd: root,
    env,
    signal,
    onLine: (line) => {
      let event;
      try {
        event = JSON.parse(line);
      } catch {
        stray.push(line);
        return;
      }
      if (event.said !== undefined) said.set(event.file, (said.get(event.file) ?? '') + event.said);
      else if (!event.empty) outcomes.push(outcomeOf(event));
      else if (!byName) outcomes.push(failed(event.file, 'no test in this file'));
      progress(`${outcomes.length} tests, ${event.file ?? ''}`);
    },
  });
  for (const outcome of outcomes) {
    if (outcome.state !== 'failed' || !said.has(outcome.file)) continue;
    const lines = said.get(outcome.file).split('\n');
    outcome.text += `\n--- output of ${outcome.file} (last ${saidLinesMax} lines)\n${lines.slice(-saidLinesMax).join('\n')}`;
    said.delete(outcome.file);
  }
  if (child.stopped) outcomes.push(failed(folder, 'stopped: the suite took too long'));
  else if (!child.ok && !outcomes.some(({ state }) => state === 'failed')) outcomes.push(failed(folder, child.output || stray.join('\n')));
  return outcomes;
}

function outcomeOf({ name, file, state, reason, error }) {
  // A test marked "todo" has not shown anything: it counts as skipped.
  return {
    name: `${file ?? ''}: ${name}`,
    file,
    state: state === 'todo' ? 'skipped' : state,
    text: error ?? reason ?? (state === 'todo' ? 'to be done' : ''),
  };
}

function failed(name, text) {
  return { name, state: 'failed', text };
}
