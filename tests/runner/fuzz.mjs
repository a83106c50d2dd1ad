// Runs every fuzz target for a while, two at a time, from its committed seeds. New inputs gather in build/fuzz/corpus/.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { removeDead } from './builds.mjs';
import { runChild } from './child.mjs';

const atOnce = 2;

export async function runFuzzers({ root, env, signal, pattern, full, progress }) {
  const build = join(root, 'build', 'fuzz');
  await removeDead('fuzz', { root, signal });
  const targets = readdirSync(build)
    .filter((name) => name.endsWith('_fuzz') && (!pattern || name.includes(pattern)))
    .sort();
  if (targets.length === 0) return [{ name: 'fuzz', state: 'failed', text: 'no fuzz target' }];
  const seconds = full ? 60 : 10;
  const waiting = [...targets];
  const outcomes = [];
  const lane = async () => {
    for (let target = waiting.shift(); target && !signal.aborted; target = waiting.shift()) {
      progress(`${target}, ${seconds} s`);
      outcomes.push(await runFuzzer(target, { root, build, env, signal, seconds }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes.sort((a, b) => a.name.localeCompare(b.name));
}

async function runFuzzer(target, { root, build, env, signal, seconds }) {
  const seeds = join(root, 'tests', 'fuzz', 'seeds', target);
  if (!existsSync(seeds) || readdirSync(seeds).length === 0) {
    return { name: target, state: 'failed', text: `no seeds in ${relative(root, seeds)}` };
  }
  const corpus = join(build, 'corpus', target);
  const found = join(build, 'found');
  mkdirSync(corpus, { recursive: true });
  mkdirSync(found, { recursive: true });
  const dictionary = join(root, 'tests', 'fuzz', `${target}.dict`);
  const child = await runChild(
    join(build, target),
    [
      `-max_total_time=${seconds}`,
      '-timeout=10',
      '-rss_limit_mb=2048',
      `-artifact_prefix=${found}/${target}-`,
      ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
      corpus,
      seeds,
    ],
    { cwd: root, env, signal },
  );
  if (child.ok) return { name: target, state: 'passed', text: '' };
  const input = /Test unit written to (\S+)/.exec(child.output)?.[1];
  const again = input ? `again with: build/fuzz/${target} ${relative(root, input)}` : 'no input was written';
  return { name: target, state: 'failed', text: `${fromFailureOn(child.output)}\n${again}` };
}

// Without the fuzzer's own progress before it.
function fromFailureOn(output) {
  const lines = output.split('\n');
  const first = lines.findIndex((line) => /check failed|==\d+==\s*ERROR|runtime error/.test(line));
  return (first < 0 ? lines.slice(-80) : lines.slice(first)).join('\n');
}
