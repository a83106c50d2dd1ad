// Request, Response and their bodies, by the Fetch standard and by the contract with the native side.
import { describe } from 'node:test';
import { testRows } from './support.mjs';

describe('Response: construction', () => {
  testRows([
    ['nothing', 'const r = new Response(); return [r.status, r.statusText, r.ok, r.type, r.url, r.redirected, r.body, r.bodyUsed, [...r.headers]]', [200, '', true, 'default', '', false, null, false, []]],
    ['null body', 'return new Response(null).body', null],
    ['undefined body', 'return new Response(undefined).body', null],
    ['text has a content type', 'return new Response("a").headers.get("content-type")', 'text/plain;charset=UTF-8'],
    ['unless there is one', 'return new Response("a", { headers: { "Content-Type": "text/html" } }).headers.get("content-type")', 'text/html'],
    ['bytes have none', 'return new Response(bytes(1)).headers.has("content-type")', false],
    ['a stream has none', 'return new Response(streamOf(bytes(1))).headers.has("content-type")', false],
    ['status and text', 'const r = new Response("", { status: 404, statusText: "Gone fishing" }); return [r.status, r.statusText, r.ok]', [404, 'Gone fishing', false]],
    ['status is a short', 'return new Response("", { status: 65536 + 201 }).status', 201],
    ['a status below 200', 'return caught(() => new Response("", { status: 199 }))', 'RangeError'],
    ['a status above 599', 'return caught(() => new Response("", { status: 600 }))', 'RangeError'],
    ['a status that is no number', 'return caught(() => new Response("", { status: "x" }))', 'RangeError'],
    ['no body with 204, 205, 304', 'return [204, 205, 304].map((status) => caught(() => new Response("", { status })))', Array(3).fill('TypeError')],
    ['204 without body', 'return new Response(null, { status: 204 }).status', 204],
    ['a status text with a line feed', 'return caught(() => new Response("", { statusText: "a\\nb" }))', 'TypeError'],
    ['a status text above 255', 'return caught(() => new Response("", { statusText: "\\u0100" }))', 'TypeError'],
    ['init that is no object', 'return caught(() => new Response("", 7))', 'TypeError'],
    ['init that is a Response', 'const r = new Response("", new Response("", { status: 201, statusText: "x", headers: { a: "1" } })); return [r.status, r.statusText, r.headers.get("a")]', [201, 'x', '1']],
    ['headers are copied', 'const headers = new Headers({ a: "1" }); const r = new Response("", { headers }); headers.set("a", "2"); return r.headers.get("a")', '1'],
    ['a stream that was read', 'const s = streamOf(bytes(1)); await s.getReader().read(); return caught(() => new Response(s))', 'TypeError'],
    ['a stream that is locked', 'const s = streamOf(bytes(1)); s.getReader(); return caught(() => new Response(s))', 'TypeError'],
    ['a symbol', 'return caught(() => new Response(Symbol("x")))', 'TypeError'],
    ['an object is asked for its text', 'return new Response({ toString: () => "t" }).text()', 't'],
    ['a number', 'return new Response(7).text()', '7'],
  ]);
});

describe('Response: statics', () => {
  testRows([
    ['json', 'const r = Response.json({ a: [1] }); return [await r.text(), r.headers.get("content-type"), r.status]', ['{"a":[1]}', 'application/json', 200]],
    ['json with init', 'const r = Response.json(1, { status: 201, headers: { "content-type": "a/b" } }); return [r.status, r.headers.get("content-type")]', [201, 'a/b']],
    ['json of undefined', 'return caught(() => Response.json(undefined))', 'TypeError'],
    ['json of a function', 'return caught(() => Response.json(() => 1))', 'TypeError'],
    ['json of a cycle', 'const a = {}; a.a = a; return caught(() => Response.json(a))', 'TypeError'],
    ['json with 204', 'return caught(() => Response.json(1, { status: 204 }))', 'TypeError'],
    ['json without an argument', 'return caught(() => Response.json())', 'TypeError'],
    ['redirect', 'const r = Response.redirect("https://a.example"); return [r.status, r.headers.get("location"), caught(() => r.headers.set("a", "b"))]', [302, 'https://a.example/', 'TypeError']],
    ['redirect with a status', 'return [301, 303, 307, 308].map((s) => Response.redirect("https://a.example/", s).status)', [301, 303, 307, 308]],
    ['redirect with another status', 'return caught(() => Response.redirect("https://a.example/", 200))', 'RangeError'],
    ['redirect to no URL', 'return caught(() => Response.redirect("http://[", 302))', 'TypeError'],
    ['error', 'const r = Response.error(); return [r.type, r.status, r.statusText, r.body, r.ok, caught(() => r.headers.append("a", "b"))]', ['error', 0, '', null, false, 'TypeError']],
    ['statics are enumerable', 'return Object.keys(Response)', ['error', 'redirect', 'json']],
    ['members are enumerable', 'return Object.keys(Response.prototype)', ['type', 'url', 'redirected', 'status', 'ok', 'statusText', 'headers', 'body', 'bodyUsed', 'clone', 'arrayBuffer', 'bytes', 'json', 'text']],
    ['getters of a foreign receiver', 'return ["type", "url", "redirected", "status", "ok", "statusText", "headers", "body", "bodyUsed"].map((n) => caught(() => Reflect.get(Response.prototype, n, {})))', Array(9).fill('TypeError')],
    ['consumers of a foreign receiver reject', 'return Promise.all(["arrayBuffer", "bytes", "json", "text"].map((n) => refused(Response.prototype[n].call({}))))', Array(4).fill('TypeError')],
  ]);
});

