// What is a page: what the origin is asked for it, where the tag is, and which fields a changed page lacks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

import { connectRaw } from '../support/raw_client.mjs';
import { appFolder, ask, crlf, get, navigation, startEdge } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const page = '<!doctype html><html><head><title>t</title><script src="x.js"></script></head><body><p>hi</p></body></html>';
const tagPattern = /<script src="\/cdn-cgi\/apps\/head\/[A-Za-z0-9_-]{27}\.js"><\/script>/;
const validators = ['ETag: "v"', 'Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT', 'Accept-Ranges: bytes', 'Digest: x', 'Content-Digest: sha-256=:x=:', 'Repr-Digest: sha-256=:x=:', 'Content-MD5: y'];
const aboutTheBytes = ['accept-ranges', 'digest', 'content-digest', 'repr-digest', 'content-md5'];
const names = (lines) => lines.map((line) => line.split(':')[0].toLowerCase());

function answerWith({ fields = ['Content-Type: text/html'], body = page, status = '200 OK' }) {
  const bytes = Buffer.from(body, 'utf8');
  return Buffer.concat([Buffer.from(crlf(`HTTP/1.1 ${status}`, ...fields, ...validators, `Content-Length: ${bytes.length}`)), Buffer.isBuffer(body) ? body : bytes]);
}

