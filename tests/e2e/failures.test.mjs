// Slow, stopping, dying and absent origins, and visitors who do not read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startRawOrigin } from '../support/origin.mjs';
import { freePort } from '../support/ports.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, ask, crlf, edgePid, get, memoryOf, navigation, startEdge } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const host = 'Host: site.test';
const growthMaxMib = 16;
const fields = { length: (size) => `Content-Length: ${size}`, chunked: () => 'Transfer-Encoding: chunked', close: () => 'Connection: close' };

test('a slow origin streams: what it has sent arrives before it sends the rest', async (t) => {
  const waiting = [];
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    const [, type, framing] = target.split('/');
    const first = '<!doctype html><head><title>slow</title></head><body>first';
    const rest = ' rest';
    const chunk = (text) => (framing === 'chunked' ? `${text.length.toString(16)}\r\n${text}\r\n` : text);
    socket.write(crlf('HTTP/1.1 200 OK', `Content-Type: text/${type}`, fields[framing](first.length + rest.length)) + chunk(first));
    waiting.push(() => socket.write(chunk(rest) + (framing === 'chunked' ? '0\r\n\r\n' : ''), () => framing === 'close' && socket.end()));
  });
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  for (const type of ['html', 'plain']) {
    for (const framing of Object.keys(fields)) {
      await t.test(`${type}, ${framing}`, async (t) => {
        const client = await connectRaw(t, edge.url);
        client.send(navigation(`/${type}/${framing}`));
        await client.saw(/first/);
        assert.doesNotMatch(client.text, /rest/);
        waiting.pop()();
        assert.match((await client.response()).body.toString(), /first rest$/);
      });
    }
  }
  await t.test('the head alone arrives before the body', async (t) => {
    const late = await startRawOrigin(t, (socket) => socket.once('data', () => socket.write(crlf('HTTP/1.1 200 OK', 'Content-Length: 5'))));
    const edge = await startEdge(t, late.url);
    const client = await connectRaw(t, edge.url);
    await client.send(get('/')).saw(/Content-Length: 5\r\n\r\n/);
  });
});

test('an origin that ends inside its body: the visitor never gets a complete message', async (t) => {
  const reset = (socket) => socket.resetAndDestroy();
  const end = (socket) => socket.end();
  const endings = [
    ['length, ended', crlf('HTTP/1.1 200 OK', 'Content-Length: 100') + 'part', end],
    ['length, reset', crlf('HTTP/1.1 200 OK', 'Content-Length: 100') + 'part', reset],
    ['length, one byte missing', crlf('HTTP/1.1 200 OK', 'Content-Length: 5') + 'part', end],
    ['chunked, inside a chunk', crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + '64\r\npart', end],
    ['chunked, between chunks', crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + '4\r\npart\r\n', end],
    ['chunked, before the last line', crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + '4\r\npart\r\n0\r\n', end],
    ['chunked, reset', crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + '4\r\npart\r\n', reset],
    ['chunked, garbage', crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + '4\r\npart\r\nzz\r\n', () => {}],
    ['until close, reset', crlf('HTTP/1.1 200 OK', 'Connection: close') + 'part', reset],
    ['a page, cut', crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', 'Content-Length: 100') + '<!doctype html><p>part', end],
  ];
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    const [, bytes, ending] = endings[Number(target.slice(1))];
    socket.write(bytes, () => setImmediate(ending, socket));
  });
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  for (const [i, [name]] of endings.entries()) {
    await t.test(name, async (t) => {
      const client = await connectRaw(t, edge.url);
      const text = await client.send(navigation(`/${i}`, 'Connection: close')).sawClose();
      assert.doesNotMatch(text, /\r\n0\r\n\r\n$/, 'the last chunk would say that it is whole');
      const length = /Content-Length: (\d+)/.exec(text);
      const body = text.split('\r\n\r\n').slice(1).join('\r\n\r\n');
      // Where nothing had left yet a 502 is as good.
      if (/^HTTP\/1.1 200/.test(text)) assert.ok(!length || body.length < Number(length[1]), 'the body is shorter than said');
      else if (text) assert.match(text, /^HTTP\/1.1 502/);
      assert.ok(client.error || /^HTTP\/1.1 502/.test(text), `the connection is reset, not ended: ${JSON.stringify(text)}`);
    });
  }
});

