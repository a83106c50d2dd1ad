// The hardened streams: that the hardening broke nothing of what the Streams standard says.
import { describe } from 'node:test';
import { testRows } from './support.mjs';

const counting = 'let n = 0; const s = new ReadableStream({ pull(c) { c.enqueue(n++); if (n === 5) c.close() } });';
const bytesOf = 'const s = new ReadableStream({ type: "bytes", start(c) { c.enqueue(bytes(1, 2, 3, 4)); c.enqueue(bytes(5, 6)); c.close() } });';

describe('ReadableStream', () => {
  testRows([
    ['for await', `${counting} return chunks(s)`, [0, 1, 2, 3, 4]],
    ['for await, left early, cancels', 'let why = "no"; const s = new ReadableStream({ pull(c) { c.enqueue(1) }, cancel() { why = "yes" } }); for await (const c of s) break; return [why, s.locked]', ['yes', false]],
    ['values({ preventCancel })', `${counting} for await (const c of s.values({ preventCancel: true })) { if (c === 1) break } return chunks(s)`, [2, 3, 4]],
    ['read to the end', `${counting} const r = s.getReader(); const seen = []; for (;;) { const { value, done } = await r.read(); if (done) break; seen.push(value) } await r.closed; return seen`, [0, 1, 2, 3, 4]],
    ['reads before chunks', 'let c; const s = new ReadableStream({ start(x) { c = x } }); const r = s.getReader(); const reads = [r.read(), r.read()]; c.enqueue("a"); c.enqueue("b"); return Promise.all(reads)', [{ value: 'a', done: false }, { value: 'b', done: false }]],
    ['locked', `${counting} const r = s.getReader(); const was = s.locked; r.releaseLock(); return [was, s.locked, caught(() => { s.getReader(); s.getReader() })]`, [true, false, 'TypeError']],
    ['release rejects what waits', 'const s = new ReadableStream(); const r = s.getReader(); const read = refused(r.read()); const closed = refused(r.closed); r.releaseLock(); return [await read, await closed]', ['TypeError', 'TypeError']],
    ['an error in start', 'return refused(new ReadableStream({ start() { return Promise.reject(new RangeError()) } }).getReader().read())', 'RangeError'],
    ['start that throws', 'return caught(() => new ReadableStream({ start() { throw new RangeError() } }))', 'RangeError'],
    ['error() drops what is queued', 'const s = new ReadableStream({ start(c) { c.enqueue(1); c.error(new RangeError()) } }); return refused(s.getReader().read())', 'RangeError'],
    ['desiredSize', 'let c; new ReadableStream({ start(x) { c = x } }, { highWaterMark: 2 }); const seen = [c.desiredSize]; c.enqueue(1); seen.push(c.desiredSize); c.enqueue(1); c.enqueue(1); seen.push(c.desiredSize); c.close(); return seen', [2, 1, -1]],
    ['a size of one’s own', 'let c; new ReadableStream({ start(x) { c = x } }, { highWaterMark: 10, size: (x) => x.length }); c.enqueue("abc"); return c.desiredSize', 7],
    ['a size that is no number', 'let c; new ReadableStream({ start(x) { c = x } }, { size: () => -1 }); return caught(() => c.enqueue(1))', 'RangeError'],
    ['ByteLengthQueuingStrategy', 'let c; new ReadableStream({ start(x) { c = x } }, new ByteLengthQueuingStrategy({ highWaterMark: 10 })); c.enqueue(bytes(1, 2)); return c.desiredSize', 8],
    ['CountQueuingStrategy', 'const q = new CountQueuingStrategy({ highWaterMark: 3 }); return [q.highWaterMark, q.size(), caught(() => new CountQueuingStrategy())]', [3, 1, 'TypeError']],
    ['back-pressure: no pull beyond the mark', 'let pulls = 0; const s = new ReadableStream({ pull(c) { pulls++; c.enqueue(1) } }, { highWaterMark: 3 }); await ticks(); return pulls', 3],
    ['pull waits for its promise', 'let pulls = 0, go; const s = new ReadableStream({ pull(c) { pulls++; return new Promise((r) => { go = () => { c.enqueue(1); r() } }) } }, { highWaterMark: 2 }); await ticks(); const before = pulls; go(); await ticks(); return [before, pulls]', [1, 2]],
    ['tee', `${counting} const [a, b] = s.tee(); return [await chunks(a), await chunks(b), s.locked]`, [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], true]],
    ['tee, both cancelled', 'let why; const s = new ReadableStream({ cancel(r) { why = r } }); const [a, b] = s.tee(); await Promise.all([a.cancel("x"), b.cancel("y")]); return why', ['x', 'y']],
    ['from an array', 'return chunks(ReadableStream.from([1, Promise.resolve(2)]))', [1, 2]],
    ['from an async generator', 'return chunks(ReadableStream.from((async function* () { yield 1; yield 2 })()))', [1, 2]],
    ['from nothing iterable', 'return caught(() => ReadableStream.from({}))', 'TypeError'],
    ['cancel of a locked one', `${counting} s.getReader(); return refused(s.cancel())`, 'TypeError'],
    ['brands', 'return [caught(() => ReadableStream.prototype.locked), caught(() => ReadableStream.prototype.getReader.call({})), await refused(ReadableStream.prototype.cancel.call({})), caught(() => new ReadableStreamDefaultController()), caught(() => new ReadableStreamDefaultReader({}))]', Array(5).fill('TypeError')],
    ['no string keys of its own', `${counting} return [Object.keys(s), JSON.stringify(s), Object.getOwnPropertyNames(s.getReader())]`, [[], '{}', []]],
    ['names and tags', 'return [ReadableStream.name, String(new ReadableStream()), WritableStreamDefaultWriter.name, new ReadableStream().getReader.name]', ['ReadableStream', '[object ReadableStream]', 'WritableStreamDefaultWriter', 'getReader']],
    ['100 000 chunks', 'let n = 0; const s = new ReadableStream({ start(c) { for (let i = 0; i < 100000; i++) c.enqueue(i); c.close() } }); for await (const c of s) n += c; return n', 4999950000],
  ]);
});

