// Events, abort signals, DOMException and the fetch event.
import { describe } from 'node:test';
import { testRows } from './support.mjs';

describe('EventTarget', () => {
  testRows([
    ['a listener, its event and this', 'const t = new EventTarget(); const seen = []; t.addEventListener("a", function (e) { seen.push(e.type, e.target === t, e.currentTarget === t, this === t, e.eventPhase) }); const e = new Event("a"); const back = t.dispatchEvent(e); return [...seen, back, e.currentTarget, e.eventPhase, e.target === t]', ['a', true, true, true, 2, true, null, 0, true]],
    ['in the order they came, once each', 'const t = new EventTarget(); const seen = []; const f = () => seen.push("f"); t.addEventListener("a", f); t.addEventListener("a", () => seen.push("g")); t.addEventListener("a", f); t.dispatchEvent(new Event("a")); return seen', ['f', 'g']],
    ['other types', 'const t = new EventTarget(); let n = 0; t.addEventListener("a", () => n++); t.dispatchEvent(new Event("b")); return n', 0],
    ['once', 'const t = new EventTarget(); let n = 0; t.addEventListener("a", () => n++, { once: true }); t.dispatchEvent(new Event("a")); t.dispatchEvent(new Event("a")); return n', 1],
    ['removed', 'const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener("a", f, true); t.removeEventListener("a", f); t.dispatchEvent(new Event("a")); t.removeEventListener("a", f, { capture: true }); t.dispatchEvent(new Event("a")); return n', 1],
    ['removed meanwhile', 'const t = new EventTarget(); const seen = []; const g = () => seen.push("g"); t.addEventListener("a", () => t.removeEventListener("a", g)); t.addEventListener("a", g); t.dispatchEvent(new Event("a")); return seen', []],
    ['added meanwhile', 'const t = new EventTarget(); const seen = []; t.addEventListener("a", () => t.addEventListener("a", () => seen.push("late"))); t.dispatchEvent(new Event("a")); return seen', []],
    ['handleEvent', 'const t = new EventTarget(); const o = { n: 0, handleEvent() { this.n++ } }; t.addEventListener("a", o); t.dispatchEvent(new Event("a")); return o.n', 1],
    ['preventDefault', 'const t = new EventTarget(); t.addEventListener("a", (e) => e.preventDefault()); return [t.dispatchEvent(new Event("a", { cancelable: true })), t.dispatchEvent(new Event("a"))]', [false, true]],
    ['preventDefault of a passive listener', 'const t = new EventTarget(); t.addEventListener("a", (e) => e.preventDefault(), { passive: true }); return t.dispatchEvent(new Event("a", { cancelable: true }))', true],
    ['stopImmediatePropagation', 'const t = new EventTarget(); const seen = []; t.addEventListener("a", (e) => { seen.push(1); e.stopImmediatePropagation() }); t.addEventListener("a", () => seen.push(2)); t.dispatchEvent(new Event("a")); return seen', [1]],
    ['stopPropagation stops nothing here', 'const t = new EventTarget(); const seen = []; t.addEventListener("a", (e) => { seen.push(1); e.stopPropagation() }); t.addEventListener("a", () => seen.push(2)); t.dispatchEvent(new Event("a")); return seen', [1, 2]],
    ['a listener that throws is reported, the others go on', 'const t = new EventTarget(); let n = 0; t.addEventListener("a", () => { throw new RangeError() }); t.addEventListener("a", () => n++); t.dispatchEvent(new Event("a")); return [n, log.errors.map((e) => e.name)]', [1, ['RangeError']]],
    ['dispatch while it is dispatched', 'const t = new EventTarget(); let said; t.addEventListener("a", (e) => { said = caught(() => t.dispatchEvent(e)) }); t.dispatchEvent(new Event("a")); return said', 'InvalidStateError'],
    ['dispatch of no event', 'return caught(() => new EventTarget().dispatchEvent({ type: "a" }))', 'TypeError'],
    ['a null listener', 'return new EventTarget().addEventListener("a", null) === undefined', true],
    ['a listener that is neither', 'return caught(() => new EventTarget().addEventListener("a", 7))', 'TypeError'],
    ['a signal ends it', 'const t = new EventTarget(); const c = new AbortController(); let n = 0; t.addEventListener("a", () => n++, { signal: c.signal }); t.dispatchEvent(new Event("a")); c.abort(); t.dispatchEvent(new Event("a")); return n', 1],
    ['an aborted signal', 'const t = new EventTarget(); let n = 0; t.addEventListener("a", () => n++, { signal: AbortSignal.abort() }); t.dispatchEvent(new Event("a")); return n', 0],
    ['a signal that is none', 'return caught(() => new EventTarget().addEventListener("a", () => {}, { signal: {} }))', 'TypeError'],
    ['CustomEvent', 'const e = new CustomEvent("a", { detail: 7 }); return [e.detail, e instanceof Event, new CustomEvent("a").detail, caught(() => new CustomEvent())]', [7, true, null, 'TypeError']],
    ['isTrusted, bubbles, constants', 'const e = new Event("a", { bubbles: true, composed: true }); return [e.isTrusted, e.bubbles, e.composed, Event.AT_TARGET, e.BUBBLING_PHASE]', [false, true, true, 2, 3]],
  ]);
});

