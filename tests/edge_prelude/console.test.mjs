// console: what is written, and that writing it runs nothing of the app and stays within its bounds.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openRealm, testRows } from './support.mjs';

// [name, expression, text]
const shown = [
  ['undefined', 'undefined', 'undefined'],
  ['null', 'null', 'null'],
  ['a number', '1.5', '1.5'],
  ['minus zero', '-0', '-0'],
  ['a bigint', '10n', '10n'],
  ['a symbol', 'Symbol("x")', 'Symbol(x)'],
  ['text inside', '["a\'b\\n\\\\\\u0001"]', "[ 'a\\'b\\n\\\\\\x01' ]"],
  ['an object', '({ a: 1, "b-c": "x", [Symbol("s")]: true })', "{ a: 1, 'b-c': 'x', [Symbol(s)]: true }"],
  ['an empty object', '({})', '{}'],
  ['an empty array', '[]', '[]'],
  ['an array with holes and names', 'Object.assign([1, , 3], { x: 4 })', '[ 1, <empty>, 3, x: 4 ]'],
  ['without prototype', 'Object.assign(Object.create(null), { a: 1 })', '[Object: null prototype] { a: 1 }'],
  ['an instance', 'new (class Foo { a = 1 })()', 'Foo { a: 1 }'],
  ['depth', '({ a: { b: { c: { d: 1 } } } })', '{ a: { b: { c: [Object] } } }'],
  ['depth of arrays', '[[[[1]]]]', '[ [ [ [Array] ] ] ]'],
  ['a cycle', '(() => { const a = { x: [] }; a.x.push(a); return a })()', '{ x: [ [Circular] ] }'],
  ['the same twice is no cycle', '(() => { const a = { n: 1 }; return [a, a] })()', '[ { n: 1 }, { n: 1 } ]'],
  ['getters and setters', '({ get a() { throw 1 }, set b(v) {}, get c() { throw 1 }, set c(v) {} })', '{ a: [Getter], b: [Setter], c: [Getter/Setter] }'],
  ['a function', 'function foo() {}', '[Function: foo]'],
  ['a function without name', '(() => () => {})()', '[Function (anonymous)]'],
  ['a function with properties', 'Object.assign(function foo() {}, { a: 1 })', '[Function: foo] { a: 1 }'],
  ['a class', 'class Foo {}', '[class Foo]'],
  ['a Map', 'new Map([["a", { b: 1 }], [1, 2]])', "Map(2) { 'a' => { b: 1 }, 1 => 2 }"],
  ['a Set', 'new Set([1, "x"])', "Set(2) { 1, 'x' }"],
  ['WeakMap, WeakSet, Promise', '[new WeakMap(), new WeakSet(), Promise.resolve()]', '[ WeakMap {}, WeakSet {}, Promise {} ]'],
  ['a Date', 'new Date(0)', '1970-01-01T00:00:00.000Z'],
  ['a Date that is none', 'new Date(NaN)', 'Invalid Date'],
  ['a RegExp', '/a\\/b/gi', '/a\\/b/gi'],
  ['boxes', '[new String("x"), new Number(-0), new Boolean(false)]', "[ [String: 'x'], [Number: -0], [Boolean: false] ]"],
  ['typed arrays', 'new Uint8Array([1, 2])', 'Uint8Array(2) [ 1, 2 ]'],
  ['big typed arrays', 'new BigInt64Array([1n])', 'BigInt64Array(1) [ 1n ]'],
  ['an ArrayBuffer', 'new ArrayBuffer(3)', 'ArrayBuffer { byteLength: 3 }'],
  ['a DataView', 'new DataView(new ArrayBuffer(3))', 'DataView { byteLength: 3 }'],
  ['a subclass of Array', 'new (class List extends Array {})(1, 2)', 'List(2) [ 1, 2 ]'],
  ['a proxy', 'new Proxy({}, new Proxy({}, { get() { throw new Error("asked") } }))', '[Proxy]'],
  ['a proxy as prototype', 'Object.create(new Proxy({}, { get() { throw new Error("asked") }, getPrototypeOf() { throw new Error("asked") } }))', '[Object: null prototype] {}'],
  ['Headers', 'new Headers({ b: "1", a: "2" })', "Headers { a: '2', b: '1' }"],
  ['a Response', 'new Response("x", { status: 201 })', "Response { status: 201, statusText: '', type: 'default' }"],
  ['a Request', 'new Request("https://a.example")', "Request { method: 'GET', url: 'https://a.example/' }"],
  ['a stream', 'new ReadableStream()', 'ReadableStream {}'],
  ['long ones get lines', '({ a: "x".repeat(40), b: "y".repeat(40), c: { d: 1 } })', `{\n  a: '${'x'.repeat(40)}',\n  b: '${'y'.repeat(40)}',\n  c: { d: 1 }\n}`],
  ['an error without stack', 'Object.assign(new RangeError("m"), { stack: undefined })', '[RangeError: m]'],
  ['an error with a stack and more', '(() => { const e = new Error("m", { cause: "c" }); e.stack = "Error: m\\n    at x"; e.code = 7; return e })()', "Error: m\n    at x { code: 7, cause: 'c' }"],
];

