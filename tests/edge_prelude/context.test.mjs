// Timers, microtasks, ctx, entry points, and what the global object has.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { forms, openRealm, testRows } from './support.mjs';

describe('timers', () => {
  testRows([
    ['setTimeout', 'const seen = []; const id = setTimeout(function (...a) { seen.push(this === globalThis, ...a) }, 10, "x", "y"); const before = [...log.started]; api.fireTimer(id); api.fireTimer(id); return [before, seen, id]', [[[1, 10, false]], [true, 'x', 'y'], 1]],
    ['setInterval', 'let n = 0; const id = setInterval(() => n++, 5); api.fireTimer(id); api.fireTimer(id); clearInterval(id); api.fireTimer(id); return [log.started, log.stopped, n]', [[[1, 5, true]], [1], 2]],
    ['times', 'for (const t of [undefined, -1, 0.9, "7", NaN, 2 ** 31, 2 ** 31 - 1, {}, null]) setTimeout(() => {}, t); return log.started.map((s) => s[1])', [0, 0, 0, 7, 0, 0, 2147483647, 0, 0]],
    ['a time that is a symbol', 'return caught(() => setTimeout(() => {}, Symbol()))', 'TypeError'],
    ['text is not run', 'return [caught(() => setTimeout("x = 1")), caught(() => setInterval("x = 1")), caught(() => setTimeout()), log.started]', ['TypeError', 'TypeError', 'TypeError', []]],
    ['clear of what is not there', 'clearTimeout(); clearTimeout(99); clearTimeout("x"); clearInterval(undefined); return log.stopped', []],
    ['clearTimeout ends an interval too', 'clearTimeout(setInterval(() => {}, 1)); return log.stopped', [1]],
    ['cleared inside itself', 'let n = 0; const id = setInterval(() => { n++; clearInterval(id) }, 1); api.fireTimer(id); api.fireTimer(id); return n', 1],
    ['a callback that throws is reported', 'const id = setTimeout(() => { throw new RangeError("x") }); api.fireTimer(id); return log.errors.map((e) => e.name)', ['RangeError']],
    ['too many', 'log.noTimers = true; const said = caught(() => setTimeout(() => {})); log.noTimers = false; return [said, setTimeout(() => {})]', ['RangeError', 1]],
    ['dropped with their request', 'let n = 0; const a = setTimeout(() => n++), b = setTimeout(() => n++); api.dropTimers([a, 77]); api.fireTimer(a); api.fireTimer(b); return [n, log.stopped]', [1, []]],
    ['no constructors', 'return [caught(() => new setTimeout(() => {})), setTimeout.name, setTimeout.length, setInterval.length, clearTimeout.length]', ['TypeError', 'setTimeout', 1, 1, 0]],
  ]);
});

describe('tasks', () => {
  testRows([
    ['queueMicrotask: in order with promises', 'const seen = []; queueMicrotask(() => seen.push(1)); Promise.resolve().then(() => seen.push(2)); queueMicrotask(() => seen.push(3)); seen.push(0); await ticks(); return seen', [0, 1, 2, 3]],
    ['queueMicrotask: one that throws is reported', 'queueMicrotask(() => { throw new RangeError() }); await ticks(); return log.errors.map((e) => e.name)', ['RangeError']],
    ['queueMicrotask of no function', 'return [caught(() => queueMicrotask()), caught(() => queueMicrotask("x"))]', ['TypeError', 'TypeError']],
    ['reportError', 'reportError(7); return [log.errors, caught(() => reportError())]', [[7], 'TypeError']],
    ['self, navigator', 'return [self === globalThis, navigator.userAgent, String(navigator), caught(() => Object.getPrototypeOf(navigator).userAgent)]', [true, 'Inlay', '[object Navigator]', 'TypeError']],
  ]);
});

const install = `api.setInstall(JSON.stringify({ options: { a: { b: [1, { c: 2 }] } }, install: { id: "abc", appId: "app", version: "1.0.0", siteId: "s", preview: false }, product: { id: "pro" } }));`;
const context = `${install} const ctx = api.makeContext(JSON.stringify({ url: "https://a.example/", method: "GET", headers: [["Accept", "x"], ["a", "1"], ["a", "2"]], page: { status: 200, headers: [["Content-Type", "text/html"]] } }), "key");`;

