// Switching protocols (WebSocket) and interim responses, both passed on as they come.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import { startOrigin, startRawOrigin } from '../support/origin.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until, within } from '../support/wait.mjs';
import { ask, crlf, edgePid, get, memoryOf, startEdge } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const offer = ['Connection: keep-alive, Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
const accepted = crlf('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 'X-Own: 1');

// An origin that switches and then echoes every byte in upper case.
async function echoing(t) {
  const sockets = [];
  const { url } = await startRawOrigin(t, (socket) => {
    let head = '';
    socket.on('data', (chunk) => {
      if (!head.includes('\r\n\r\n')) {
        head += chunk.toString('latin1');
        if (head.includes('\r\n\r\n')) socket.write(accepted);
        return;
      }
      socket.write(chunk.toString('latin1').toUpperCase(), 'latin1');
    });
    sockets.push({ socket, head: () => head });
  });
  return { url, sockets };
}

test('a WebSocket is switched and its bytes pass both ways', async (t) => {
  const origin = await echoing(t);
  const { url } = await startEdge(t, origin.url);
  const client = await connectRaw(t, url);
  client.send(get('/socket', ...offer));
  const head = await client.saw(/\r\n\r\n/);
  assert.match(head, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
  assert.match(head, /\r\nConnection: Upgrade\r\n/i);
  assert.match(head, /\r\nUpgrade: websocket\r\n/i);
  assert.match(head, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
  assert.match(origin.sockets[0].head(), /\r\nConnection: Upgrade\r\n/i);
  assert.match(origin.sockets[0].head(), /\r\nUpgrade: websocket\r\n/i);
  assert.match(origin.sockets[0].head(), /\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n/);
  for (const word of ['one', 'two\r\n\r\nGET / HTTP/1.1', '\x00\xd7']) {
    client.send(word);
    await client.saw(new RegExp(`${word.toUpperCase().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`));
  }
  origin.sockets[0].socket.end('bye');
  assert.match(await client.sawClose(), /bye$/);
});

test('a visitor that ends is ended at the origin, after its bytes', async (t) => {
  const origin = await echoing(t);
  const { url } = await startEdge(t, origin.url);
  const client = await connectRaw(t, url);
  client.send(get('/socket', ...offer));
  await client.saw(/\r\n\r\n/);
  const ended = once(origin.sockets[0].socket, 'end');
  client.send('last').end();
  await within(ended, { what: 'the end at the origin' });
  assert.match(await client.sawClose(), /LAST$/);
});

test('a slow reader holds a tunnel back, in flat memory, and gets every byte', async (t) => {
  const size = 48 * 1024 * 1024;
  const { url: origin } = await startRawOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write(accepted);
      socket.write(Buffer.alloc(size, 'x'));
      socket.end('END');
    });
  });
  const serving = await startEdge(t, origin);
  const client = await connectRaw(t, serving.url);
  client.socket.pause();
  client.send(get('/socket', ...offer));
  const pid = edgePid(serving);
  await until(() => client.socket.readableLength > 0 || client.socket.bytesRead > 0, { what: 'the first bytes' });
  const before = memoryOf(pid).now;
  let got = 0;
  client.socket.on('data', (chunk) => (got += chunk.length));
  client.socket.resume();
  await until(() => client.closed, { what: 'the end', limitMs: 30_000 });
  assert.ok(got > size, `${got} bytes`);
  assert.ok(memoryOf(pid).peak < before + 16, `${memoryOf(pid).peak} MiB after ${before} MiB`);
});

test('nothing that moves for long ends a tunnel', async (t) => {
  const origin = await echoing(t);
  const { url, process } = await startEdge(t, origin.url, { settings: { 'http.tunnel_timeout_seconds': 1 } });
  const client = await connectRaw(t, url);
  client.send(get('/socket', ...offer));
  await client.saw(/\r\n\r\n/);
  await client.sawClose();
  await process.saw(/tunnel_timeout_seconds/);
});

