// What the tests of the prelude share: a fresh realm with nothing but JavaScript's own globals, the bundled prelude in it, and a
// host made of Node's parts. A row is [name, body of an async function run in the realm, what it returns as JSON].
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

import { bundlePrelude } from '../../sdk/edge/bundle.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const modules = path.join(root, 'sdk/node_modules');

export const forms = {
  readable: new vm.Script(await bundlePrelude({ minify: false, modules }), { filename: 'prelude.js' }),
  minified: new vm.Script(await bundlePrelude({ modules }), { filename: 'prelude.min.js' }),
};

// Runs inside the realm. `node` holds what only Node can do; everything else is of the realm, as native code would make it.
const hostSource = `(node) => {
  const { Uint8Array, ArrayBuffer, TypeError, Promise } = globalThis;
  const transfer = ArrayBuffer.prototype.transfer;
  const apply = Reflect.apply;
  const log = { lines: [], errors: [], started: [], stopped: [], waits: [], denied: [], clock: 0 };
  const { defineProperty } = Object;
  // The host is native code: no setter of the realm sees what it notes.
  const add = (list, value) => void defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  const resolve = Promise.resolve.bind(Promise);
  const reject = Promise.reject.bind(Promise);
  const host = {
    log: (level, texts) => add(log.lines, line(level, texts)),
    now: () => log.clock,
    startTimer: (id, ms, repeat) => { if (log.noTimers) throw new RangeError('too many timers'); add(log.started, [id, ms, repeat]); },
    stopTimer: (id) => add(log.stopped, id),
    reportError: (value) => add(log.errors, value),
    encodeUtf8: (text) => new Uint8Array(node.encode(text)),
    decodeUtf8: (bytes, fatal) => { try { return node.decode(bytes, fatal); } catch { throw new TypeError('not UTF-8'); } },
    normalizeUrl: (text) => { const url = node.url(text); if (url === undefined) throw new TypeError('Invalid URL: ' + text); return url; },
    readBody: (handle) => {
      if (handle.broken) return reject(new TypeError('the origin broke off'));
      if (handle.at === handle.chunks.length) return resolve(null);
      handle.reads += 1;
      return resolve(new Uint8Array(node.encode(handle.chunks[handle.at++])));
    },
    cancelBody: (handle) => { handle.cancelled = true; },
    bodyText: (handle) => { handle.asText = true; return resolve(node.join(handle.chunks)); },
    transferBuffer: (buffer) => apply(transfer, buffer, []),
    isProxy: (value) => node.isProxy(value),
    pageResponse: (url, method) => (url === 'https://page.test/' && method === 'GET' ? 'the page' : undefined),
    denied: (error) => { add(log.denied, error); return error; },
    waitUntil: (request, promise) => add(log.waits, [request, promise]),
  };
  function line(level, texts) { const list = [level]; for (let i = 0; i < texts.length; i += 1) add(list, texts[i]); return list; }
  const native = (...chunks) => ({ chunks, at: 0, reads: 0 });
  return { host, log, native };
}`;

// Short words for rows; made before app code could patch anything.
const wordsSource = `
  const nameOf = (error) => error instanceof Error || error?.code !== undefined ? error.name : 'thrown: ' + String(error);
  globalThis.caught = (call) => { try { call(); return 'nothing'; } catch (error) { return nameOf(error); } };
  globalThis.refused = (promise) => promise.then(() => 'nothing', nameOf);
  globalThis.message = (call) => { try { call(); return 'nothing'; } catch (error) { return error.message; } };
  globalThis.bytes = (...values) => new Uint8Array(values);
  globalThis.chunks = async (stream) => { const list = []; for await (const chunk of stream) list.push(chunk); return list; };
  globalThis.streamOf = (...values) => new ReadableStream({ start(c) { for (const v of values) c.enqueue(v); c.close(); } });
  globalThis.ticks = async (n = 20) => { for (let i = 0; i < n; i += 1) await undefined; };
`;

const nodeParts = {
  encode: (text) => Buffer.from(String(text).toWellFormed(), 'utf8'),
  decode: (bytes, fatal) => new TextDecoder('utf-8', { fatal }).decode(bytes),
  join: (chunks) => Array.prototype.join.call(chunks, ''),
  url: (text) => (URL.canParse(text) ? new URL(text).href : undefined),
};
const { isProxy } = await import('node:util').then(({ types }) => types);

// A realm with the prelude; `run(body)` evaluates the body of an async function with `api`, `host`, `log` and `native` in sight.
export function openRealm(form = 'minified') {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  const before = new Set(vm.runInContext('Reflect.ownKeys(globalThis)', context));
  const { host, log, native } = vm.runInContext(hostSource, context)({ ...nodeParts, isProxy });
  const api = forms[form].runInContext(context)(host);
  const added = vm.runInContext('Reflect.ownKeys(globalThis)', context).filter((name) => !before.has(name));
  vm.runInContext(wordsSource, context);
  const run = async (body) => {
    const call = vm.runInContext(`(async ({ api, host, log, native }) => {${body}\n})`, context);
    return call({ api, host, log, native });
  };
  return { api, log, native, run, added, context };
}

const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

export function testRows(rows) {
  for (const [name, body, expected] of rows) {
    test(name, async () => {
      for (const form of Object.keys(forms)) assert.deepEqual(plain(await openRealm(form).run(body)), expected, form);
    });
  }
}
