// Headers, by the Fetch standard.
import { describe } from 'node:test';
import { testRows } from './support.mjs';

describe('Headers: what it is made from', () => {
  testRows([
    ['nothing', 'return [...new Headers()]', []],
    ['undefined', 'return [...new Headers(undefined)]', []],
    ['null is no record', 'return caught(() => new Headers(null))', 'TypeError'],
    ['a number is no record', 'return caught(() => new Headers(7))', 'TypeError'],
    ['a string is no record', 'return caught(() => new Headers("a: b"))', 'TypeError'],
    ['a record', 'return [...new Headers({ "X-B": 2, a: "1" })]', [['a', '1'], ['x-b', '2']]],
    ['a record with a value that is null', 'return new Headers({ a: null }).get("a")', 'null'],
    ['a list of pairs', 'return [...new Headers([["b", "1"], ["A", "2"], ["b", "3"]])]', [['a', '2'], ['b', '1, 3']]],
    ['pairs that are no arrays but iterable', 'return [...new Headers(new Map([["a", "1"]]))]', [['a', '1']]],
    ['a pair with one item', 'return caught(() => new Headers([["a"]]))', 'TypeError'],
    ['a pair with three items', 'return caught(() => new Headers([["a", "b", "c"]]))', 'TypeError'],
    ['a pair that is a string', 'return caught(() => new Headers(["ab"]))', 'TypeError'],
    ['an iterator that is none', 'return caught(() => new Headers({ [Symbol.iterator]: 1 }))', 'TypeError'],
    ['other Headers', 'const h = new Headers({ a: "1" }); const copy = new Headers(h); h.set("a", "2"); return copy.get("a")', '1'],
    ['other Headers, cookies apart', 'return new Headers(new Headers([["Set-Cookie", "a=1"], ["set-cookie", "b=2"]])).getSetCookie()', ['a=1', 'b=2']],
    ['a record with a symbol', 'return caught(() => new Headers({ [Symbol("x")]: "1" }))', 'TypeError'],
    ['keys that are not enumerable do not count', 'return [...new Headers(Object.defineProperty({ b: "1" }, "a", { value: "2" }))]', [['b', '1']]],
    ['own keys only', 'return [...new Headers(Object.create({ a: "1" }))]', []],
    ['without new', 'return caught(() => Headers())', 'TypeError'],
  ]);
});

describe('Headers: names and values', () => {
  const bad = ['', ' ', 'a b', 'a:', 'é', 'a\\n', '\\u0000', '(', ',', '/', '[', '{', '\\u0022', 'Ā'];
  testRows(bad.map((name) => [`a bad name: "${name}"`, `const h = new Headers(); return [caught(() => h.append("${name}", "x")), caught(() => h.get("${name}")), caught(() => h.has("${name}")), caught(() => h.delete("${name}")), caught(() => h.set("${name}", "x"))]`, Array(5).fill('TypeError')]));
  testRows([
    ['all characters of a token', 'const n = "!#$%&\'*+-.^_`|~09azAZ"; return new Headers([[n, "1"]]).get(n)', '1'],
    ['blanks around a value go', 'return new Headers([["a", " \\t\\r\\n x y\\t \\n"]]).get("a")', 'x y'],
    ['only blanks', 'return new Headers([["a", " \\t "]]).get("a")', ''],
    ['other white space stays', 'return new Headers([["a", "\\u00a0\\u000bx\\u000c"]]).get("a")', '\u00a0\u000bx\u000c'],
    ['a line feed inside', 'return caught(() => new Headers([["a", "x\\ny"]]))', 'TypeError'],
    ['a carriage return inside', 'return caught(() => new Headers([["a", "x\\ry"]]))', 'TypeError'],
    ['a NUL', 'return caught(() => new Headers([["a", "\\0"]]))', 'TypeError'],
    ['bytes above 127', 'return new Headers([["a", "\\u00e9\\u00ff"]]).get("a")', 'éÿ'],
    ['characters above 255', 'return caught(() => new Headers([["a", "\\u0100"]]))', 'TypeError'],
    ['a symbol as value', 'return caught(() => new Headers([["a", Symbol("x")]]))', 'TypeError'],
    ['an object is asked for its text', 'return new Headers([["a", { toString: () => "t" }]]).get("a")', 't'],
    ['the name is converted before the value', 'const seen = []; try { new Headers().append({ toString() { seen.push("n"); return "a" } }, { toString() { seen.push("v"); return "b" } }) } catch {} return seen', ['n', 'v']],
  ]);
});