describe('AbortSignal', () => {
  testRows([
    ['abort', 'const c = new AbortController(); const seen = []; c.signal.addEventListener("abort", (e) => seen.push(e.isTrusted, e.target === c.signal)); c.signal.onabort = () => seen.push("on"); c.abort(); c.abort("again"); return [...seen, c.signal.aborted, c.signal.reason.name, c.signal.reason.code]', [true, true, 'on', true, 'AbortError', 20]],
    ['a reason', 'const c = new AbortController(); c.abort(0); return [c.signal.reason, caught(() => c.signal.throwIfAborted())]', [0, 'thrown: 0']],
    ['throwIfAborted without', 'return new AbortController().signal.throwIfAborted() === undefined', true],
    ['onabort: its place, and null', 'const c = new AbortController(); const seen = []; const s = c.signal; s.onabort = () => seen.push("x"); s.addEventListener("abort", () => seen.push(1)); s.onabort = () => seen.push(0); c.abort(); const d = new AbortController(); d.signal.onabort = () => seen.push("never"); d.signal.onabort = null; d.abort(); return [seen, d.signal.onabort]', [[0, 1], null]],
    ['AbortSignal.abort', 'return [AbortSignal.abort().reason.name, AbortSignal.abort("x").reason]', ['AbortError', 'x']],
    ['AbortSignal.timeout', 'const s = AbortSignal.timeout(50); const [[id, ms, repeat]] = log.started; const before = s.aborted; api.fireTimer(id); return [ms, repeat, before, s.aborted, s.reason.name]', [50, false, false, true, 'TimeoutError']],
    ['AbortSignal.timeout of no time', 'return [caught(() => AbortSignal.timeout()), caught(() => AbortSignal.timeout(-1)), caught(() => AbortSignal.timeout("x"))]', Array(3).fill('TypeError')],
    ['AbortSignal.any', 'const a = new AbortController(), b = new AbortController(); const s = AbortSignal.any([a.signal, b.signal]); const t = AbortSignal.any([s]); b.abort("x"); a.abort("y"); return [s.reason, t.reason, AbortSignal.any([]).aborted, AbortSignal.any([a.signal, b.signal]).reason, caught(() => AbortSignal.any([{}]))]', ['x', 'x', false, 'y', 'TypeError']],
    ['no constructor', 'return [caught(() => new AbortSignal()), caught(() => AbortController.prototype.signal)]', ['TypeError', 'TypeError']],
  ]);
});