const html = ['Content-Type: text/html'];
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page, 'utf16le')]);
const rows = [
  // a request that says it wants a page
  { name: 'Sec-Fetch-Dest: document', request: ['Sec-Fetch-Dest: document'], tag: true },
  { name: 'Sec-Fetch-Dest: iframe', request: ['Sec-Fetch-Dest: iframe'], tag: true },
  { name: 'Sec-Fetch-Dest: frame', request: ['Sec-Fetch-Dest: frame'], tag: true },
  { name: 'document, a page without doctype', request: ['Sec-Fetch-Dest: document'], body: '<p>plain</p>', tag: true },
  { name: 'Accept names text/html', request: ['Accept: text/html,application/xhtml+xml,*/*;q=0.8'], tag: true },
  { name: 'Accept names text/html, no doctype', request: ['Accept: text/html'], body: '<p>plain</p>', tag: true },
  // one that does not: only what begins like a page is one
  { name: 'no Accept, a doctype', request: [], tag: true },
  { name: '*/*, a doctype', request: ['Accept: */*'], tag: true },
  { name: '*/*, blanks and comments before <html>', request: ['Accept: */*'], body: '\n <!-- c --> <!-- d -->\n<html><head></head></html>', tag: true },
  { name: '*/*, <head> first', request: ['Accept: */*'], body: '<head><title>x</title></head>', tag: true },
  { name: 'a fetch, a doctype', request: ['Sec-Fetch-Dest: empty', 'Accept: */*'], tag: true },
  { name: '*/*, a fragment', request: ['Accept: */*'], body: '<div><head></head></div>', tag: false },
  { name: 'a fetch, a fragment', request: ['Sec-Fetch-Dest: empty', 'Accept: text/html'], body: '<li>one</li><li>two</li>', tag: false },
  { name: '*/*, text', request: ['Accept: */*'], body: 'plain words', tag: false },
  { name: '*/*, nothing', request: ['Accept: */*'], body: '', tag: false },
  { name: '*/*, a doctype after 1 KB of blanks', request: ['Accept: */*'], body: ' '.repeat(1100) + page, tag: false },
  { name: '*/*, only a comment', request: ['Accept: */*'], body: '<!-- nothing else -->', tag: false },
  // answers that are no pages
  { name: 'JSON', fields: ['Content-Type: application/json'], body: '{"a":"<!doctype html><html><head>"}', tag: false },
  { name: 'XHTML', fields: ['Content-Type: application/xhtml+xml'], tag: false },
  { name: 'plain text', fields: ['Content-Type: text/plain'], tag: false },
  { name: 'no type', fields: ['X-A: b'], tag: false },
  { name: 'a broken type', fields: ['Content-Type: text'], tag: false },
  { name: 'a page in the wrong letters', fields: ['Content-Type: TEXT/HTML ; Charset=UTF-8'], tag: true },
  { name: 'a file to save', fields: ['Content-Type: application/octet-stream', 'Content-Disposition: attachment; filename=a.html'], tag: false },
  { name: 'no-transform', fields: [...html, 'Cache-Control: public, No-Transform'], tag: false },
  { name: 'gzip although it was not asked for', fields: [...html, 'Content-Encoding: gzip'], body: gzipSync(page), decode: gunzipSync, tag: true },
  { name: 'deflate', fields: [...html, 'Content-Encoding: deflate'], body: deflateSync(page), decode: inflateSync, tag: true },
  { name: 'deflate without its frame', fields: [...html, 'Content-Encoding: deflate'], body: deflateRawSync(page), decode: inflateSync, tag: true },
  { name: 'br', fields: [...html, 'Content-Encoding: br'], body: brotliCompressSync(page), decode: brotliDecompressSync, tag: true },
  { name: 'a gzip page without Sec-Fetch-Dest', request: ['Accept: */*'], fields: [...html, 'Content-Encoding: gzip'], body: gzipSync(page), decode: gunzipSync, tag: true },
  { name: 'a gzip fragment', request: ['Accept: */*'], fields: [...html, 'Content-Encoding: gzip'], body: gzipSync('<li>one</li>'), tag: false },
  { name: 'gzip UTF-16', fields: [...html, 'Content-Encoding: gzip'], body: gzipSync(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page, 'utf16le')])), tag: false },
  { name: 'two codings', fields: [...html, 'Content-Encoding: gzip, br'], tag: false },
  { name: 'an unknown coding', fields: [...html, 'Content-Encoding: compress'], tag: false },
  { name: 'said to be br, and not', fields: [...html, 'Content-Encoding: br'], tag: false },
  { name: 'said to be gzip, and not', fields: [...html, 'Content-Encoding: gzip'], tag: false },
  { name: 'coding identity', fields: [...html, 'Content-Encoding: identity'], tag: true },
  { name: 'UTF-16 by charset', fields: ['Content-Type: text/html; charset=utf-16'], body: utf16, tag: false },
  { name: 'UTF-16 by byte order mark', fields: html, body: utf16, tag: false },
  { name: 'ISO-2022-JP', fields: ['Content-Type: text/html; charset="iso-2022-jp"'], tag: false },
  { name: 'ISO-2022-JP by meta', fields: html, body: page.replace('<head>', '<head><meta charset=iso-2022-jp>'), tag: false, seenLate: true },
  { name: 'ISO-2022-JP by meta after an unknown charset', fields: ['Content-Type: text/html; charset=none'], body: page.replace('<head>', '<head><meta charset=iso-2022-jp>'), tag: false, seenLate: true },
  { name: 'the HTTP charset beats a meta', fields: ['Content-Type: text/html; charset=utf-8'], body: page.replace('<head>', '<head><meta charset=iso-2022-jp>'), tag: true },
  { name: 'a byte order mark beats a meta', fields: html, body: `\ufeff${page.replace('<head>', '<head><meta charset=iso-2022-jp>')}`, tag: true },
  { name: 'a byte order mark beats the HTTP charset', fields: ['Content-Type: text/html; charset=utf-16'], body: `\ufeff${page}`, tag: true },
  { name: 'windows-1252', fields: ['Content-Type: text/html; charset=windows-1252'], tag: true },
  { name: 'UTF-8 with its mark', fields: html, body: `\ufeff${page}`, tag: true },
  { name: '206', status: '206 Partial Content', fields: [...html, 'Content-Range: bytes 0-9/99'], tag: false },
  { name: 'an error page', status: '404 Not Found', tag: true },
  { name: 'a redirect with a page', status: '302 Found', fields: [...html, 'Location: /x'], tag: true },
];