const bodies = [
  ['text', '"h\\u00e9"', 'hé'],
  ['bytes', 'bytes(104, 0xc3, 0xa9)', 'hé'],
  ['a part of a buffer', 'bytes(1, 104, 0xc3, 0xa9, 2).subarray(1, 4)', 'hé'],
  ['a buffer', 'bytes(104, 0xc3, 0xa9).buffer', 'hé'],
  ['a DataView', 'new DataView(bytes(104, 0xc3, 0xa9).buffer)', 'hé'],
  ['a stream', 'streamOf(bytes(104, 0xc3), bytes(0xa9))', 'hé'],
  ['a body of another', 'new Response("h\\u00e9").body', 'hé'],
  ['no body', 'null', ''],
];

describe('bodies: reading', () => {
  for (const [name, body, text] of bodies) {
    testRows([
      [`${name}: text`, `const r = new Response(${body}); const used = r.bodyUsed; const t = await r.text(); return [used, t, r.bodyUsed]`, [false, text, text !== '']],
      [`${name}: arrayBuffer`, `const b = await new Response(${body}).arrayBuffer(); return [b instanceof ArrayBuffer, [...new Uint8Array(b)]]`, [true, [...Buffer.from(text)]]],
      [`${name}: bytes`, `const b = await new Response(${body}).bytes(); return [b instanceof Uint8Array, [...b]]`, [true, [...Buffer.from(text)]]],
      [`${name}: as a stream`, `const s = new Response(${body}).body; let n = 0; if (s) for (const c of await chunks(s)) n += c.length; return [n, s && s.locked]`, [Buffer.from(text).length, text === '' ? null : false]],
      [`${name}: clone, both read`, `const r = new Response(${body}); const c = r.clone(); return [await c.text(), await r.text()]`, [text, text]],
      [`${name}: clone after a look at the body`, `const r = new Response(${body}); r.body; const c = r.clone(); return [await r.text(), await c.text()]`, [text, text]],
      [`${name}: to another Response`, `const a = new Response(${body}); const b = new Response(a.body); return [await b.text(), a.bodyUsed]`, [text, text !== '']],
    ]);
  }
  testRows([
    ['json', 'return new Response(" {\\"a\\": [1]} ").json()', { a: [1] }],
    ['json that is none', 'return refused(new Response("{").json())', 'SyntaxError'],
    ['json of nothing', 'return refused(new Response().json())', 'SyntaxError'],
    ['a byte order mark goes', 'return new Response(bytes(0xef, 0xbb, 0xbf, 97)).text()', 'a'],
    ['what is not UTF-8 is replaced', 'return new Response(bytes(0xff, 97)).text()', '\ufffda'],
    ['lone surrogates are replaced', 'return [await new Response("a\\ud800b\\udc00").text(), await new Response("\\ud83d\\ude00").text()]', ['a\ufffdb\ufffd', '😀']],
    ['twice', 'const r = new Response("a"); await r.text(); return refused(r.text())', 'TypeError'],
    ['twice at once', 'const r = new Response("a"); const first = r.text(); return [await refused(r.json()), await first]', ['TypeError', 'a']],
    ['nothing may be read twice', 'const r = new Response(); await r.text(); return r.text()', ''],
    ['clone after reading', 'const r = new Response("a"); await r.text(); return caught(() => r.clone())', 'TypeError'],
    ['clone while locked', 'const r = new Response("a"); r.body.getReader(); return caught(() => r.clone())', 'TypeError'],
    ['text while locked', 'const r = new Response("a"); r.body.getReader(); return refused(r.text())', 'TypeError'],
    ['text after a reader let go without reading', 'const r = new Response("a"); r.body.getReader().releaseLock(); return r.text()', 'a'],
    ['body is always the same', 'const r = new Response("a"); return r.body === r.body', true],
    ['body after text()', 'const r = new Response("a"); await r.text(); return [r.body.locked, r.bodyUsed, caught(() => r.body.getReader())]', [true, true, 'TypeError']],
    ['the bytes given are copied', 'const b = bytes(97); const r = new Response(b); b[0] = 98; return r.text()', 'a'],
    ['the bytes got are a copy', 'const r = new Response(bytes(97)); const c = r.clone(); (await r.bytes())[0] = 98; return c.text()', 'a'],
    ['a body stream is a byte stream', 'const reader = new Response("abc").body.getReader({ mode: "byob" }); const { value } = await reader.read(new Uint8Array(2)); return [...value]', [97, 98]],
    ['a stream of text', 'return refused(new Response(streamOf("a")).text())', 'TypeError'],
    ['a stream of other views', 'return refused(new Response(streamOf(new Uint16Array(1))).text())', 'TypeError'],
    ['a stream with a wrong chunk is cancelled', 'let why; const s = new ReadableStream({ pull(c) { c.enqueue("x") }, cancel(r) { why = r } }, { highWaterMark: 0 }); const said = await refused(new Response(s).bytes()); return [said, why?.name]', ['TypeError', 'TypeError']],
    ['a stream that fails', 'const s = new ReadableStream({ pull() { throw new RangeError("x") } }); return refused(new Response(s).text())', 'RangeError'],
    ['a long stream', 'let n = 0; const s = new ReadableStream({ pull(c) { if (n++ < 5000) c.enqueue(bytes(97)); else c.close() } }); return (await new Response(s).text()).length', 5000],
    ['Response.clone keeps its head', 'const r = new Response("a", { status: 201, statusText: "x", headers: { a: "1" } }); const c = r.clone(); c.headers.set("a", "2"); return [c.status, c.statusText, r.headers.get("a"), c.headers.get("a")]', [201, 'x', '1', '2']],
  ]);
});