describe('byte streams', () => {
  testRows([
    ['default reader', `${bytesOf} return (await chunks(s)).map((c) => [...c])`, [[1, 2, 3, 4], [5, 6]]],
    ['byob reader', `${bytesOf} const r = s.getReader({ mode: "byob" }); const seen = []; for (;;) { const { value, done } = await r.read(new Uint8Array(3)); if (done) break; seen.push([...value]) } return seen`, [[1, 2, 3], [4, 5, 6]]],
    ['byob read with min', `${bytesOf} const r = s.getReader({ mode: "byob" }); const { value } = await r.read(new Uint8Array(6), { min: 6 }); return [...value]`, [1, 2, 3, 4, 5, 6]],
    ['byob into wider elements', `${bytesOf} const r = s.getReader({ mode: "byob" }); const { value } = await r.read(new Uint16Array(2)); return [value.constructor.name, value.length]`, ['Uint16Array', 2]],
    ['byob into a DataView', `${bytesOf} const r = s.getReader({ mode: "byob" }); const { value } = await r.read(new DataView(new ArrayBuffer(2))); return [value.constructor.name, value.getUint8(1)]`, ['DataView', 2]],
    ['the view given is detached', `${bytesOf} const v = new Uint8Array(3); const read = s.getReader({ mode: "byob" }).read(v); const length = v.byteLength; await read; return length`, 0],
    ['enqueued buffers are detached', 'const b = bytes(1); new ReadableStream({ type: "bytes", start(c) { c.enqueue(b) } }); return b.byteLength', 0],
    ['byobRequest', 'const s = new ReadableStream({ type: "bytes", pull(c) { const v = c.byobRequest.view; v[0] = 7; v[1] = 8; c.byobRequest.respond(2) } }); const { value } = await s.getReader({ mode: "byob" }).read(new Uint8Array(5)); return [...value]', [7, 8]],
    ['respondWithNewView', 'const s = new ReadableStream({ type: "bytes", pull(c) { const v = c.byobRequest.view; v[0] = 7; c.byobRequest.respondWithNewView(v.subarray(0, 1)) } }); const { value } = await s.getReader({ mode: "byob" }).read(new Uint8Array(5)); return [...value]', [7]],
    ['respond with too much', 'let said; const s = new ReadableStream({ type: "bytes", pull(c) { said = caught(() => c.byobRequest.respond(9)); c.byobRequest.respond(1) } }); await s.getReader({ mode: "byob" }).read(new Uint8Array(5)); return said', 'RangeError'],
    ['autoAllocateChunkSize', 'const s = new ReadableStream({ type: "bytes", autoAllocateChunkSize: 4, pull(c) { c.byobRequest.view[0] = 9; c.byobRequest.respond(1) } }); const { value } = await s.getReader().read(); return [[...value], value.buffer.byteLength]', [[9], 4]],
    ['enqueue of no view', 'return caught(() => new ReadableStream({ type: "bytes", start(c) { c.enqueue("x") } }))', 'TypeError'],
    ['enqueue of nothing', 'return caught(() => new ReadableStream({ type: "bytes", start(c) { c.enqueue(bytes()) } }))', 'TypeError'],
    ['tee', `${bytesOf} const [a, b] = s.tee(); const x = (await chunks(a)).map((c) => [...c]).flat(); const y = (await chunks(b)).map((c) => [...c]).flat(); return [x, y]`, [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]]],
    ['tee, one with byob', `${bytesOf} const [a, b] = s.tee(); const { value } = await a.getReader({ mode: "byob" }).read(new Uint8Array(2)); return [[...value], [...(await b.getReader().read()).value]]`, [[1, 2], [1, 2]]],
    ['a size function', 'return caught(() => new ReadableStream({ type: "bytes" }, { size() {} }))', 'RangeError'],
  ]);
});

