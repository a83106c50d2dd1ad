// js-api I3: whatever an app patches, the prelude calls none of it. Every method, getter and setter of every built-in, and of the
// prelude's own interfaces, is replaced by one that notes its call and goes on; then the scenarios run through functions kept
// from before. Nothing may have been noted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { forms, openRealm } from './support.mjs';

const patchSource = `
  const { apply, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { defineProperty, create } = Object;
  const calls = create(null);
  let quiet = true;
  let count = 0;
  const note = (name) => { if (!quiet && count < 50) { calls[count] = name; count += 1; } };
  const seen = new Set();
  const wrap = (f, name) => new Proxy(f, {
    __proto__: null,
    apply(target, self, list) { note(name); return apply(target, self, list); },
    construct(target, list, newTarget) { note('new ' + name); return Reflect_construct(target, list, newTarget); },
  });
  const Reflect_construct = Reflect.construct;
  const patch = (object, path) => {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) return;
    seen.add(object);
    for (const key of ownKeys(object)) {
      const name = path + '.' + String(key);
      const d = getOwnPropertyDescriptor(object, key);
      if (key === 'prototype') { patch(d.value, name); continue; }
      if (!d.configurable || key === 'constructor') continue;
      // The standards say that these are asked: promises for thenables, errors for their trace.
      if (typeof d.value === 'function') {
        patch(d.value, name);
        defineProperty(object, key, { ...d, value: wrap(d.value, name) });
      } else if (d.get || d.set) {
        defineProperty(object, key, { ...d, get: d.get && wrap(d.get, name), set: d.set && wrap(d.set, name) });
      } else {
        patch(d.value, name);
      }
    }
    patch(getPrototypeOf(object), path + '.__proto__');
  };
  const roots = {};
  for (const name of ownKeys(globalThis)) {
    const value = globalThis[name];
    if (typeof name === 'string' && !['caught', 'refused', 'message', 'bytes', 'chunks', 'streamOf', 'ticks', 'globalThis', 'self'].includes(name)) roots[name] = value;
  }
  const iterators = { arrayIterator: [].values(), mapIterator: new Map().values(), setIterator: new Set().values(), stringIterator: ''[Symbol.iterator](), asyncGenerator: (async function* () {})(), generator: (function* () {})(), headersIterator: new Headers().keys(), regexpIterator: 'a'.matchAll(/a/g) };
  for (const name in iterators) patch(getPrototypeOf(iterators[name]), name);
  for (const name in roots) patch(roots[name], name);
  // Traps for what is read from, or set on, objects without such a property of their own.
  for (const key of ['0', '1', 'get', 'set', 'value', 'done', 'writable', 'enumerable', 'configurable', 'status', 'headers', 'body', 'signal', 'highWaterMark', 'size', 'type', 'pull', 'start', 'cancel', 'kind', 'name', 'next', 'handleEvent', 'left', 'open', 'used', 'stream', 'source']) {
    for (const [at, object] of [['Object', Object.prototype], ['Array', Array.prototype]]) {
      defineProperty(object, key, { __proto__: null, configurable: true, get() { note('read ' + at + '.prototype.' + key); return undefined; }, set(v) { note('set ' + at + '.prototype.' + key); defineProperty(this, key, { __proto__: null, value: v, writable: true, enumerable: true, configurable: true }); } });
    }
  }
  for (const name of Object.keys(roots)) {
    const d = getOwnPropertyDescriptor(globalThis, name);
    if (d.configurable && typeof d.value === 'function') defineProperty(globalThis, name, { __proto__: null, ...d, value: wrap(d.value, 'global ' + name) });
  }
  return { calls, listen() { quiet = false; }, stop() { quiet = true; const list = []; for (let i = 0; i < count; i += 1) list[i] = calls[i]; return list; } };
`;