test('which answers get the tag', async (t) => {
  const origin = await startRecordingOrigin(t, ({ target }) => answerWith(rows[Number(target.slice(1))]));
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  for (const [i, row] of rows.entries()) {
    await t.test(row.name, async (t) => {
      const request = row.request ?? ['Sec-Fetch-Dest: document'];
      const answer = await ask(t, edge.url, get(`/${i}`, ...request));
      assert.equal(answer.status, Number((row.status ?? '200').slice(0, 3)));
      const sent = Buffer.from(row.body ?? page, 'utf8');
      if (row.tag) {
        const decode = row.decode ?? ((bytes) => bytes);
        const text = decode(answer.body).toString('latin1');
        assert.match(text, tagPattern);
        assert.equal(text.replace(tagPattern, ''), row.decode ? page : sent.toString('latin1'), 'everything else as it came, and only one tag');
        for (const field of aboutTheBytes) assert.equal(answer.headers.has(field), false, field);
        assert.match(answer.headers.get('etag'), row.decode ? /^W\/"v-inlay\.[\w-]{10}"$/ : /^"v-inlay\.[\w-]{10}"$/);
      } else {
        assert.deepEqual(answer.body, sent);
        if (row.seenLate) return; // its head had to be decided before the meta element came
        for (const field of names(validators)) assert.equal(answer.headers.has(field), true, field);
        assert.equal(answer.headers.get('content-length'), String(sent.length));
      }
    });
  }
});

test('without an app every one of them leaves as it came', async (t) => {
  const origin = await startRecordingOrigin(t, ({ target }) => answerWith(rows[Number(target.slice(1))]));
  const edge = await startEdge(t, origin.url);
  for (const [i, row] of rows.entries()) {
    const answer = await ask(t, edge.url, get(`/${i}`, ...(row.request ?? ['Sec-Fetch-Dest: document'])));
    assert.deepEqual(answer.body, Buffer.from(row.body ?? page, 'utf8'), row.name);
    for (const field of names(validators)) assert.equal(answer.headers.has(field), true, `${row.name}: ${field}`);
  }
});

test('the tag stands before the first script of the head, however the page is cut and framed', async (t) => {
  const whole = Buffer.from(page);
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    const [, framing, cut] = target.split('/');
    const parts = cut === 'bytes' ? [...whole].map((byte) => Buffer.of(byte)) : [whole.subarray(0, Number(cut)), whole.subarray(Number(cut))];
    const field = { length: `Content-Length: ${whole.length}`, chunked: 'Transfer-Encoding: chunked', close: 'Connection: close' }[framing];
    socket.setNoDelay(true);
    socket.write(crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', field));
    const send = (i) => {
      if (i < parts.length) {
        const part = parts[i];
        const bytes = framing === 'chunked' && part.length ? Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]) : part;
        return socket.write(bytes, () => setImmediate(send, i + 1));
      }
      if (framing === 'chunked') socket.write('0\r\n\r\n');
      if (framing === 'close') socket.end();
    };
    send(0);
  });
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  for (const framing of ['length', 'chunked', 'close']) {
    for (const cut of ['bytes', '0', '1', '3', '15', '40', '44', '60', String(whole.length)]) {
      await t.test(`${framing}, cut at ${cut}`, async (t) => {
        for (const fields of [['Sec-Fetch-Dest: document'], ['Accept: */*']]) {
          const answer = await ask(t, edge.url, get(`/${framing}/${cut}`, ...fields));
          const text = answer.body.toString();
          assert.equal(text.replace(tagPattern, ''), page);
          assert.equal(text.indexOf('<script src="/cdn-cgi/'), page.indexOf('<script'));
        }
      });
    }
  }
});

