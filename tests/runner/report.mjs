// What the runner says: little while all goes well, everything about what failed.

export function count(outcomes) {
  const of = (state) => outcomes.filter((outcome) => outcome.state === state).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

export function printSuite(name, outcomes, seconds) {
  const { passed, failed, skipped } = count(outcomes);
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${Math.round(seconds)} s`);
  for (const outcome of outcomes) {
    if (outcome.state !== 'failed') continue;
    console.log(`\nFAILED ${outcome.name}\n${indented(outcome.text)}\n`);
  }
}

// The table, then the skipped by name, then the failed by name, then the line that closes every run.
export function printEnd(results) {
  const rows = results.map(({ name, outcomes, seconds }) => ({ name, ...count(outcomes), minutes: seconds / 60 }));
  const total = count(results.flatMap(({ outcomes }) => outcomes));
  console.log(`\n${'suite'.padEnd(12)}${['passed', 'failed', 'skipped', 'minutes'].map((head) => head.padStart(9)).join('')}`);
  for (const row of rows) {
    console.log(`${row.name.padEnd(12)}${[row.passed, row.failed, row.skipped, row.minutes.toFixed(1)].map((cell) => String(cell).padStart(9)).join('')}`);
  }
  for (const state of ['skipped', 'failed']) {
    const named = results.flatMap(({ name, outcomes }) =>
      outcomes.filter((outcome) => outcome.state === state).map((outcome) => `  ${name}: ${outcome.name}${firstLine(state, outcome.text)}`),
    );
    if (named.length) console.log(`\n${state}:\n${named.join('\n')}`);
  }
  return total;
}

function firstLine(state, text) {
  const line = text.split('\n')[0];
  return state === 'skipped' && line ? ` (${line})` : '';
}

function indented(text) {
  return text.trimEnd().replace(/^/gm, '    ');
}