describe('console: values', () => {
  testRows(shown.map(([name, expression, text]) => [name, `const value = ${expression}; console.log(value); return [log.lines, api.inspect(value)]`, [[['log', text]], text]]));

  testRows([
    ['the stack of an error', 'console.log(new RangeError("m")); return log.lines[0][1].startsWith("RangeError: m\\n    at ")', true],
    ['a DOMException', 'console.log(new DOMException("m", "NotFoundError")); return log.lines[0][1].split("\\n")[0]', 'NotFoundError: m'],
    ['text by itself is not quoted', 'console.log("a\'b", 1); return log.lines', [['log', "a'b", '1']]],
    ['nothing', 'console.log(); return log.lines', [['log']]],
  ]);
});

describe('console: format specifiers', () => {
  testRows([
    ['%s', 'console.log("%s|%s|%s|%s", "a", 1, { b: { c: 1 } }, Symbol("x")); return log.lines', [['log', 'a|1|{ b: [Object] }|Symbol(x)']]],
    ['%d %i %f', 'console.log("%d %i %f %d %i", "1.5", "1.9", "2.5x", {}, 3n); return log.lines', [['log', '1.5 1 2.5 NaN 3n']]],
    ['%o %O %c %%', 'console.log("%o %O %c%% %", { a: 1 }, [2], "color: red"); return log.lines', [['log', '{ a: 1 } [ 2 ] % %']]],
    ['%j is none', 'console.log("%j", 1); return log.lines', [['log', '%j', '1']]],
    ['too few arguments', 'console.log("%s %s", 1); return log.lines', [['log', '1 %s']]],
    ['what is left comes after', 'console.log("%s", 1, "b", { c: 1 }); return log.lines', [['log', '1', 'b', '{ c: 1 }']]],
    ['alone it stays', 'console.log("100%"); console.log("100%%"); return log.lines', [['log', '100%'], ['log', '100%%']]],
    ['not in later arguments', 'console.log(1, "%s", 2); return log.lines', [['log', '1', '%s', '2']]],
  ]);
});

