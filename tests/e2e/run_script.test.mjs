// One module in one isolate of a confined cell: what it gives, what it says, what stops it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { inlay } from '../support/inlay.mjs';
import { folderOf, temporaryFolder } from './edge.mjs';

// The lines of --json, and the exit code.
async function run(t, files, args = []) {
  const folder = folderOf(t, typeof files === 'string' ? { 'main.mjs': files } : files);
  const { code, stdout, stderr } = await inlay(t, ['run-script', join(folder, 'main.mjs'), '--json', ...args]);
  assert.equal(stderr, '');
  const lines = stdout.toString().trim().split('\n').map((line) => JSON.parse(line));
  return { code, lines, exit: lines.at(-1), value: lines.find(({ type }) => type === 'result')?.value, errors: lines.filter(({ type }) => type === 'error') };
}

test('results', async (t) => {
  const rows = [
    ['a number', 'export default () => 42', 42],
    ['a string', 'export default () => "ü\\u2028\\u0000"', 'ü\u2028\u0000'],
    ['an object', 'export default () => ({ a: [1, null, { b: true }] })', { a: [1, null, { b: true }] }],
    ['nothing', 'export default () => {}', null],
    ['a promise', 'export default async () => { await null; return 1 }', 1],
    ['a thenable', 'export default () => ({ then(done) { done(2) } })', 2],
    ['a Response', 'export default () => new Response("text")', 'text'],
    ['a streamed Response', 'export default () => new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array([104])); c.enqueue(new Uint8Array([105])); c.close() } }))', 'hi'],
    ['no function', 'export default 7', null],
    ['no default', 'export const x = 1', null],
    ['after timers', 'export default () => new Promise((done) => setTimeout(() => done("later"), 20))', 'later'],
    ['top-level await', 'const x = await new Promise((done) => setTimeout(done, 20, 3)); export default () => x', 3],
    ['the address', 'export default ({ url }) => url', 'https://example.com/'],
    ['no input', 'export default ({ input }) => input', null],
    ['none of what is not there', 'export default () => [typeof process, typeof require, typeof Buffer, typeof global, typeof setImmediate, typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics]', Array(8).fill('undefined')],
  ];
  for (const [name, source, expected] of rows) {
    await t.test(name, async (t) => {
      const { code, value, exit, errors } = await run(t, source);
      assert.deepEqual([value, errors, exit.outcome, code], [expected, [], 'ok', 0]);
      assert.ok(exit.cpuMs >= 0 && exit.cpuMs < 50 && exit.heapMb > 0.1 && exit.heapMb < 64);
    });
  }
});

test('the input comes as it is, in pieces of any size', async (t) => {
  const folder = temporaryFolder(t);
  const page = `<p>${'ä€😀 '.repeat(20_000)}</p>`;
  writeFileSync(join(folder, 'page'), page);
  for (const chunk of ['0', '1000', '65536']) {
    const text = await run(t, 'export default async ({ input, url }) => [await input.text(), input.headers.get("content-type"), url]', ['--input', join(folder, 'page'), '--chunk', chunk, '--url', 'https://a.test/x?y']);
    assert.deepEqual(text.value, [page, 'text/html; charset=utf-8', 'https://a.test/x?y'], chunk);
    const bytes = await run(t, 'export default async ({ input }) => { let sum = 0; for await (const piece of input.body) sum += piece.length; return sum }', ['--input', join(folder, 'page'), '--chunk', chunk]);
    assert.equal(bytes.value, Buffer.byteLength(page), chunk);
  }
});

test('failures', async (t) => {
  const rows = [
    ['throws', 'export default () => { throw new TypeError("no") }', 'threw', /^TypeError: no$/, /main\.mjs:1:/],
    ['rejects', 'export default async () => { throw new RangeError("x") }', 'threw', /^RangeError: x$/, /main\.mjs:1:/],
    ['throws what is no error', 'export default () => { throw "word" }', 'threw', /word/],
    ['throws when loaded', 'throw new Error("early")', 'start_failed', /^Error: early$/, /main\.mjs:1:/],
    ['does not compile', 'let x = ;', 'start_failed', /^SyntaxError/, /main\.mjs:1:/],
    ['imports a package', 'import "fs"', 'start_failed', /Could not resolve "fs"/],
    ['imports from outside', 'import "../x.mjs"', 'start_failed', /\.\.\/x\.mjs/],
    ['imports what is not there', 'import "./none.mjs"', 'start_failed', /none\.mjs/],
    ['makes code from strings', 'export default () => (() => {}).constructor("return 1")', 'threw', /^EvalError: code from strings/],
    ['recursion without end', 'export default function f() { return f() + 1 }', 'threw', /^RangeError: Maximum call stack/],
    ['too many timers', 'export default () => { for (;;) setTimeout(() => {}, 1000) }', 'threw', /too many timers/],
    ['a loop', 'export default () => { for (;;); }', 'over_cpu', /cpuMs/],
    ['a loop when loaded', 'for (;;);', 'over_cpu', /cpuMs/],
    ['a loop in microtasks', 'export default () => { const f = () => Promise.resolve().then(f); f(); return new Promise(() => {}) }', 'over_cpu', /cpuMs/],
    ['a regular expression', 'export default () => /^(?=(a*)*b)/.test("a".repeat(40))', 'over_cpu', /cpuMs/],
    ['a built-in that cannot be stopped', 'export default () => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)', 'over_cpu', /killed/],
    ['memory', 'export default () => { const all = []; for (;;) all.push(new Array(1e5).fill(1)) }', 'over_heap', /memoryMb/, undefined, 'cpuMs=2000'],
    ['buffers', 'export default () => { const all = []; for (;;) all.push(new ArrayBuffer(1e6)) }', 'over_heap', /memoryMb/, undefined, 'cpuMs=2000'],
    ['waits for ever', 'export default () => new Promise(() => {})', 'over_wall', /wallMs/],
    ['waits for ever when loaded', 'await new Promise(() => {})', 'over_wall', /wallMs/],
  ];
  for (const [name, source, outcome, message, place, limits = 'wallMs=300'] of rows) {
    await t.test(name, async (t) => {
      const { code, exit, errors, value } = await run(t, source, ['--limits', limits]);
      assert.deepEqual([exit.outcome, code, value], [outcome, 1, undefined]);
      assert.equal(errors.length, 1, JSON.stringify(errors));
      assert.match(`${errors[0].name}: ${errors[0].message}`, message);
      if (place) assert.match(errors[0].stack, place);
    });
  }
});