describe('Request', () => {
  testRows([
    ['a URL', 'const r = new Request("https://a.example"); return [r.url, r.method, r.redirect, r.body, r.bodyUsed, r.signal.aborted, [...r.headers]]', ['https://a.example/', 'GET', 'follow', null, false, false, []]],
    ['an object is asked for its text', 'return new Request({ toString: () => "https://a.example/x" }).url', 'https://a.example/x'],
    ['no URL', 'return caught(() => new Request("nowhere"))', 'TypeError'],
    ['no argument', 'return caught(() => new Request())', 'TypeError'],
    ['methods', 'return ["get", "Post", "pATCH", "patch", "PURGE", "delete", "options"].map((method) => new Request("https://a.example", { method }).method)', ['GET', 'POST', 'pATCH', 'patch', 'PURGE', 'DELETE', 'OPTIONS']],
    ['forbidden methods', 'return ["connect", "TRACE", "Track", "a b", ""].map((method) => caught(() => new Request("https://a.example", { method })))', Array(5).fill('TypeError')],
    ['redirect modes', 'return ["follow", "error", "manual"].map((redirect) => new Request("https://a.example", { redirect }).redirect)', ['follow', 'error', 'manual']],
    ['another redirect mode', 'return caught(() => new Request("https://a.example", { redirect: "x" }))', 'TypeError'],
    ['a body', 'const r = new Request("https://a.example", { method: "POST", body: "a" }); return [await r.text(), r.headers.get("content-type"), r.bodyUsed]', ['a', 'text/plain;charset=UTF-8', true]],
    ['GET and HEAD have no body', 'return ["GET", "HEAD"].map((method) => caught(() => new Request("https://a.example", { method, body: "" })))', ['TypeError', 'TypeError']],
    ['a null body', 'return new Request("https://a.example", { body: null }).body', null],
    ['from a Request', 'const a = new Request("https://a.example/p", { method: "PUT", headers: { a: "1" }, redirect: "manual" }); const b = new Request(a); b.headers.set("a", "2"); return [b.url, b.method, b.redirect, a.headers.get("a")]', ['https://a.example/p', 'PUT', 'manual', '1']],
    ['from a Request, its body moves', 'const a = new Request("https://a.example", { method: "POST", body: "x" }); const b = new Request(a); return [a.bodyUsed, await b.text(), await refused(a.text()), caught(() => new Request(a))]', [true, 'x', 'TypeError', 'TypeError']],
    ['from a Request that was looked into', 'const a = new Request("https://a.example", { method: "POST", body: "x" }); a.body; const b = new Request(a); return [a.bodyUsed, await b.text()]', [true, 'x']],
    ['from a Request with another body', 'const a = new Request("https://a.example", { method: "POST", body: "x" }); const b = new Request(a, { body: "y" }); return [a.bodyUsed, await b.text()]', [false, 'y']],
    ['from a used Request with another body', 'const a = new Request("https://a.example", { method: "POST", body: "x" }); await a.text(); return new Request(a, { body: "y" }).text()', 'y'],
    ['from a Request without its headers', 'return [...new Request(new Request("https://a.example", { headers: { a: "1" } }), { headers: { b: "2" } }).headers]', [['b', '2']]],
    ['clone', 'const a = new Request("https://a.example", { method: "POST", body: "x", headers: { a: "1" }, redirect: "error" }); const b = a.clone(); return [await a.text(), await b.text(), b.method, b.url, b.redirect, b.headers.get("a")]', ['x', 'x', 'POST', 'https://a.example/', 'error', '1']],
    ['a signal is followed', 'const c = new AbortController(); const r = new Request("https://a.example", { signal: c.signal }); const copy = new Request(r); const clone = r.clone(); c.abort("x"); return [r.signal === c.signal, r.signal.reason, copy.signal.reason, clone.signal.reason]', [false, 'x', 'x', 'x']],
    ['a signal that is none', 'return caught(() => new Request("https://a.example", { signal: {} }))', 'TypeError'],
    ['a null signal follows nothing', 'const c = new AbortController(); const r = new Request(new Request("https://a.example", { signal: c.signal }), { signal: null }); c.abort(); return r.signal.aborted', false],
    ['members are enumerable', 'return Object.keys(Request.prototype)', ['method', 'url', 'headers', 'redirect', 'signal', 'body', 'bodyUsed', 'clone', 'arrayBuffer', 'bytes', 'json', 'text']],
    ['getters of a foreign receiver', 'return Object.keys(Request.prototype).slice(0, 7).map((n) => caught(() => Reflect.get(Request.prototype, n, {})))', Array(7).fill('TypeError')],
    ['nothing of its own', 'return Reflect.ownKeys(new Request("https://a.example"))', []],
  ]);
});

