// Runs the GoogleTest programs of one build folder, one after the other, and reads their JSON reports.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { removeDead } from './builds.mjs';
import { runChild } from './child.mjs';

export async function runGtests(preset, { root, env, signal, pattern, progress }) {
  const folder = join(root, 'build', preset, 'tests');
  const reports = join(root, 'build', 'log', `gtest-${preset}`);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  await removeDead(preset, { root, signal });
  const all = programsIn(folder);
  if (all.length === 0) return [{ name: preset, state: 'failed', text: `no test program in build/${preset}/tests` }];
  const named = pattern ? all.filter((program) => program.includes(pattern)) : all;
  const filter = pattern && named.length === 0 ? [`--gtest_filter=*${pattern}*`] : [];

  const outcomes = [];
  for (const program of named.length ? named : all) {
    progress(program);
    const report = join(reports, `${program}.json`);
    const child = await runChild(join(folder, program), [`--gtest_output=json:${report}`, '--gtest_brief=1', ...filter], {
      cwd: root,
      env,
      signal,
    });
    outcomes.push(...outcomesOf(program, report, child));
    if (child.stopped) break;
  }
  return outcomes;
}

function programsIn(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('_test')).sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function outcomesOf(program, report, child) {
  let suites;
  try {
    suites = JSON.parse(readFileSync(report, 'utf8')).testsuites;
  } catch {
    const end = child.stopped ? 'stopped: the suite took too long' : `ended with ${child.signal ?? child.code} before its report`;
    return [{ name: program, state: 'failed', text: `${end}\n${child.output}` }];
  }
  const outcomes = suites.flatMap(({ testsuite }) =>
    testsuite
      .filter(({ status, result }) => status === 'RUN' || result === 'SUPPRESSED')
      .map((test) => outcomeOf(program, test)),
  );
  // The process may still fail after its last test: a sanitizer's report at exit, a crash in a destructor.
  if (!child.ok && !outcomes.some(({ state }) => state === 'failed')) {
    outcomes.push({ name: `${program}: exit`, state: 'failed', text: `ended with ${child.signal ?? child.code}\n${child.output}` });
  }
  return outcomes;
}

function outcomeOf(program, test) {
  const name = `${program}: ${test.classname}.${test.name}`;
  if (test.failures) return { name, state: 'failed', text: test.failures.map(({ failure }) => failure).join('\n') };
  if (test.result === 'SKIPPED') {
    return { name, state: 'skipped', text: (test.skipped ?? []).map(({ message }) => message).join('\n') };
  }
  return { name, state: test.result === 'SUPPRESSED' ? 'skipped' : 'passed', text: '' };
}