const conditional = ['Accept-Encoding: gzip, br, compress', 'If-None-Match: "v"', 'If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT', 'Range: bytes=0-9', 'If-Range: "v"'];
const asked = [
  { name: 'a navigation', fields: ['Sec-Fetch-Dest: document'], whole: true },
  { name: 'a frame', fields: ['Sec-Fetch-Dest: iframe'], whole: true },
  { name: 'Accept: text/html', fields: ['Accept: text/html,*/*;q=0.1'], whole: true },
  { name: 'HEAD of a page', method: 'HEAD', fields: ['Sec-Fetch-Dest: document'], whole: true },
  { name: 'a plain tool', fields: ['Accept: */*'], whole: true },
  { name: 'no Accept at all', fields: [], whole: true },
  { name: 'a fetch that takes anything', fields: ['Sec-Fetch-Dest: empty', 'Accept: */*'], whole: true },
  { name: 'a fetch of JSON', fields: ['Sec-Fetch-Dest: empty', 'Accept: application/json'], whole: false },
  { name: 'an image', fields: ['Sec-Fetch-Dest: image', 'Accept: image/avif,*/*;q=0.8'], whole: false },
  { name: 'a script', fields: ['Sec-Fetch-Dest: script', 'Accept: */*'], whole: false },
  { name: 'an image without Sec-Fetch-Dest', fields: ['Accept: image/png,image/*;q=0.8'], whole: false },
  { name: 'a form that is sent', method: 'POST', fields: ['Sec-Fetch-Dest: document', 'Content-Length: 0'], whole: false, readable: true },
];

test('what the origin is asked', async (t) => {
  const origin = await startRecordingOrigin(t, ({ method }) => (method === 'HEAD' ? crlf('HTTP/1.1 200 OK', 'Content-Type: text/html') : answerWith({})));
  const withApp = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  const without = await startEdge(t, origin.url);
  for (const { name, method = 'GET', fields, whole, readable } of asked) {
    for (const [edge, changes] of [[withApp, whole], [without, false]]) {
      await t.test(`${name}, ${edge === withApp ? 'with' : 'without'} an app`, async (t) => {
        await ask(t, edge.url, crlf(`${method} / HTTP/1.1`, 'Host: site.test', ...fields, ...conditional), { method });
        const seen = origin.requests.at(-1).fields;
        assert.equal(seen.get('accept-encoding'), changes || (edge === withApp && readable) ? 'gzip, br' : 'gzip, br, compress');
        for (const field of names(conditional).slice(1)) assert.equal(seen.has(field), !changes, field);
        for (const field of fields) assert.equal(seen.get(names([field])[0]), field.split(': ')[1]);
      });
    }
  }
});

test('HEAD of a page has the fields of its GET', async (t) => {
  const origin = await startRecordingOrigin(t, ({ method }) => (method === 'HEAD' ? crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', 'Content-Length: 999', ...validators) : answerWith({})));
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  const head = (...fields) => ask(t, edge.url, crlf('HEAD / HTTP/1.1', 'Host: site.test', ...fields), { method: 'HEAD' });
  const sure = await head('Sec-Fetch-Dest: document');
  const got = await ask(t, edge.url, navigation('/'));
  assert.equal(sure.headers.has('content-length'), false, 'the length without the tag would be a lie');
  for (const field of aboutTheBytes) assert.equal(sure.headers.has(field), false, field);
  for (const field of ['etag', 'last-modified']) assert.equal(sure.headers.get(field), got.headers.get(field), field);
  const perhaps = await head('Accept: */*');
  for (const field of ['content-length', 'etag', 'last-modified']) assert.equal(perhaps.headers.has(field), false, `only the body would tell: ${field}`);
});

test('a page that leaves the edge in two parts keeps its connection', async (t) => {
  const origin = await startRecordingOrigin(t, () => answerWith({ body: page + 'x'.repeat(300_000) }));
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  const client = await connectRaw(t, edge.url);
  for (let i = 0; i < 3; i++) {
    const { body } = await client.send(navigation('/')).response();
    assert.equal(body.toString().replace(tagPattern, ''), page + 'x'.repeat(300_000));
  }
});
