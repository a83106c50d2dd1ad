// Runs the tables on any platform that has HTMLRewriter: nothing here but the web's own names. The default
// export is what `inlay run-script` calls; `check_elsewhere.mjs` calls the parts.
import tables from './tables.mjs';

export const chunkSizes = [0, 1, 2, 7, 64]; // bytes; 0: whole

const encoder = new TextEncoder();
const bytesOf = (value) => (typeof value === 'string' ? encoder.encode(value) : value);

// As a stream of chunks, or whole. `breaks`: the stream fails where it should end.
export function bodyOf(bytes, chunk, breaks = false) {
  if (chunk === 0 && !breaks) return bytes;
  const size = chunk || bytes.length || 1;
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) {
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      } else if (breaks) {
        controller.error(new Error('the origin went away'));
      } else {
        controller.close();
      }
    },
  });
}

// What became of a case: {bytes, seen} or {error, seen}.
export async function run(test, chunk) {
  const seen = [];
  try {
    const rewriter = new HTMLRewriter();
    await test.program(rewriter, seen);
    const init = { status: test.status ?? 200, headers: { 'content-type': test.contentType ?? 'text/html; charset=utf-8', ...test.headers } };
    const response = rewriter.transform(new Response(bodyOf(bytesOf(test.input), chunk, test.breaks), init));
    test.look?.(response, seen);
    return { bytes: new Uint8Array(await response.arrayBuffer()), seen };
  } catch (error) {
    return { error, seen };
  }
}

const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const shown = (bytes) => JSON.stringify(new TextDecoder().decode(bytes));

// Why a result is not the expected one; nothing if it is. `names`: also whether errors have the class and
// the words that ours have.
export function difference(test, { bytes, seen, error }, names = true) {
  if (test.seen !== undefined && JSON.stringify(seen) !== JSON.stringify(test.seen)) {
    return `saw ${JSON.stringify(seen)}, not ${JSON.stringify(test.seen)}${error ? ` (${error})` : ''}`;
  }
  if (test.throws !== undefined) {
    if (error === undefined) return `does not throw, gives ${shown(bytes)}`;
    if (names && error.name !== test.throws.name) return `throws ${error}, not a ${test.throws.name}`;
    if (names && !test.throws.message.test(error.message)) return `says "${error.message}", not ${test.throws.message}`;
    return undefined;
  }
  if (error !== undefined) return `throws ${error}`;
  const expected = bytesOf(test.expected ?? test.input);
  return equal(bytes, expected) ? undefined : `gives ${shown(bytes)}, not ${shown(expected)}`;
}

// All cases at all chunk sizes: [{table, name, ours, chunk, why}] of those that differ, and how many ran.
export async function differences(names = true) {
  const found = [];
  let runs = 0;
  for (const [table, tests] of Object.entries(tables)) {
    for (const test of tests) {
      for (const chunk of chunkSizes) {
        const why = difference(test, await run(test, chunk), names);
        ++runs;
        if (why !== undefined) found.push({ table, name: test.name, ours: test.ours, chunk, why });
      }
    }
  }
  return { runs, found };
}

export default () => differences();