const sink = 'const seen = []; const w = new WritableStream({ start() { seen.push("start") }, write(c) { seen.push(c) }, close() { seen.push("close") }, abort(r) { seen.push("abort " + r) } });';

describe('WritableStream', () => {
  testRows([
    ['write and close', `${sink} const x = w.getWriter(); await x.write(1); await x.write(2); await x.close(); return seen`, ['start', 1, 2, 'close']],
    ['abort', `${sink} await w.abort("x"); return [seen, await refused(w.getWriter().closed)]`, [['start', 'abort x'], 'thrown: x']],
    ['writes wait for each other', 'const seen = []; const w = new WritableStream({ write(c) { seen.push("> " + c); return new Promise((r) => Promise.resolve().then(() => { seen.push("< " + c); r() })) } }); const x = w.getWriter(); x.write(1); x.write(2); await x.close(); return seen', ['> 1', '< 1', '> 2', '< 2']],
    ['ready and desiredSize', 'let go; const w = new WritableStream({ write() { return new Promise((r) => { go = r }) } }, { highWaterMark: 1 }); const x = w.getWriter(); await x.ready; const before = x.desiredSize; x.write(1); const during = x.desiredSize; await ticks(); go(); await x.ready; return [before, during, x.desiredSize]', [1, 0, 1]],
    ['a write that fails', 'const w = new WritableStream({ write() { throw new RangeError() } }); const x = w.getWriter(); const closed = refused(x.closed); return [await refused(x.write(1)), await refused(x.write(2)), await closed]', ['RangeError', 'RangeError', 'RangeError']],
    ['controller.error', 'let c; const w = new WritableStream({ start(x) { c = x } }); c.error(new RangeError()); return refused(w.getWriter().write(1))', 'RangeError'],
    ['controller.signal', 'let c; const w = new WritableStream({ start(x) { c = x } }); const before = c.signal.aborted; await w.abort("x"); return [c.signal instanceof AbortSignal, before, c.signal.aborted, c.signal.reason]', [true, false, true, 'x']],
    ['a writer that let go', `${sink} const x = w.getWriter(); x.releaseLock(); return [await refused(x.write(1)), w.locked]`, ['TypeError', false]],
    ['close twice', `${sink} w.close(); return refused(w.close())`, 'TypeError'],
    ['brands', 'return [caught(() => WritableStream.prototype.locked), caught(() => new WritableStreamDefaultController()), caught(() => new WritableStreamDefaultWriter({}))]', Array(3).fill('TypeError')],
  ]);
});