describe('Headers: methods', () => {
  testRows([
    ['append joins', 'const h = new Headers(); h.append("a", "1"); h.append("A", "2"); return h.get("a")', '1, 2'],
    ['append of an empty value', 'const h = new Headers(); h.append("a", ""); h.append("a", ""); return h.get("a")', ', '],
    ['set replaces all, where the first was', 'const h = new Headers([["a", "1"], ["b", "2"], ["a", "3"]]); h.set("A", "4"); return [h.get("a"), h.get("b")]', ['4', '2']],
    ['delete takes all', 'const h = new Headers([["a", "1"], ["a", "2"]]); h.delete("A"); return [h.has("a"), h.get("a")]', [false, null]],
    ['delete of what is not there', 'return new Headers().delete("a") === undefined', true],
    ['get of several cookies joins them', 'return new Headers([["set-cookie", "a"], ["set-cookie", "b"]]).get("Set-Cookie")', 'a, b'],
    ['getSetCookie without any', 'return new Headers({ cookie: "a" }).getSetCookie()', []],
    ['getSetCookie gives a new array each time', 'const h = new Headers([["set-cookie", "a"]]); h.getSetCookie().push("x"); return h.getSetCookie()', ['a']],
    ['cookies after set', 'const h = new Headers([["set-cookie", "a"], ["set-cookie", "b"]]); h.set("set-cookie", "c"); return h.getSetCookie()', ['c']],
    ['too few arguments', 'const h = new Headers(); return [caught(() => h.append("a")), caught(() => h.set("a")), caught(() => h.get()), caught(() => h.has()), caught(() => h.delete()), caught(() => h.forEach())]', Array(6).fill('TypeError')],
    ['a foreign receiver', 'return ["append", "delete", "get", "has", "set", "forEach", "entries", "keys", "values", "getSetCookie"].map((m) => caught(() => Headers.prototype[m].call({}, "a", "b")))', Array(10).fill('TypeError')],
    ['lengths', 'return ["append", "delete", "get", "has", "set", "forEach", "entries", "keys", "values", "getSetCookie"].map((m) => Headers.prototype[m].length)', [2, 1, 1, 1, 2, 1, 0, 0, 0, 0]],
    ['members are enumerable, the tag is not', 'return [Object.keys(Headers.prototype), Object.prototype.toString.call(new Headers()), Headers.name, Headers.length]', [['append', 'delete', 'get', 'getSetCookie', 'has', 'set', 'forEach', 'entries', 'keys', 'values'], '[object Headers]', 'Headers', 0]],
    ['no own properties', 'return Reflect.ownKeys(new Headers({ a: "1" }))', []],
    ['a global like any interface', 'const d = Object.getOwnPropertyDescriptor(globalThis, "Headers"); return [d.writable, d.enumerable, d.configurable]', [true, false, true]],
    ['subclasses', 'class H extends Headers { twice(n) { return this.get(n) + this.get(n) } } return new H({ a: "1" }).twice("a")', '11'],
  ]);
});

describe('Headers: iteration', () => {
  testRows([
    ['sorted, cookies apart and in order', 'return [...new Headers([["z", "1"], ["set-cookie", "b"], ["a", "2"], ["Set-Cookie", "a"], ["z", "3"]])]', [['a', '2'], ['set-cookie', 'b'], ['set-cookie', 'a'], ['z', '1, 3']]],
    ['sorted by bytes', 'return [...new Headers({ b_: 1, "b-": 1, b: 1, ba: 1 }).keys()]', ['b', 'b-', 'b_', 'ba']],
    ['keys, values, entries', 'const h = new Headers({ b: "1", a: "2" }); return [[...h.keys()], [...h.values()], [...h.entries()]]', [['a', 'b'], ['2', '1'], [['a', '2'], ['b', '1']]]],
    ['entries is the iterator', 'return Headers.prototype[Symbol.iterator] === Headers.prototype.entries', true],
    ['an iteration sees changes', 'const h = new Headers({ b: "1" }); const seen = []; for (const [n] of h) { seen.push(n); if (seen.length < 3) h.append("c" + seen.length, "x") } return seen', ['b', 'c1', 'c2']],
    ['forEach: value, name, headers and this', 'const h = new Headers({ a: "1" }); const seen = []; h.forEach(function (v, n, o) { seen.push(v, n, o === h, this.x) }, { x: 9 }); return seen', ['1', 'a', true, 9]],
    ['forEach sees changes', 'const h = new Headers({ a: "1", b: "2" }); const seen = []; h.forEach((v, n) => { seen.push(n); h.delete("b") }); return seen', ['a']],
    ['forEach of no function', 'return caught(() => new Headers().forEach({}))', 'TypeError'],
    ['the iterator inherits from %IteratorPrototype%', 'const it = new Headers().keys(); const p = Object.getPrototypeOf(it); return [Object.prototype.toString.call(it), Object.getPrototypeOf(p) === Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), Object.keys(p), p.hasOwnProperty("constructor"), it[Symbol.iterator]() === it]', ['[object Headers Iterator]', true, ['next'], false, true]],
    ['next of a foreign receiver', 'const { next } = new Headers().keys(); return caught(() => next.call({}))', 'TypeError'],
    ['the end stays the end', 'const it = new Headers().keys(); it.next(); return it.next()', { done: true }],
  ]);
});