// What scenarios call, kept from before the patches: uncurried methods and getters, and constructors.
const keptSource = `
  const { bind, call } = Function.prototype;
  const uncurry = bind.bind(call);
  const { construct } = Reflect;
  const { defineProperty } = Object;
  const kept = { __proto__: null };
  for (const name of ['Headers', 'Request', 'Response', 'ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamDefaultController', 'ReadableByteStreamController', 'ReadableStreamBYOBRequest', 'WritableStream', 'WritableStreamDefaultWriter', 'TransformStream', 'TransformStreamDefaultController', 'EventTarget', 'Event', 'AbortController', 'AbortSignal', 'DOMException', 'TextDecoder', 'TextEncoder']) {
    const made = globalThis[name];
    const methods = { __proto__: null, make: (a, b, c) => construct(made, c !== undefined ? [a, b, c] : b !== undefined ? [a, b] : a !== undefined ? [a] : []) };
    for (const key of Reflect.ownKeys(made.prototype)) {
      const d = Object.getOwnPropertyDescriptor(made.prototype, key);
      if (typeof d.value === 'function' && key !== 'constructor') methods[key] = uncurry(d.value);
      if (d.get) methods[key] = uncurry(d.get);
    }
    for (const key of ['json', 'error', 'redirect', 'from', 'abort', 'any', 'timeout']) if (typeof made[key] === 'function') methods['static_' + key] = bind.call(made[key], made);
    kept[name] = methods;
  }
  kept.console = { __proto__: null, ...console };
  for (const name of ['setTimeout', 'clearTimeout', 'queueMicrotask', 'reportError', 'addEventListener', 'fetch', 'Uint8Array', 'Map', 'Set', 'Error', 'Date']) kept[name] = globalThis[name];
  // Waiting without asking the promise for its constructor.
  const then = uncurry(Promise.prototype.then);
  kept.then = (promise, f, g) => then(defineProperty(promise, 'constructor', { __proto__: null, value: undefined, configurable: true, writable: true }), f, g);
  const iterator = new Headers({ a: '1' }).entries();
  kept.nextHeader = uncurry(Object.getPrototypeOf(iterator).next);
  return kept;
`;

