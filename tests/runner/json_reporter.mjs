// A reporter for node:test that writes one JSON object per line for tests/runner/node_tests.mjs to read.
import { relative } from 'node:path';
import { inspect } from 'node:util';

export default async function* report(source) {
  const open = []; // names of the tests around the current one, by nesting
  for await (const { type, data } of source) {
    const file = data.file ? relative(process.cwd(), data.file) : undefined;
    if (type === 'test:start') {
      open[data.nesting] = data.name;
      open.length = data.nesting + 1;
    } else if (type === 'test:pass' || type === 'test:fail') {
      const grouped = data.details?.type === 'suite'; // a group is not a test, but its hooks may fail
      if (grouped && (type === 'test:pass' || data.details.error?.failureType === 'subtestsFailed')) continue;
      yield line({
        name: [...open.slice(0, data.nesting), data.name].join(' › '),
        file,
        empty: type === 'test:pass' && data.nesting === 0 && data.name === data.file, // node's word for a file without tests
        state: data.skip !== undefined ? 'skipped' : data.todo !== undefined ? 'todo' : type === 'test:pass' ? 'passed' : 'failed',
        reason: [data.skip, data.todo].find((text) => typeof text === 'string'),
        error: type === 'test:fail' ? describe(data.details?.error) : undefined,
      });
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      yield line({ file, said: data.message });
    }
  }
}

function line(object) {
  return `${JSON.stringify(object)}\n`;
}

function describe(error) {
  if (!error) return 'failed';
  if (error.failureType === 'subtestsFailed') return 'subtests failed';
  const cause = error.cause ?? error;
  return cause?.code === 'ERR_ASSERTION' ? cause.stack : inspect(cause, { depth: 4 });
}