test('an origin that fails before it answers: a page with an id that stands in the log', async (t) => {
  const closed = `http://127.0.0.1:${await freePort()}`;
  const ends = (bytes) => async (t) => (await startRawOrigin(t, (socket) => socket.once('data', () => socket.end(bytes)))).url;
  const silent = async (t) => (await startRawOrigin(t, () => {})).url;
  const rows = [
    { name: 'refuses', origin: () => closed, status: 502 },
    { name: 'ends at once', origin: ends(''), status: 502 },
    { name: 'ends inside its head', origin: ends('HTTP/1.1 200 OK\r\nContent-'), status: 502 },
    { name: 'resets', origin: async (t) => (await startRawOrigin(t, (socket) => socket.once('data', () => socket.resetAndDestroy()))).url, status: 502 },
    { name: 'has no name', origin: () => 'http://nowhere.invalid', status: 502 },
    { name: 'never answers', origin: silent, status: 504, reason: /origin\.response_timeout_seconds/ },
    { name: 'sends half a head and stops', origin: async (t) => (await startRawOrigin(t, (socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nX: ')))).url, status: 504 },
    { name: 'sends only 1xx', origin: async (t) => (await startRawOrigin(t, (socket) => socket.once('data', () => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n')))).url, status: 504 },
  ];
  for (const row of rows) {
    await t.test(row.name, async (t) => {
      const edge = await startEdge(t, await row.origin(t), { settings: { 'origin.response_timeout_seconds': 1 } });
      const client = await connectRaw(t, edge.url);
      for (const method of ['GET', 'HEAD']) {
        let answer = await client.send(crlf(`${method} /x HTTP/1.1`, host)).response({ method });
        if (answer.status === 103) answer = await client.response({ method });
        assert.equal(answer.status, row.status);
        assert.match(answer.headers.get('cache-control'), /no-store/);
        const id = answer.headers.get('x-request-id');
        assert.match(id, /^[0-9a-f]{16}$/);
        if (method === 'GET') assert.ok(answer.body.toString().includes(id), 'the page shows the id');
        const line = await edge.process.saw(new RegExp(`.*${id}.*`));
        assert.equal(JSON.parse(line[0]).status, row.status);
        if (row.reason) assert.match(JSON.parse(line[0]).detail, row.reason);
        if (row.status === 504) break; // each takes its second
      }
    });
  }
});

test('an origin that stops inside its body is left after the time limit', async (t) => {
  const origin = await startRecordingOrigin(t, () => crlf('HTTP/1.1 200 OK', 'Content-Length: 100') + 'part');
  const edge = await startEdge(t, origin.url, { settings: { 'origin.body_timeout_seconds': 1 } });
  const client = await connectRaw(t, edge.url);
  await client.send(get('/')).saw(/part$/);
  await client.sawClose();
  assert.equal(client.error?.code, 'ECONNRESET');
  await until(() => !origin.connections[0].open, { what: "the origin's connection to be closed" });
  await edge.process.saw(/origin\.body_timeout_seconds/);
});

test('connections that the origin closed meanwhile are noticed', async (t) => {
  let breakNext = false;
  const origin = await startRecordingOrigin(t, (_, socket) => {
    if (breakNext) {
      breakNext = false;
      socket.destroy(); // as if it had closed just before the request came
      return undefined;
    }
    return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`;
  });
  const edge = await startEdge(t, origin.url, { settings: { 'edge.loops': 1 } });
  const rows = [
    { name: 'GET is asked again', head: get('/'), status: 200, requests: 2 },
    { name: 'PUT without a body is asked again', head: crlf('PUT / HTTP/1.1', host), status: 200, requests: 2 },
    { name: 'POST is not', head: crlf('POST / HTTP/1.1', host, 'Content-Length: 0'), status: 502, requests: 1 },
    { name: 'a body is not sent twice', head: `${crlf('PUT / HTTP/1.1', host, 'Content-Length: 2')}ab`, status: 502, requests: 1 },
  ];
  for (const row of rows) {
    await t.test(row.name, async (t) => {
      await ask(t, edge.url, get('/warm'));
      breakNext = true;
      const before = origin.requests.length;
      assert.equal((await ask(t, edge.url, row.head)).status, row.status);
      assert.equal(origin.requests.length - before, row.requests);
    });
  }
  await t.test('a fresh connection that fails is not tried again', async (t) => {
    const broken = await startRecordingOrigin(t, (_, socket) => void socket.destroy());
    const edge = await startEdge(t, broken.url);
    assert.equal((await ask(t, edge.url, get('/'))).status, 502);
    assert.equal(broken.requests.length, 1);
  });
});

test('an origin that answers before it has the whole body', async (t) => {
  const origin = await startRawOrigin(t, (socket) => socket.once('data', () => socket.write(`${crlf('HTTP/1.1 413 Content Too Large', 'Content-Length: 3', 'Connection: close')}big`)));
  const edge = await startEdge(t, origin.url);
  const client = await connectRaw(t, edge.url);
  client.send(crlf('POST / HTTP/1.1', host, 'Content-Length: 50000000')).send(Buffer.alloc(100_000));
  const answer = await client.response();
  assert.equal(answer.status, 413);
  assert.equal(answer.body.toString(), 'big');
  await client.sawClose();
});

test('requests beyond the connections to the origin wait their turn, and are refused when too many wait', async (t) => {
  const held = [];
  const origin = await startRecordingOrigin(t, (request, socket) => void held.push(() => socket.write(`${crlf('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`)));
  const edge = await startEdge(t, origin.url, { settings: { 'edge.loops': 1, 'origin.connections_max': 2, 'origin.waiting_max': 3 } });
  const clients = [];
  for (let i = 0; i < 5; i++) clients.push((await connectRaw(t, edge.url)).send(get(`/${i}`)));
  await until(() => held.length === 2, { what: 'two requests at the origin' });
  assert.equal((await ask(t, edge.url, get('/too-many'))).status, 503);
  assert.equal(held.length, 2);
  for (let answered = 0; answered < 5; answered++) {
    await until(() => held.length > 0, { what: 'the next request' });
    held.shift()();
  }
  for (const client of clients) assert.equal((await client.response()).status, 200);
  assert.ok(origin.connections.length <= 2);
});

test('a visitor who leaves ends the request at the origin', async (t) => {
  const origin = await startRecordingOrigin(t, (_, socket) => {
    const more = () => socket.write(Buffer.alloc(65536), (error) => error || setImmediate(more));
    socket.write(crlf('HTTP/1.1 200 OK', 'Content-Length: 100000000000'));
    more();
  });
  const edge = await startEdge(t, origin.url);
  const client = await connectRaw(t, edge.url);
  await client.send(get('/')).saw(/100000000000\r\n\r\n\0/);
  client.socket.destroy();
  await until(() => !origin.connections[0].open, { what: "the origin's connection to be closed" });
});

test('memory stays small when nobody reads', async (t) => {
  const size = 200 * 1024 * 1024;
  const rows = [
    { name: 'a visitor does not read a large file', type: 'application/octet-stream' },
    { name: 'a visitor does not read a large page', type: 'text/html' },
  ];
  for (const { name, type } of rows) {
    await t.test(name, async (t) => {
      let sent = 0;
      const origin = await startRawOrigin(t, (socket) => {
        socket.once('data', async () => {
          socket.write(crlf('HTTP/1.1 200 OK', `Content-Type: ${type}`, `Content-Length: ${size}`));
          const block = Buffer.alloc(1024 * 1024, '<p>text</p>\n');
          for (; sent < size && !socket.destroyed; sent += block.length) {
            await new Promise((resolve) => socket.write(block, resolve));
          }
        });
      });
      const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
      const pid = edgePid(edge);
      const before = memoryOf(pid).peak;
      const client = await connectRaw(t, edge.url);
      client.socket.pause();
      client.send(navigation('/'));
      await settled(() => sent);
      assert.ok(sent > 1024 * 1024 && sent < size / 4, `the origin could send ${sent} of ${size} bytes`);
      assert.ok(memoryOf(pid).peak - before < growthMaxMib, `grew from ${before} to ${memoryOf(pid).peak} MiB`);
      let got = 0;
      client.socket.removeAllListeners('data').on('data', (chunk) => (got += chunk.length)).resume();
      await until(() => got > size, { what: 'the whole body', limitMs: 30_000 });
      assert.ok(memoryOf(pid).peak - before < growthMaxMib, `grew from ${before} to ${memoryOf(pid).peak} MiB`);
    });
  }
  await t.test('an origin does not read a large upload', async (t) => {
    const origin = await startRawOrigin(t, (socket) => socket.pause());
    const edge = await startEdge(t, origin.url, { settings: { 'http.request_body_bytes_max': size } });
    const pid = edgePid(edge);
    const before = memoryOf(pid).peak;
    const client = await connectRaw(t, edge.url);
    client.send(crlf('POST / HTTP/1.1', host, `Content-Length: ${size}`)).send(Buffer.alloc(size));
    await settled(() => client.socket.bytesWritten - client.socket.writableLength);
    assert.ok(memoryOf(pid).peak - before < growthMaxMib, `grew from ${before} to ${memoryOf(pid).peak} MiB`);
  });
  await t.test('a visitor sends requests and reads no answers', async (t) => {
    const body = 'x'.repeat(60_000);
    const origin = await startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', `Content-Length: ${body.length}`)}${body}`);
    const edge = await startEdge(t, origin.url);
    const pid = edgePid(edge);
    const before = memoryOf(pid).peak;
    const client = await connectRaw(t, edge.url);
    client.socket.pause();
    client.send(get('/').repeat(20_000));
    await settled(() => origin.requests.length);
    assert.ok(origin.requests.length < 2000, `${origin.requests.length} requests went to the origin`);
    assert.ok(memoryOf(pid).peak - before < growthMaxMib, `grew from ${before} to ${memoryOf(pid).peak} MiB`);
    client.socket.resume();
    const reached = origin.requests.length;
    await until(() => origin.requests.length > reached + 100, { what: 'it to go on once somebody reads' });
  });
});

// Until the value has not changed for a while: whoever pushes is held up.
async function settled(value, { quietMs = 250 } = {}) {
  let last = -1;
  let since = performance.now();
  await until(
    () => {
      if (value() !== last) {
        last = value();
        since = performance.now();
      }
      return performance.now() - since > quietMs;
    },
    { what: 'the flow to stop', limitMs: 30_000 },
  );
}

test('time limits on visitors', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, {
    settings: { 'http.head_timeout_seconds': 1, 'http.idle_timeout_seconds': 1, 'http.body_timeout_seconds': 1 },
  });
  const rows = [
    { name: 'nothing is sent', bytes: '', answer: /^$/ },
    { name: 'half a head', bytes: 'GET / HTTP/1.1\r\nHost: a\r\nX', answer: /^HTTP\/1\.1 408 / },
    { name: 'half a body', bytes: `${crlf('POST / HTTP/1.1', host, 'Content-Length: 10')}half`, answer: /^HTTP\/1\.1 408 / },
    { name: 'half a chunk', bytes: `${crlf('POST / HTTP/1.1', host, 'Transfer-Encoding: chunked')}a\r\nhalf`, answer: /^HTTP\/1\.1 408 / },
    { name: 'nothing after an answer', bytes: get('/'), answer: /^HTTP\/1\.1 200 OK[^]*ok$/ },
  ];
  const clients = await Promise.all(rows.map(async ({ bytes }) => (await connectRaw(t, edge.url)).send(bytes)));
  for (const [i, { name, answer }] of rows.entries()) {
    await t.test(name, async () => assert.match(await clients[i].sawClose({ limitMs: 4000 }), answer));
  }
  await t.test('a head that trickles in', async (t) => {
    const client = await connectRaw(t, edge.url);
    const timer = setInterval(() => client.socket.writable && client.send('x'), 100);
    t.after(() => clearInterval(timer));
    client.send('GET / HTTP/1.1\r\nHost: a\r\nX-A: ');
    assert.match(await client.sawClose({ limitMs: 4000 }), /^HTTP\/1\.1 408 /);
  });
});