// Bodies of functions (api, kept, values, done): plain statements, without iteration, spread, await or methods of built-ins.
// `done` counts the promises that came to an end.
const scenarios = [
  ['Headers', `const { Headers } = kept; const h = Headers.make(); Headers.append(h, 'b', ' 1 '); Headers.append(h, 'Set-Cookie', 'x'); Headers.append(h, 'set-cookie', 'y'); Headers.set(h, 'b', '2'); Headers.get(h, 'B'); Headers.has(h, 'b'); Headers.getSetCookie(h); const it = Headers.entries(h); while (!kept.nextHeader(it).done); Headers.forEach(h, () => {}); Headers.delete(h, 'b'); Headers.make(h); Headers.make({ a: '1', c: '2' }); done();`],
  ['text of a Response', `const { Response } = kept; const r = Response.make('hé'); const c = Response.clone(r); kept.then(Response.text(r), done); kept.then(Response.arrayBuffer(c), done);`, 2],
  ['json', `const { Response } = kept; kept.then(Response.json(Response.static_json(7)), done);`],
  ['heads', `const { Response } = kept; const r = Response.make('x', { __proto__: null, status: 201, statusText: 'y', headers: values.headers }); Response.status(r); Response.headers(r); Response.ok(r); api.responseHead(r); Response.static_error(); Response.static_redirect('https://a.example'); done();`],
  ['a body read as a stream', `const { Response, ReadableStream, ReadableStreamDefaultReader } = kept; const r = Response.make(values.bytes); const reader = ReadableStream.getReader(Response.body(r)); const next = () => void kept.then(ReadableStreamDefaultReader.read(reader), (step) => step.done ? done() : next()); next();`],
  ['a native body as text', `const { Response } = kept; kept.then(Response.text(values.response), done);`],
  ['a native body as bytes', `const { Response } = kept; kept.then(Response.bytes(values.response), done);`],
  ['a native body cloned', `const { Response } = kept; const c = Response.clone(values.response); kept.then(Response.text(values.response), done); kept.then(Response.text(c), done);`, 2],
  ['a native body handed on', `const { Response } = kept; const o = Response.make(Response.body(values.response)); if (api.takeBody(o).kind === 'native') done(); api.replaceBody(o, values.handle);`],
  ['a stream as a body', `const { Response, ReadableStream, ReadableStreamDefaultController } = kept; let n = 0; const s = ReadableStream.make({ __proto__: null, pull(c) { n += 1; if (n < 4) ReadableStreamDefaultController.enqueue(c, values.makeBytes()); else ReadableStreamDefaultController.close(c); } }); kept.then(Response.text(Response.make(s)), done);`],
  ['text to bytes and back', `const { TextEncoder, TextDecoder } = kept; const e = TextEncoder.make(); const b = TextEncoder.encode(e, 'h\u00e9\ud83d\ude00'); TextEncoder.encodeInto(e, '\u00e9x', values.makeBytes()); const d = TextDecoder.make('utf-8'); TextDecoder.decode(d, b, { __proto__: null, stream: true }); TextDecoder.decode(d); done();`],
  ['fetch of the page, and of another host', `kept.fetch('https://page.test/#a'); kept.then(kept.fetch('https://other.test/'), undefined, () => done());`],
  ['a stream for the native side', `const { ReadableStream, ReadableStreamDefaultController } = kept; const s = ReadableStream.make({ __proto__: null, start(c) { ReadableStreamDefaultController.enqueue(c, values.makeBytes()); ReadableStreamDefaultController.close(c); } }); const b = api.takeContent(s); const next = () => void kept.then(b.read(), (chunk) => chunk === null ? done() : next()); next();`],
  ['byob', `const { Response, ReadableStream, ReadableStreamBYOBReader } = kept; const reader = kept.ReadableStreamBYOBReader.make(Response.body(Response.make(values.bytes))); kept.then(ReadableStreamBYOBReader.read(reader, values.makeBytes()), done);`],
  ['byob requests', `const { ReadableStream, ReadableByteStreamController, ReadableStreamBYOBRequest, ReadableStreamBYOBReader } = kept; const s = ReadableStream.make({ __proto__: null, type: 'bytes', pull(c) { const q = ReadableByteStreamController.byobRequest(c); ReadableStreamBYOBRequest.view(q)[0] = 1; ReadableStreamBYOBRequest.respond(q, 1); } }); kept.then(ReadableStreamBYOBReader.read(ReadableStreamBYOBReader.make(s), values.makeBytes()), done);`],
  ['tee of bytes', `const { Response, ReadableStream, ReadableStreamDefaultReader } = kept; const both = ReadableStream.tee(Response.body(Response.make(values.bytes))); const drain = (s) => { const reader = ReadableStream.getReader(s); const next = () => void kept.then(ReadableStreamDefaultReader.read(reader), (step) => step.done ? done() : next()); next(); }; drain(both[0]); drain(both[1]);`, 2],
  ['pipeThrough and pipeTo', `const { ReadableStream, ReadableStreamDefaultController, TransformStream, TransformStreamDefaultController, WritableStream } = kept; let n = 0, got = 0; const s = ReadableStream.make({ __proto__: null, pull(c) { n += 1; if (n < 5) ReadableStreamDefaultController.enqueue(c, n); else ReadableStreamDefaultController.close(c); } }); const t = TransformStream.make({ __proto__: null, transform(x, c) { TransformStreamDefaultController.enqueue(c, x); } }); const w = WritableStream.make({ __proto__: null, write() { got += 1; } }); const through = ReadableStream.pipeThrough(s, { __proto__: null, readable: TransformStream.readable(t), writable: TransformStream.writable(t) }, { __proto__: null }); kept.then(ReadableStream.pipeTo(through, w, { __proto__: null }), () => got === 4 && done());`],
  ['pipeTo, aborted', `const { ReadableStream, WritableStream, AbortController } = kept; const c = AbortController.make(); const p = ReadableStream.pipeTo(ReadableStream.make({ __proto__: null, cancel() {} }), WritableStream.make({ __proto__: null, abort() {} }), { __proto__: null, signal: AbortController.signal(c) }); AbortController.abort(c, 'x'); kept.then(p, undefined, done);`],
  ['a writer', `const { WritableStream, WritableStreamDefaultWriter } = kept; const w = WritableStream.getWriter(WritableStream.make({ __proto__: null, write() {} })); WritableStreamDefaultWriter.write(w, 1); kept.then(WritableStreamDefaultWriter.close(w), done);`],
  ['errors of streams', `const { Response, ReadableStream } = kept; const s = ReadableStream.make({ __proto__: null, pull() { throw 1; } }); kept.then(Response.text(Response.make(s)), undefined, done);`],
  ['Request', `const { Request } = kept; const r = Request.make('https://a.example', { __proto__: null, method: 'post', body: 'x', headers: values.headers }); const c = Request.clone(r); const m = Request.make(r); api.requestHead(m); Request.signal(m); kept.then(Request.text(m), done); kept.then(Request.text(c), done);`, 2],
  ['events', `const { EventTarget, Event } = kept; const t = EventTarget.make(); EventTarget.addEventListener(t, 'a', done, { __proto__: null, once: true }); EventTarget.dispatchEvent(t, Event.make('a')); EventTarget.dispatchEvent(t, Event.make('a'));`],
  ['abort signals', `const { AbortController, AbortSignal, EventTarget } = kept; const c = AbortController.make(); const s = AbortController.signal(c); EventTarget.addEventListener(s, 'abort', done); AbortController.abort(c);`],
  ['DOMException', `const { DOMException } = kept; const e = DOMException.make('a', 'AbortError'); DOMException.code(e); DOMException.name(e); done();`],
  ['the fetch event', `kept.addEventListener('fetch', values.listener); const { response } = api.dispatchFetch(values.request, 1); kept.then(response, done);`],
  ['ctx', `api.setInstall('{"options":{"a":[1,{"b":2}]},"install":{"id":"x"},"product":{"id":"p"}}'); const ctx = api.makeContext('{"url":"u","method":"GET","headers":[["a","1"]],"page":{"status":200,"headers":[["b","2"]]}}', 1); values.readContext(ctx); done();`],
  ['entry points', `const e = api.pickEntry(values.namespace); e.html(); done();`],
  ['timers', `const id = kept.setTimeout(done, 5, 1, 2); api.fireTimer(id); kept.clearTimeout(kept.setTimeout(done)); api.dropTimers(values.ids);`],
  ['microtasks', `kept.queueMicrotask(done); kept.reportError(1);`],
  ['console', `kept.console.log('%s %d %i %f %o', 'a', 1, 2, 3, values.object, values.map, values.set, values.date, values.regexp, values.error, values.bytes, values.response, values.headers, values.boxes, values.cycle); kept.console.table(values.rows); kept.console.count(); kept.console.time(); kept.console.timeEnd(); kept.console.assert(false, 'x'); kept.console.group('g'); kept.console.groupEnd(); kept.console.dir(values.object); done();`],
];

