// Content codings on the way: asked for, undone and done again, put on by the edge, and refused where they would cost too
// much.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { get as httpGet } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, constants, createGzip, createGunzip, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import * as zlib from 'node:zlib';

import { startOrigin } from '../support/origin.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until, within } from '../support/wait.mjs';
import { accessLines, configuration, startConfigured } from './configured.mjs';
import { appFolder, ask, crlf, edgePid, get, memoryOf, navigation, startEdge, temporaryFolder } from './edge.mjs';

const tagPattern = /<script src="\/cdn-cgi\/apps\/head\/[A-Za-z0-9_-]{27}\.js"><\/script>/;
const page = `<!doctype html><html><head><title>t</title></head><body>${'<p>some words and more of them</p>\n'.repeat(500)}</body></html>`;
const decoders = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync, zstd: zlib.zstdDecompressSync };

async function pageOrigin(t, fields = {}) {
  const asked = [];
  const { url } = await startOrigin(t, (request, response) => {
    asked.push(request.headers);
    response.setHeader('Content-Type', request.url.endsWith('.html') ? 'text/html' : 'text/css');
    response.setHeader('ETag', '"e"');
    for (const [name, value] of Object.entries(fields)) response.setHeader(name, value);
    response.end(request.method === 'HEAD' ? undefined : page);
  });
  return { url, asked };
}

const startIdentity = (t, origin, app) => startConfigured(t, configuration({ sites: [{ origin, app, acceptEncoding: 'identity' }] }));

test('pages that the origin is asked for uncoded are encoded by the edge', async (t) => {
  const origin = await pageOrigin(t);
  for (const apps of [[], [appFolder(t)]]) {
    const { url } = await startIdentity(t, origin.url, apps[0]);
    for (const [name, accept, coding] of [
      ['gzip', 'gzip', 'gzip'],
      ['as browsers ask', 'gzip, deflate, br, zstd', 'gzip'],
      ['br preferred', 'gzip;q=0.5, br', 'br'],
      ['zstd only', 'zstd', 'zstd'],
      ['deflate only', 'deflate', 'deflate'],
      ['none', undefined, undefined],
      ['identity', 'identity', undefined],
      ['gzip refused', 'gzip;q=0', undefined],
      ['unknown ones', 'compress, x-own', undefined],
    ]) {
      await t.test(`${name}, ${apps.length} apps`, async (t) => {
        const fields = accept ? [`Accept-Encoding: ${accept}`] : [];
        const answer = await ask(t, url, navigation('/a.html', ...fields));
        assert.equal(origin.asked.at(-1)['accept-encoding'], 'identity');
        assert.equal(answer.headers.get('content-encoding'), coding);
        assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i);
        const text = (coding ? decoders[coding](answer.body) : answer.body).toString();
        assert.equal(text.replace(tagPattern, ''), page);
        assert.equal(tagPattern.test(text), apps.length > 0);
        assert.match(answer.headers.get('etag'), coding ? /^W\/"e/ : /^"e/);
        const head = await ask(t, url, crlf('HEAD /a.html HTTP/1.1', 'Host: site.test', 'Sec-Fetch-Dest: document', ...fields), { method: 'HEAD' });
        for (const field of ['content-encoding', 'vary', 'etag', 'content-type']) assert.equal(head.headers.get(field), answer.headers.get(field), field);
        const again = await ask(t, url, navigation('/a.html', `If-None-Match: ${answer.headers.get('etag')}`, ...fields));
        assert.match(origin.asked.at(-1)['if-none-match'], /^(W\/)?"e"$/, 'the origin’s own tag comes back to it');
        assert.equal(again.status, 200, 'this origin never says 304');
      });
    }
    await t.test(`a style is the origin's, ${apps.length} apps`, async (t) => {
      const answer = await ask(t, url, get('/a.css', 'Sec-Fetch-Dest: style', 'Accept-Encoding: gzip'));
      assert.equal(origin.asked.at(-1)['accept-encoding'], 'gzip');
      assert.equal(answer.headers.has('content-encoding'), false);
      assert.equal(answer.headers.get('etag'), '"e"');
    });
  }
});

test('the access log names the coding that was undone and done again', async (t) => {
  const { url: origin } = await startOrigin(t, (request, response) => {
    response.writeHead(200, { 'Content-Type': request.url === '/page' ? 'text/html' : 'text/plain', 'Content-Encoding': 'gzip' });
    response.end(gzipSync(page));
  });
  const access = join(temporaryFolder(t), 'access.log');
  const { url } = await startConfigured(t, configuration({ access, sites: [{ origin, app: appFolder(t) }] }));
  for (const path of ['/page', '/text']) await ask(t, url, navigation(path, 'Accept-Encoding: gzip'));
  const lines = await until(() => [accessLines(access)].find(({ length }) => length === 2), { what: 'two lines' });
  assert.deepEqual(lines.map(({ path, kind, coding }) => ({ path, kind, coding })), [
    { path: '/page', kind: 'page', coding: 'gzip' },
    { path: '/text', kind: 'relay', coding: undefined },
  ]);
});

test('no-transform is not encoded either', async (t) => {
  const origin = await pageOrigin(t, { 'Cache-Control': 'no-transform' });
  const { url } = await startIdentity(t, origin.url, appFolder(t));
  const answer = await ask(t, url, navigation('/a.html', 'Accept-Encoding: gzip'));
  assert.equal(answer.headers.has('content-encoding'), false);
  assert.equal(answer.body.toString(), page);
});