const response = 'const handle = native("ab", "\\u00e9"); const r = api.makeResponse({ status: 203, statusText: "Fine", headers: [["Content-Type", "text/html"], ["set-cookie", "a"], ["set-cookie", "b"]], url: "https://a.example/", body: handle });';

describe('native bodies', () => {
  testRows([
    ['the head', `${response} return [r instanceof Response, r.status, r.statusText, r.url, [...r.headers], caught(() => r.headers.set("a", "b")), r.bodyUsed]`, [true, 203, 'Fine', 'https://a.example/', [['content-type', 'text/html'], ['set-cookie', 'a'], ['set-cookie', 'b']], 'TypeError', false]],
    ['text in one call', `${response} return [await r.text(), handle.reads, handle.asText, r.bodyUsed]`, ['abé', 0, true, true]],
    ['arrayBuffer', `${response} return [[...new Uint8Array(await r.arrayBuffer())], handle.reads]`, [[97, 98, 0xc3, 0xa9], 2]],
    ['nobody reads ahead', `${response} r.body; await ticks(); return handle.reads`, 0],
    ['as a stream, a chunk for each read', `${response} return [(await chunks(r.body)).map((c) => [...c]), handle.reads]`, [[[97, 98], [0xc3, 0xa9]], 2]],
    ['a cancelled stream', `${response} await r.body.cancel("x"); return [handle.cancelled, handle.reads, r.bodyUsed]`, [true, 0, true]],
    ['one that breaks off', `${response} handle.broken = true; const c = r.clone(); return [await refused(r.bytes()), await refused(c.text())]`, ['TypeError', 'TypeError']],
    ['takeBody', `${response} const b = api.takeBody(r); return [b.kind, b.handle === handle, r.bodyUsed, caught(() => api.takeBody(r)), await refused(r.text())]`, ['native', true, true, 'TypeError', 'TypeError']],
    ['takeBody after a look at the body', `${response} const s = r.body; const b = api.takeBody(r); return [b.kind, b.handle === handle, s.locked, r.bodyUsed]`, ['native', true, true, true]],
    ['takeBody after reading', `${response} const reader = r.body.getReader(); await reader.read(); return caught(() => api.takeBody(r))`, 'TypeError'],
    ['takeBody of a Response over that body', `${response} const o = new Response(r.body, r); const b = api.takeBody(o); return [b.kind, b.handle === handle, r.bodyUsed, o.bodyUsed, handle.reads]`, ['native', true, true, true, 0]],
    ['takeBody of a clone', `${response} const o = r.clone(); return [api.takeBody(o).kind, api.takeBody(r).kind]`, ['stream', 'stream']],
    ['takeBody of text', 'const b = api.takeBody(new Response("h\\u00e9")); return [b.kind, [...b.bytes]]', ['bytes', [104, 0xc3, 0xa9]]],
    ['takeBody of text that was looked at', 'const r = new Response("a"); r.body; const b = api.takeBody(r); return [b.kind, r.bodyUsed]', ['bytes', true]],
    ['takeBody of nothing', 'return api.takeBody(new Response()).kind', 'empty'],
    ['takeBody of a Request', 'return api.takeBody(new Request("https://a.example", { method: "POST", body: "x" })).kind', 'bytes'],
    ['takeBody of a stream', 'const b = api.takeBody(new Response(streamOf(bytes(97), bytes(98)))); return [b.kind, [...await b.read()], [...await b.read()], await b.read()]', ['stream', [97], [98], null]],
    ['takeBody of a stream with text in it', 'const b = api.takeBody(new Response(streamOf("x"))); return refused(b.read())', 'TypeError'],
    ['takeBody of a stream, cancelled', 'let why; const b = api.takeBody(new Response(new ReadableStream({ cancel(r) { why = r; throw 1 } }))); const said = b.cancel("gone"); await ticks(); return [why, said === undefined]', ['gone', true]],
    ['takeContent', 'return [api.takeContent(new Response("a")).kind, api.takeContent(streamOf(bytes(1))).kind, api.takeContent("a") === undefined, api.takeContent({}) === undefined, caught(() => { const s = streamOf(); s.getReader(); api.takeContent(s) })]', ['bytes', 'stream', true, true, 'TypeError']],
    ['replaceBody', `${response} const other = native("x"); const o = new Response(r.body, { status: 201, headers: { "content-length": "3", a: "1" } }); api.takeBody(o); const n = api.replaceBody(o, other); n.headers.set("b", "2"); return [n.status, [...n.headers], api.takeBody(n).handle === other]`, [201, [['a', '1'], ['b', '2']], true]],
    ['replaceBody of a native one', `${response} api.takeBody(r); const n = api.replaceBody(r, native()); n.headers.set("x", "y"); return [n.status, n.url, n.headers.get("set-cookie"), r.headers.has("x")]`, [203, 'https://a.example/', 'a, b', false]],
    ['heads for the native side', 'const h = api.responseHead(new Response("", { status: 404, statusText: "x", headers: [["b", "1"], ["set-cookie", "p"], ["set-cookie", "q"], ["b", "2"]] })); return [h.status, h.statusText, h.type, Array.from(h.headers)]', [404, 'x', 'default', [['b', '1, 2'], ['content-type', 'text/plain;charset=UTF-8'], ['set-cookie', 'p'], ['set-cookie', 'q']]]],
    ['a native Request', 'const r = api.makeRequest({ method: "POST", url: "https://a.example/", headers: [["A", "1"]], body: native("x") }); const h = api.requestHead(new Request(r)); return [r instanceof Request, caught(() => r.headers.set("a", "b")), h.method, h.url, Array.from(h.headers), r.bodyUsed]', [true, 'TypeError', 'POST', 'https://a.example/', [['a', '1']], true]],
    ['a native Request without body', 'return api.makeRequest({ method: "GET", url: "https://a.example/", headers: [], body: null }).body', null],
    ['brands', 'return [api.isResponse(new Response()), api.isResponse(Object.create(Response.prototype)), api.isResponse(null), api.isRequest(new Request("https://a.example")), api.isRequest(new Response())]', [true, false, false, true, false]],
  ]);
});