const valuesSource = `
  const cycle = { a: 1 }; cycle.cycle = cycle;
  const { Uint8Array } = globalThis;
  const handle = native('ab', 'é');
  const request = api.makeRequest({ method: 'GET', url: 'https://a.example/', headers: [['a', '1']], body: null });
  const respondWith = (() => { let m; addEventListener('fetch', function probe(e) { m = Object.getPrototypeOf(e).respondWith; removeEventListener('fetch', probe); }); api.dispatchFetch(request, 0); return Function.prototype.call.bind(m); })();
  return {
    __proto__: null,
    bytes: new Uint8Array([104, 105]), makeBytes: () => new Uint8Array(3), headers: new Headers({ x: '1' }), handle, request,
    response: api.makeResponse({ status: 200, statusText: 'OK', headers: [['b', '1'], ['Content-Length', '4']], url: 'https://a.example/', body: handle }),
    listener: (e) => respondWith(e, 1), namespace: { default: { html() {} } }, ids: [7, 8],
    readContext: (ctx) => { ctx.options; ctx.request; },
    object: { a: { b: { c: 1 } }, get g() { return 1; }, f() {}, s: Symbol('x'), n: null }, map: new Map([[1, 2]]), set: new Set([1]), date: new Date(0), regexp: /a/g,
    error: new RangeError('m'), boxes: [new String('a'), new Number(1), new Boolean(true), 1n, Promise.resolve(), new WeakMap()], cycle, rows: [{ a: 1 }, { b: 2 }],
  };
`;

// Getters of ctx are the prelude's own, and patching does not reach them: read through the object they count as called by the test.
describe('patched built-ins are not called', () => {
  for (const form of Object.keys(forms)) {
    for (const [name, body, ends = 1] of scenarios) {
      test(`${name} (${form})`, async () => {
        const { run } = openRealm(form);
        const begin = await run(`
          const kept = (() => {${keptSource}})();
          const values = (() => {${valuesSource}})();
          const patched = (() => {${patchSource}})();
          let ended = 0;
          return [() => {
            patched.listen();
            const scenario = (api, kept, values, done) => {${body}};
            scenario(api, kept, values, () => { ended += 1; });
          }, () => [patched.stop(), ended]];`);
        begin[0]();
        for (let i = 0; i < 20; i += 1) await nextTurn();
        const [calls, ended] = begin[1]();
        assert.deepEqual([...calls], []);
        assert.equal(ended, ends);
      });
    }
  }
});