test('what the origin flushes reaches the visitor, decoded and encoded on the way', async (t) => {
  const steps = [];
  const { url: origin } = await startOrigin(t, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    let part = 0;
    steps.push((text) => {
      gzip.write(part++ ? text : `<!doctype html><head></head>${text}`);
      gzip.flush(constants.Z_SYNC_FLUSH);
    });
    steps.push(() => gzip.end());
  });
  const { url } = await startEdge(t, origin, { apps: [appFolder(t)] });
  const answered = new Promise((resolve, reject) => httpGet(`${url}/`, { headers: { 'accept-encoding': 'gzip', 'sec-fetch-dest': 'document' } }, resolve).on('error', reject));
  await until(() => steps.length === 2, { what: 'the request at the origin' });
  steps[0]('<p>zero');
  const response = await within(answered, { what: 'the head at the visitor' });
  const gunzip = createGunzip();
  let text = '';
  gunzip.on('data', (chunk) => (text += chunk));
  response.pipe(gunzip);
  for (const word of ['one', 'two', 'three']) {
    steps[0](`<p>${word}`);
    await until(() => text.endsWith(`<p>${word}`), { what: `${word} at the visitor` });
  }
  steps[1]();
  await until(() => response.complete, { what: 'the end' });
  assert.equal(text.replace(tagPattern, ''), '<!doctype html><head></head><p>zero<p>one<p>two<p>three');
  assert.match(text, tagPattern);
});

test('a coded page that grows beyond all measure is cut in flat memory, and the edge serves on', async (t) => {
  const filler = Buffer.alloc(200 * 1024 * 1024, 'x');
  const bomb = gzipSync(Buffer.concat([Buffer.from(page), filler]));
  const lateBomb = gzipSync(Buffer.concat([Buffer.from(page + randomBytes(300_000).toString('hex')), filler]));
  const { url: origin } = await startOrigin(t, (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
    response.end({ '/bomb': bomb, '/late': lateBomb }[request.url] ?? gzipSync(page));
  });
  const serving = await startEdge(t, origin, { apps: [appFolder(t)] });
  await ask(t, serving.url, navigation('/'));
  const before = memoryOf(edgePid(serving)).peak;
  for (let i = 0; i < 5; i++) {
    const client = await connectRaw(t, serving.url);
    assert.equal((await client.send(navigation('/bomb', 'Accept-Encoding: gzip')).response()).status, 502, 'nothing had left');
    const text = await client.send(navigation('/late', 'Accept-Encoding: gzip')).sawClose();
    assert.match(text, /^HTTP\/1\.1 200 OK/);
    assert.ok(text.length < lateBomb.length * 2, `${text.length} bytes came`);
    assert.ok(!text.endsWith('0\r\n\r\n'), 'nobody takes the part for the whole');
  }
  await serving.process.saw(/"reason":"decode_ratio"/);
  const answer = await ask(t, serving.url, navigation('/', 'Accept-Encoding: gzip'));
  assert.match(gunzipSync(answer.body).toString(), tagPattern);
  assert.ok(memoryOf(edgePid(serving)).peak < before + 16, `${memoryOf(edgePid(serving)).peak} MiB after ${before} MiB`);
  // Relayed untouched it may be as dense as it likes: nothing is decoded.
  const plain = await startEdge(t, origin);
  assert.equal((await ask(t, plain.url, navigation('/bomb'))).body.length, bomb.length);
});

test('a page whose coding ends in a fault is shown as far as it goes, with the app', async (t) => {
  const whole = gzipSync(page + randomBytes(200_000).toString('hex'));
  const wrongSum = Buffer.from(whole);
  wrongSum[whole.length - 8] ^= 1;
  const faults = { '/trailer': whole.subarray(0, -8), '/half': whole.subarray(0, whole.length / 2), '/sum': wrongSum };
  const { url: origin } = await startOrigin(t, (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
    response.end(faults[request.url]);
  });
  const { url, process } = await startEdge(t, origin, { apps: [appFolder(t)] });
  for (const [path, faulty] of Object.entries(faults)) {
    const answer = await ask(t, url, navigation(path, 'Accept-Encoding: gzip'));
    assert.equal(answer.status, 200, path);
    const shown = gunzipSync(answer.body, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    assert.match(shown, tagPattern, path);
    // How much of a cut stream can be decoded is the decoder's matter, to some hundred bytes.
    const asOrigin = gunzipSync(path === '/sum' ? whole : faulty, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    const text = shown.replace(tagPattern, '');
    assert.ok(asOrigin.startsWith(text) || text.startsWith(asOrigin), path);
    assert.ok(Math.abs(asOrigin.length - text.length) < (path === '/half' ? 1000 : 1), `${path}: ${text.length} of ${asOrigin.length}`);
    assert.throws(() => gunzipSync(answer.body), `${path}: nobody takes it for the whole`);
  }
  await process.saw(/"event":"page\.coding_failed".*"reason":"decode_failed"/);
});

test('no memory left for codings: pages pass as they came, and it is said', async (t) => {
  const { url: origin } = await startOrigin(t, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'br' });
    response.end(zlib.brotliCompressSync(page));
  });
  const { url, process } = await startEdge(t, origin, { apps: [appFolder(t)], settings: { 'coding.memory_bytes_max': 1_048_576 } });
  const answer = await ask(t, url, navigation('/', 'Accept-Encoding: br'));
  assert.equal(brotliDecompressSync(answer.body).toString(), page);
  await process.saw(/"event":"page\.coding_failed".*"reason":"decode_over_budget"/);
});