describe('DOMException', () => {
  testRows([
    ['name, message, code', 'const e = new DOMException("m", "NotFoundError"); return [e.name, e.message, e.code, String(e), e instanceof Error, e instanceof DOMException]', ['NotFoundError', 'm', 8, 'NotFoundError: m', true, true]],
    ['nothing', 'const e = new DOMException(); return [e.name, e.message, e.code]', ['Error', '', 0]],
    ['a name without code', 'return new DOMException("", "OperationError").code', 0],
    ['constants', 'return [DOMException.INDEX_SIZE_ERR, DOMException.prototype.DATA_CLONE_ERR, Object.keys(DOMException).length]', [1, 25, 25]],
    ['a stack', 'return typeof new DOMException("m").stack', 'string'],
    ['brands', 'return ["name", "message", "code"].map((n) => caught(() => Reflect.get(DOMException.prototype, n, {})))', Array(3).fill('TypeError')],
    ['its tag', 'return Object.prototype.toString.call(new DOMException())', '[object DOMException]'],
  ]);
});

const request = 'const request = api.makeRequest({ method: "GET", url: "https://a.example/", headers: [], body: null });';

describe('addEventListener("fetch")', () => {
  testRows([
    ['none', 'return api.hasFetchListener()', false],
    ['others do not count', 'addEventListener("install", () => {}); return api.hasFetchListener()', false],
    ['an answer', `${request} addEventListener("fetch", (e) => e.respondWith(new Response(e.request.url + e.type))); const { response } = api.dispatchFetch(request, 1); return [api.hasFetchListener(), await (await response).text()]`, [true, 'https://a.example/fetch']],
    ['a promise as answer', `${request} addEventListener("fetch", (e) => e.respondWith((async () => { await ticks(); return "x" })())); return api.dispatchFetch(request, 1).response`, 'x'],
    ['the first answer counts', `${request} const seen = []; addEventListener("fetch", () => seen.push(1)); addEventListener("fetch", (e) => { seen.push(2); e.respondWith(2) }); addEventListener("fetch", () => seen.push(3)); return [await api.dispatchFetch(request, 1).response, seen]`, [2, [1, 2]]],
    ['no answer', `${request} addEventListener("fetch", () => {}); const { response, passThrough } = api.dispatchFetch(request, 1); return [response === undefined, passThrough]`, [true, false]],
    ['passThroughOnException', `${request} addEventListener("fetch", (e) => e.passThroughOnException()); return api.dispatchFetch(request, 1).passThrough`, true],
    ['two answers', `${request} let said; addEventListener("fetch", (e) => { e.respondWith(1); said = caught(() => e.respondWith(2)) }); return [await api.dispatchFetch(request, 1).response, said]`, [1, 'InvalidStateError']],
    ['an answer too late', `${request} let event; addEventListener("fetch", (e) => { event = e }); api.dispatchFetch(request, 1); return caught(() => event.respondWith(1))`, 'InvalidStateError'],
    ['a listener that throws', `${request} addEventListener("fetch", () => { throw new RangeError() }); return caught(() => api.dispatchFetch(request, 1))`, 'RangeError'],
    ['an object with handleEvent', `${request} addEventListener("fetch", { x: 5, handleEvent(e) { e.respondWith(this.x) } }); return api.dispatchFetch(request, 1).response`, 5],
    ['removeEventListener', 'const f = () => {}; addEventListener("fetch", f); removeEventListener("fetch", f); return api.hasFetchListener()', false],
    ['waitUntil', `${request} addEventListener("fetch", (e) => e.waitUntil(7)); api.dispatchFetch(request, "key"); const [[key, promise]] = log.waits; return [key, await promise]`, ['key', 7]],
    ['no way to make one', `${request} let made; addEventListener("fetch", (e) => { made = e.constructor }); api.dispatchFetch(request, 1); return made === Object`, true],
    ['bad listeners', 'return [caught(() => addEventListener("fetch")), caught(() => addEventListener("fetch", 7)), addEventListener("fetch", null) === undefined]', ['TypeError', 'TypeError', true]],
  ]);
});