describe('ctx', () => {
  testRows([
    ['options', `${context} return ctx.options`, { a: { b: [1, { c: 2 }] } }],
    ['options are frozen deeply', `${context} const o = ctx.options; return [o, o.a, o.a.b, o.a.b[1]].map(Object.isFrozen)`, [true, true, true, true]],
    ['options are of the realm', `${context} return [ctx.options instanceof Object, Array.isArray(ctx.options.a.b), ctx.options.a.b instanceof Array]`, [true, true, true]],
    ['options with a key called __proto__', 'api.setInstall(\'{"options":{"__proto__":{"x":1}},"install":{"id":"a"}}\'); return [INSTALL_OPTIONS.x === undefined, Object.isFrozen(Object.getOwnPropertyDescriptor(INSTALL_OPTIONS, "__proto__").value)]', [true, true]],
    ['deep options', 'api.setInstall(`{"options":{"a":${"[".repeat(5000)}${"]".repeat(5000)}},"install":{"id":"a"}}`); return Object.isFrozen(INSTALL_OPTIONS.a[0][0])', true],
    ['install', `${context} return [ctx.install, Object.isFrozen(ctx.install)]`, [{ id: 'abc', appId: 'app', version: '1.0.0', siteId: 's', preview: false }, true]],
    ['request', `${context} const { url, method, headers } = ctx.request; return [url, method, headers instanceof Headers, [...headers], caught(() => headers.set("a", "b")), headers === ctx.request.headers, Object.isFrozen(ctx.request)]`, ['https://a.example/', 'GET', true, [['a', '1, 2'], ['accept', 'x']], 'TypeError', true, true]],
    ['page', `${context} return [ctx.page.status, ctx.page.headers.get("content-type"), ctx.page === ctx.page]`, [200, 'text/html', true]],
    ['without a page', `${install} const ctx = api.makeContext('{"url":"u","method":"GET","headers":[]}', 1); return ctx.page === undefined`, true],
    ['waitUntil', `${context} ctx.waitUntil(Promise.resolve(3)); ctx.waitUntil(4); return [log.waits.map(([key]) => key), await log.waits[0][1], await log.waits[1][1], log.waits[1][1] instanceof Promise, caught(() => ctx.waitUntil())]`, [['key', 'key'], 3, 4, true, 'TypeError']],
    ['passThroughOnException', `${context} return ctx.passThroughOnException() === undefined`, true],
    ['two requests', `${install} const a = api.makeContext('{"url":"a","method":"GET","headers":[]}', "ka"); const b = api.makeContext('{"url":"b","method":"GET","headers":[]}', "kb"); b.waitUntil(1); a.waitUntil(1); return [a.request.url, b.request.url, log.waits.map(([key]) => key)]`, ['a', 'b', ['kb', 'ka']]],
    ['nothing is parsed before it is asked for', `${install} const ctx = api.makeContext('{', 1); return [ctx.options.a.b[0], caught(() => ctx.request)]`, [1, 'SyntaxError']],
    ['a foreign receiver', `${context} const p = Object.getPrototypeOf(ctx); return [...["options", "install", "request", "page"].map((n) => caught(() => Reflect.get(p, n, {}))), caught(() => p.waitUntil.call({}, 1)), caught(() => p.passThroughOnException.call({}))]`, Array(6).fill('TypeError')],
    ['no constructor', `${context} return ctx.constructor === Object`, true],
    ['the globals of ported scripts', `${context} return [INSTALL_OPTIONS === ctx.options, INSTALL_ID, INSTALL_PRODUCT, Object.isFrozen(INSTALL_PRODUCT)]`, [true, 'abc', { id: 'pro' }, true]],
    ['an app without plans', 'api.setInstall(\'{"options":{},"install":{"id":"a"}}\'); return [INSTALL_PRODUCT === undefined, "INSTALL_PRODUCT" in globalThis]', [true, true]],
    ['patched afterwards, options stay', `${context} try { ctx.options.a = 1 } catch {} try { ctx.install.id = 2 } catch {} return [ctx.options.a.b[0], ctx.install.id]`, [1, 'abc']],
  ]);
});

describe('entry points', () => {
  const entry = (text) => `const e = api.pickEntry({ default: ${text} }); return [typeof e.html, typeof e.fetch, e.problem ?? null]`;
  const neither = 'the default export has neither html() nor fetch()';
  const none = 'the script has no default export that is an object with html() or fetch()';
  testRows([
    ['html', entry('{ html() {} }'), ['function', 'undefined', null]],
    ['fetch', entry('{ fetch() {} }'), ['undefined', 'function', null]],
    ['both', entry('{ html() {}, fetch() {} }'), ['function', 'function', null]],
    ['neither', entry('{ scheduled() {} }'), ['undefined', 'undefined', neither]],
    ['undefined members', entry('{ html: undefined, fetch: null }'), ['undefined', 'undefined', neither]],
    ['no function', entry('{ html: 7 }'), ['undefined', 'undefined', 'html of the default export is not a function']],
    ['one good, one bad', entry('{ html() {}, fetch: {} }'), ['function', 'undefined', 'fetch of the default export is not a function']],
    ['no object', entry('7'), ['undefined', 'undefined', none]],
    ['no default', 'return api.pickEntry({}).problem', none],
    ['this is the app', 'const app = { x: 5, html() { return this.x } }; return api.pickEntry({ default: app }).html()', 5],
    ['a class instance', 'class App { #x = 6; fetch(a, b, c) { return [this.#x, a, b, c] } } return api.pickEntry({ default: new App() }).fetch(1, 2, 3)', [6, 1, 2, 3]],
    ['a getter that throws', 'return caught(() => api.pickEntry({ default: { get html() { throw new RangeError() } } }))', 'RangeError'],
  ]);
});

test('the globals are these and no others', () => {
  const functions = ['addEventListener', 'clearInterval', 'clearTimeout', 'fetch', 'queueMicrotask', 'removeEventListener', 'reportError', 'setInterval', 'setTimeout'];
  const interfaces = ['AbortController', 'AbortSignal', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'CustomEvent', 'DOMException', 'Event', 'EventTarget', 'Headers', 'ReadableByteStreamController', 'ReadableStream', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest', 'ReadableStreamDefaultController', 'ReadableStreamDefaultReader', 'Request', 'Response', 'TextDecoder', 'TextEncoder', 'TransformStream', 'TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController', 'WritableStreamDefaultWriter'];
  for (const form of Object.keys(forms)) {
    // Node's own realms have a console of their own, which the prelude replaces.
    const { added, context } = openRealm(form);
    assert.deepEqual([...added].filter((name) => name !== 'console').sort(), [...functions, ...interfaces, 'navigator', 'self'].sort(), form);
    for (const name of interfaces) assert.equal(context[name].name, name);
  }
});