describe('console: methods', () => {
  testRows([
    ['levels', 'for (const m of ["log", "info", "warn", "error", "debug", "trace"]) console[m](m); return log.lines', ['log', 'info', 'warn', 'error', 'debug', 'trace'].map((m) => [m, m])],
    ['without a receiver', 'const { log: write } = console; write("x"); return log.lines', [['log', 'x']]],
    ['assert', 'console.assert(true, "no"); console.assert(false); console.assert(false, "a %s", 1); console.assert(0, { b: 1 }); return log.lines', [['error', 'Assertion failed'], ['error', 'Assertion failed: a 1'], ['error', 'Assertion failed: { b: 1 }']]],
    ['count and countReset', 'console.count(); console.count("x"); console.count(); console.countReset(); console.count(); console.countReset("y"); return log.lines', [['info', 'default: 1'], ['info', 'x: 1'], ['info', 'default: 2'], ['info', 'default: 1'], ['warn', 'console.countReset: there is no count "y"']]],
    ['time, timeLog, timeEnd', 'log.clock = 5; console.time("a"); console.time("a"); log.clock = 12; console.timeLog("a", { x: 1 }); log.clock = 20; console.timeEnd("a"); console.timeEnd("a"); return log.lines', [['warn', 'console.time: the timer "a" runs already'], ['info', 'a: 7 ms', '{ x: 1 }'], ['info', 'a: 15 ms'], ['warn', 'console.timeEnd: there is no timer "a"']]],
    ['group', 'console.group("a"); console.log("b"); console.groupCollapsed(); console.log("c"); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log("d"); return log.lines', [['log', 'a'], ['log', '  b'], ['log', '    c'], ['log', 'd']]],
    ['dir and dirxml', 'console.dir("a"); console.dirxml("a"); return log.lines', [['log', "'a'"], ['log', 'a']]],
    ['table of objects', 'console.table([{ a: 1, b: "x" }, { b: 2, c: 3 }]); return log.lines[0][1].split("\\n")', ["(index) | a | b   | c", "0       | 1 | 'x' |  ", '1       |   | 2   | 3']],
    ['table with chosen columns', 'console.table({ r: { a: 1, b: 2 } }, ["b"]); return log.lines[0][1].split("\\n")', ['(index) | b', 'r       | 2']],
    ['table of plain values', 'console.table(["x", { a: 1 }]); return log.lines[0][1].split("\\n")', ['(index) | a | Values', "0       |   | 'x'   ", '1       | 1 |       ']],
    ['table of no object', 'console.table("x"); return log.lines', [['log', 'x']]],
    ['the namespace', 'const d = Object.getOwnPropertyDescriptor(globalThis, "console"); return [d.enumerable, d.writable, String(console), Object.keys(Object.getPrototypeOf(console)), Object.getPrototypeOf(Object.getPrototypeOf(console)) === Object.prototype]', [false, true, '[object console]', [], true]],
    ['a label that cannot be text', 'return caught(() => console.count(Symbol("x")))', 'nothing'],
  ]);
});

// [name, statement]
const bounded = [
  ['long text', 'console.log("x".repeat(1e6))'],
  ['long text inside', 'console.log(["x".repeat(1e6)])'],
  ['much text', 'console.log(...Array(1000).fill("x".repeat(100)))'],
  ['a long format', 'console.log("%s".repeat(5000), ...Array(5000).fill("yyyyyyyyyy"))'],
  ['a long array', 'console.log(Array(1e6).fill(7))'],
  ['a sparse array', 'console.log(new Array(2 ** 32 - 1))'],
  ['a long typed array', 'console.log(new Uint8Array(1e7))'],
  ['a large Map', 'console.log(new Map(Array.from({ length: 1e5 }, (_, i) => [i, i])))'],
  ['a large Set', 'console.log(new Set(Array(1e5).keys()))'],
  ['many keys', 'console.log(Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ["k" + i, i])))'],
  ['wide and deep', 'const wide = (d) => d === 0 ? 1 : Array.from({ length: 100 }, () => wide(d - 1)); console.log(wide(3))'],
  ['a long chain of prototypes', 'let o = {}; for (let i = 0; i < 1e4; i++) o = Object.create(o); console.log(o)'],
  ['a long key', 'console.log({ ["k".repeat(1e6)]: 1 })'],
  ['a long symbol', 'console.log({ [Symbol("k".repeat(1e6))]: 1 })'],
  ['a long name', 'console.log(Object.defineProperty(() => {}, "name", { value: "k".repeat(1e6) }))'],
  ['a long message', 'console.log(Object.assign(new Error("k".repeat(1e6)), { x: 1 }))'],
  ['a large table', 'console.table(Array.from({ length: 300 }, () => Object.fromEntries(Array.from({ length: 300 }, (_, i) => ["k" + i, "v".repeat(1000)]))))'],
  ['a long label', 'console.count("x".repeat(1e6))'],
  ['deep groups', 'for (let i = 0; i < 1000; i++) console.group(); console.log("x")'],
  ['many labels', 'for (let i = 0; i < 5000; i++) { console.count("c" + i); console.time("t" + i) }'],
];

describe('console: bounds', () => {
  for (const [name, statement] of bounded) {
    test(name, async () => {
      const { run, log } = openRealm();
      await run(statement);
      assert.ok(log.lines.length > 0);
      for (const line of log.lines) {
        assert.ok(line.slice(1).join('').length <= 8192 + 1, `${line.slice(1).join('').length} characters`);
        assert.ok(line.length <= 101, `${line.length} texts`);
      }
    });
  }
});