describe('pipes and transforms', () => {
  testRows([
    ['pipeTo', `${counting} ${sink.replace('const seen', 'const seen')} await s.pipeTo(w); return [seen, s.locked, w.locked]`, [['start', 0, 1, 2, 3, 4, 'close'], false, false]],
    ['pipeTo, preventClose', `${counting} ${sink} await s.pipeTo(w, { preventClose: true }); return seen.at(-1)`, 4],
    ['pipeTo of a source that fails', `const s = new ReadableStream({ pull() { throw new RangeError("x") } }); ${sink} return [await refused(s.pipeTo(w)), seen]`, ['RangeError', ['start', 'abort RangeError: x']]],
    ['pipeTo of a source that fails, preventAbort', `const s = new ReadableStream({ pull() { throw new RangeError("x") } }); ${sink} return [await refused(s.pipeTo(w, { preventAbort: true })), seen]`, ['RangeError', ['start']]],
    ['pipeTo a sink that fails', 'let why; const s = new ReadableStream({ pull(c) { c.enqueue(1) }, cancel(r) { why = r.name } }); const w = new WritableStream({ write() { throw new RangeError() } }); return [await refused(s.pipeTo(w)), why]', ['RangeError', 'RangeError']],
    ['pipeTo with a signal', `let why; const c = new AbortController(); const s = new ReadableStream({ cancel(r) { why = r } }); ${sink} const done = refused(s.pipeTo(w, { signal: c.signal })); await ticks(); c.abort("stop"); return [await done, why, seen]`, ['thrown: stop', 'stop', ['start', 'abort stop']]],
    ['pipeTo with an aborted signal', `${counting} ${sink} return [await refused(s.pipeTo(w, { signal: AbortSignal.abort("x") })), seen]`, ['thrown: x', ['start', 'abort x']]],
    ['pipeTo with a signal that is none', `${counting} ${sink} return refused(s.pipeTo(w, { signal: { aborted: false } }))`, 'TypeError'],
    ['pipeThrough', `${counting} return chunks(s.pipeThrough(new TransformStream({ transform(c, t) { t.enqueue(c * 2); if (c === 1) t.enqueue("x") }, flush(t) { t.enqueue("end") } })))`, [0, 2, 'x', 4, 6, 8, 'end']],
    ['an identity', `${counting} return chunks(s.pipeThrough(new TransformStream()).pipeThrough(new TransformStream()))`, [0, 1, 2, 3, 4]],
    ['a transform that throws', `${counting} return refused(chunks(s.pipeThrough(new TransformStream({ transform() { throw new RangeError() } }))))`, 'RangeError'],
    ['terminate', `${counting} return chunks(s.pipeThrough(new TransformStream({ transform(c, t) { t.enqueue(c); if (c === 1) t.terminate() } })))`, [0, 1]],
    ['cancel reaches the transformer', 'let why; const t = new TransformStream({ cancel(r) { why = r } }); await t.readable.cancel("x"); return why', 'x'],
    ['back-pressure through a transform', 'const t = new TransformStream(); const x = t.writable.getWriter(); const before = x.desiredSize; x.write(1); await ticks(); const r = t.readable.getReader(); await r.read(); await x.ready; return [before, x.desiredSize]', [1, 1]],
    ['readable and writable are no others’', 'return [caught(() => TransformStream.prototype.readable), caught(() => new TransformStreamDefaultController())]', ['TypeError', 'TypeError']],
  ]);
});