test('console, and rejections that nobody handles', async (t) => {
  const { lines, code } = await run(t, { 'main.mjs': 'import { hello } from "./lib/hello.mjs";\nconsole.log("a", 1, { b: 2 });\nconsole.error(hello);\nPromise.reject(new Error("lost"));\nexport default () => "done"', 'lib/hello.mjs': 'export const hello = "hello"' });
  assert.deepEqual(lines.slice(0, 2), [{ type: 'console', level: 'log', args: ['a', '1', '{ b: 2 }'] }, { type: 'console', level: 'error', args: ['hello'] }]);
  const lost = lines.find(({ type }) => type === 'error');
  assert.deepEqual([lost.message, lost.unhandled], ['lost', true]);
  assert.deepEqual([lines.at(-2), lines.at(-1).outcome, code], [{ type: 'result', value: 'done' }, 'ok', 0]);
});

test('for people: what is logged on standard error, the result on standard output', async (t) => {
  const folder = folderOf(t, { 'main.mjs': 'export default () => { console.log("one", 2); return "three" }', 'fails.mjs': 'export default () => { throw new TypeError("no") }' });
  const well = await inlay(t, ['run-script', join(folder, 'main.mjs')]);
  assert.deepEqual([well.stdout.toString(), well.stderr, well.code], ['three\n', 'one 2\n', 0]);
  const badly = await inlay(t, ['run-script', join(folder, 'fails.mjs')]);
  assert.deepEqual([badly.stdout.toString(), badly.code], ['', 1]);
  assert.match(badly.stderr, /^TypeError: no\n {2}at default \(fails\.mjs:1:\d+\)\noutcome: threw\n$/);
});

test('wrong usage', async (t) => {
  const folder = folderOf(t, { 'main.mjs': '' });
  const rows = [
    [[], 2, /FILE/],
    [[join(folder, 'main.mjs'), '--limits', 'cpuMs=0'], 2, /cpuMs=0.*from 1 to 600000/],
    [[join(folder, 'main.mjs'), '--limits', 'cpu=5'], 2, /cpuMs=N, memoryMb=N or wallMs=N/],
    [[join(folder, 'main.mjs'), '--input', join(folder, 'none')], 3, /none/],
    [[join(folder, 'none.mjs')], 1, /none\.mjs/],
  ];
  for (const [args, code, told] of rows) {
    const done = await inlay(t, ['run-script', ...args]);
    assert.equal(done.code, code, done.stderr);
    assert.match(done.stderr, told);
    assert.equal(done.stdout.length, 0);
  }
});

test('an app object is driven like a request', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'page'), `<!doctype html><p>one${'<p>two é'.repeat(20_000)}`);
  const expected = `<!doctype html><p a="1">one${'<p a="1">two é'.repeat(20_000)}`;
  const source = 'export default { html(rewriter, ctx) { console.log(ctx.request.url); rewriter.on("p", { element(p) { p.setAttribute("a", "1") } }) } }';
  for (const chunk of ['0', '1000']) {
    const { value, lines, code } = await run(t, source, ['--input', join(folder, 'page'), '--chunk', chunk, '--url', 'https://a.test/x', '--limits', 'cpuMs=2000']);
    assert.deepEqual([value, code], [expected, 0]);
    assert.deepEqual(lines[0], { type: 'console', level: 'log', args: ['https://a.test/x'] });
  }
  const answer = await run(t, 'export default { fetch(request) { return new Response(request.url, { status: 404 }) } }');
  assert.deepEqual([answer.value, answer.code], ['https://example.com/', 0]);
  const fails = await run(t, 'export default { fetch() { throw new TypeError("no") } }');
  assert.deepEqual([fails.value, fails.exit.outcome, fails.code, fails.errors.map(({ message }) => message)], [undefined, 'threw', 1, ['no']]);
  const neither = await run(t, 'export default {}');
  assert.deepEqual([neither.value, neither.exit.outcome], [null, 'ok']);
});

test('permissions', async (t) => {
  const folder = folderOf(t, { 'cookies.json': { cookies: true }, 'wrong.json': { cookie: true }, 'page': '<p>x</p>' });
  const cookies = 'export default { fetch() { return new Response("x", { headers: { "set-cookie": "a=b" } }) } }';
  assert.equal((await run(t, cookies, ['--permissions', join(folder, 'cookies.json')])).exit.outcome, 'ok');
  const wrong = await inlay(t, ['run-script', join(folder, 'page'), '--permissions', join(folder, 'wrong.json')]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /wrong\.json:1:\d+: error: .*cookie/);
});