test('an origin that does not end after the visitor did is not waited for long', async (t) => {
  const { url: origin } = await startRawOrigin(t, (socket) => {
    socket.allowHalfOpen = true;
    socket.once('data', () => socket.write(accepted));
  });
  const { url, process } = await startEdge(t, origin, { settings: { 'http.write_timeout_seconds': 1 } });
  const client = await connectRaw(t, url);
  client.send(get('/socket', ...offer));
  await client.saw(/\r\n\r\n/);
  client.end();
  await client.sawClose();
  await process.saw(/"reason":"tunnel_idle"/);
});

for (const [name, request] of [
  ['another protocol', get('/', 'Connection: Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__')],
  ['several protocols', get('/', 'Connection: Upgrade', 'Upgrade: h2c, websocket')],
  ['an Upgrade that Connection does not name', get('/', 'Upgrade: websocket')],
  ['an upgrade with a body', `${crlf('POST / HTTP/1.1', 'Host: site.test', ...offer, 'Content-Length: 2')}hi`],
  ['an upgrade in HTTP/1.0', crlf('GET / HTTP/1.0', 'Host: site.test', ...offer)],
]) {
  test(`no offer goes on: ${name}`, async (t) => {
    const origin = await startRecordingOrigin(t);
    const { url } = await startEdge(t, origin.url);
    const { status } = await ask(t, url, request);
    assert.equal(status, 200);
    assert.equal(origin.requests.length, 1);
    assert.ok(!origin.requests[0].fields.has('upgrade'), origin.requests[0].head);
    assert.doesNotMatch(origin.requests[0].fields.get('connection') ?? '', /upgrade/i);
  });
}

test('an origin that declines answers as usual, and the connection goes on', async (t) => {
  const origin = await startRecordingOrigin(t);
  const { url } = await startEdge(t, origin.url);
  const client = await connectRaw(t, url);
  assert.equal((await client.send(get('/', ...offer)).response()).status, 200);
  assert.equal((await client.send(get('/')).response()).status, 200);
  assert.equal(origin.requests.length, 2);
});

test('a switch to what was not offered is a bad answer', async (t) => {
  const odd = crlf('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: h2c');
  const origin = await startRecordingOrigin(t, () => odd);
  const { url } = await startEdge(t, origin.url);
  assert.equal((await ask(t, url, get('/', ...offer))).status, 502);
  assert.equal((await ask(t, url, get('/'))).status, 502);
});

// --- interim responses

test('early hints pass on before the answer, in HTTP/1.1 only', async (t) => {
  const { url: origin } = await startOrigin(t, (request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' }, () => response.end('done'));
  });
  const { url } = await startEdge(t, origin);
  const client = await connectRaw(t, url);
  const text = await client.send(get('/')).saw(/done/);
  assert.match(text, /^HTTP\/1\.1 103 Early Hints\r\n(?:[^\r]+\r\n)*link: <\/a\.css>; rel=preload; as=style\r\n(?:[^\r]+\r\n)*\r\nHTTP\/1\.1 200 OK\r\n/i);
  const old = await connectRaw(t, url);
  assert.match(await old.send(crlf('GET / HTTP/1.0', 'Host: site.test')).sawClose(), /^HTTP\/1\.1 200 OK\r\n/);
});

test('the origin decides about Expect: 100-continue', async (t) => {
  const seen = [];
  const { url: origin, server } = await startOrigin(t, () => {});
  server.on('checkContinue', (request, response) => {
    seen.push(request.headers.expect);
    if (request.url === '/no') return response.writeHead(403, { connection: 'close' }).end('no');
    response.writeContinue();
    let body = '';
    request.on('data', (chunk) => (body += chunk)).on('end', () => response.end(`got ${body}`));
  });
  const { url } = await startEdge(t, origin);
  const post = (path) => crlf(`POST ${path} HTTP/1.1`, 'Host: site.test', 'Expect: 100-continue', 'Content-Length: 5');
  const client = await connectRaw(t, url);
  assert.match(await client.send(post('/yes')).saw(/\r\n\r\n/), /^HTTP\/1\.1 100 Continue\r\n/);
  assert.match(await client.send('hello').saw(/got hello/), /200 OK/);
  const refused = await connectRaw(t, url);
  const answer = await refused.send(post('/no')).sawClose();
  assert.match(answer, /^HTTP\/1\.1 403 /);
  assert.deepEqual(seen, ['100-continue', '100-continue']);
});
