// The test runner behind ./inlay test: picks suites, runs them two at a time within their bounds, counts what they report.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { killAllChildren } from './runner/child.mjs';
import { printEnd, printSuite } from './runner/report.mjs';
import { suites } from './runner/suites.mjs';

const lanes = 2;
const heartbeatMs = 30_000;

const root = dirname(import.meta.dirname);
const options = readArguments(process.argv.slice(2));
const started = performance.now();

function usage(problem) {
  const list = suites.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n');
  const text = `usage: ./inlay test [--full] [SUITE…] [-- PATTERN]

Runs all suites, or those named; PATTERN picks files or programs whose name has it, else tests.
--full runs the long forms. Last line: N passed, N failed, N skipped. With CI=true a skipped test fails the run.

${list}`;
  if (problem) console.error(`${problem}\n\n${text}`);
  else console.log(text);
  process.exit(problem ? 2 : 0);
}

function readArguments(words) {
  const dashes = words.indexOf('--');
  const pattern = dashes < 0 ? undefined : words.slice(dashes + 1).join(' ');
  const rest = dashes < 0 ? words : words.slice(0, dashes);
  if (rest.includes('--help')) usage();
  const names = rest.filter((word) => word !== '--full');
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined) usage(`unknown suite or flag: ${unknown}`);
  return { pattern, full: rest.includes('--full'), chosen: suites.filter(({ name }) => names.length === 0 || names.includes(name)) };
}

function testEnvironment() {
  const data = process.env.INLAY_TESTDATA ?? join(root, '..', 'shared', 'data');
  return {
    INLAY_ROOT: root,
    INLAY_PROGRAM: join(root, 'build', 'release', 'inlay'),
    INLAY_TESTDATA: resolve(data),
    INLAY_PAGES: process.env.INLAY_PAGES ?? join(root, 'build', 'deps', 'pages'),
    INLAY_NGINX: join(root, 'build', 'deps', 'nginx', 'usr', 'sbin', 'nginx'),
    INLAY_HAPROXY: join(root, 'build', 'deps', 'haproxy', 'usr', 'sbin', 'haproxy'),
    INLAY_TEST_SCALE: process.env.INLAY_TEST_SCALE ?? (options.full ? '10' : '1'),
  };
}

const doing = new Map(); // suite → what it does now, for the heartbeat
const results = new Map();

async function runSuite(suite) {
  const began = performance.now();
  const abort = new AbortController();
  const limitMs = suite.minutes * 60_000 * (options.full ? 4 : 1);
  const timer = setTimeout(() => abort.abort(), limitMs);
  const on = {
    root,
    env: testEnvironment(),
    signal: abort.signal,
    pattern: options.pattern,
    full: options.full,
    progress: (text) => doing.set(suite.name, text),
  };
  on.progress('starting');
  let outcomes;
  try {
    outcomes = await suite.run(on);
  } catch (error) {
    outcomes = [{ name: suite.name, state: 'failed', text: `the runner failed: ${error.stack}` }];
  }
  clearTimeout(timer);
  if (abort.signal.aborted) outcomes.push({ name: suite.name, state: 'failed', text: `took more than ${limitMs / 60_000} minutes` });
  if (outcomes.length === 0) outcomes.push({ name: suite.name, state: 'failed', text: 'ran no test' });
  doing.delete(suite.name);
  const seconds = (performance.now() - began) / 1000;
  results.set(suite.name, { name: suite.name, outcomes, seconds });
  printSuite(suite.name, outcomes, seconds);
}

// In order; a suite that wants to be alone waits for the others to end, and those behind it wait for it.
async function runAll(chosen) {
  const active = new Set();
  for (const suite of chosen) {
    const room = suite.alone ? 1 : lanes;
    while (active.size >= room) await Promise.race(active);
    const job = runSuite(suite).then(() => active.delete(job));
    active.add(job);
    if (suite.alone) await job;
  }
  await Promise.all(active);
}

if (!existsSync(join(root, 'build', 'release'))) usage('the release build is missing: run ./inlay test');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    killAllChildren();
    process.exit(130);
  });
}
const heartbeat = setInterval(() => {
  const busy = [...doing].map(([name, text]) => `${name} (${text})`).join(', ');
  console.log(`[${Math.round((performance.now() - started) / 1000)} s] running: ${busy}`);
}, heartbeatMs);
await runAll(options.chosen);
clearInterval(heartbeat);

const total = printEnd(options.chosen.map(({ name }) => results.get(name)));
const strict = process.env.CI === 'true' && total.skipped > 0;
if (strict) console.log('\nwith CI=true a skipped test fails the run');
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || strict ? 1 : 0);
