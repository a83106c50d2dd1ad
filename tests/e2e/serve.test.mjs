// What goes through the edge unchanged: messages between visitors, the edge and origins.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { startServing } from '../support/inlay.mjs';
import { startNginx } from '../support/nginx.mjs';
import { startOrigin } from '../support/origin.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { appFolder, ask, crlf, folderOf, get, startEdge } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const host = 'Host: site.test';
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000000020001e221bc330000000049454e44ae426082', 'hex');
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

test('nginx behind: what a browser asks for comes as nginx sends it', async (t) => {
  const page = '<!doctype html><html><head><title>t</title></head><body>ünï</body></html>';
  const root = folderOf(t, { 'index.html': page, 'picture.png': png, 'big.bin': Buffer.alloc(3_000_000, 'inlay ') });
  const server = `root ${root}; location /old { return 301 /new?from=old; } location /q { return 200 "$args"; } location /none { return 204; }`;
  const nginx = await startNginx(t, server);
  const edge = await startEdge(t, nginx.url);
  const rows = [
    { name: 'page', head: get('/'), status: 200, body: Buffer.from(page) },
    { name: 'image', head: get('/picture.png'), status: 200, body: png },
    { name: 'large file', head: get('/big.bin'), status: 200, body: Buffer.alloc(3_000_000, 'inlay ') },
    { name: 'HEAD', head: crlf('HEAD /picture.png HTTP/1.1', host), method: 'HEAD', status: 200, length: png.length },
    { name: 'missing', head: get('/missing'), status: 404 },
    { name: 'redirect', head: get('/old'), status: 301, location: /\/new\?from=old$/ },
    { name: 'query', head: get('/q?a=1&b=%20x&&c'), status: 200, body: Buffer.from('a=1&b=%20x&&c') },
    { name: '204', head: get('/none'), status: 204 },
    { name: 'range', head: get('/picture.png', 'Range: bytes=1-3'), status: 206, body: png.subarray(1, 4) },
    { name: 'method nginx refuses', head: crlf('DELETE / HTTP/1.1', host), status: 405 },
  ];
  for (const row of rows) {
    await t.test(row.name, async (t) => {
      const direct = await ask(t, nginx.url, row.head, row);
      const through = await ask(t, edge.url, row.head, row);
      assert.equal(through.status, row.status);
      assert.equal(direct.status, row.status);
      if (row.body) assert.equal(sha(through.body), sha(row.body));
      if (row.length !== undefined) assert.equal(Number(through.headers.get('content-length')), row.length);
      if (row.location) assert.match(through.headers.get('location'), row.location);
      assert.equal(sha(through.body), sha(direct.body));
      for (const field of ['content-type', 'etag', 'last-modified', 'content-length', 'server', 'content-range', 'accept-ranges']) {
        assert.equal(through.headers.get(field), direct.headers.get(field), field);
      }
    });
  }
  await t.test('304 to a conditional request for an image', async (t) => {
    const first = await ask(t, edge.url, get('/picture.png'));
    const again = await ask(t, edge.url, get('/picture.png', `If-None-Match: ${first.headers.get('etag')}`));
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
  });
});

test('bodies in both directions', async (t) => {
  const origin = await startOrigin(t, async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const fields = { 'X-Framing': request.headers['content-length'] ? 'length' : 'chunked', 'X-Sha': sha(body) };
    if (request.url === '/length') response.writeHead(200, { ...fields, 'Content-Length': body.length });
    else response.writeHead(200, fields);
    response.end(body);
  });
  const edge = await startEdge(t, origin.url);
  const big = Buffer.alloc(5 * 1024 * 1024);
  for (let i = 0; i < big.length; i += 4) big.writeUInt32LE((i * 2654435761) % 4294967296, i);
  const bodies = { 'no bytes': Buffer.alloc(0), 'one byte': Buffer.from('x'), 'exactly 64 KiB': big.subarray(0, 65536), '5 MiB': big };
  const framings = {
    length: (body) => [`Content-Length: ${body.length}`, body],
    chunked: (body) => ['Transfer-Encoding: chunked', chunkedBytes(body, 70_001)],
    'one-byte chunks': (body) => ['Transfer-Encoding: chunked', chunkedBytes(body.subarray(0, 2000), 1)],
  };
  for (const path of ['/length', '/chunked']) {
    for (const [framing, make] of Object.entries(framings)) {
      for (const [size, body] of Object.entries(bodies)) {
        await t.test(`POST ${framing}, ${size}, answered ${path.slice(1)}`, async (t) => {
          const [field, bytes] = make(body);
          const sent = framing === 'one-byte chunks' ? body.subarray(0, 2000) : body;
          const answer = await ask(t, edge.url, crlf(`POST ${path} HTTP/1.1`, host, field), { method: 'POST', body: bytes });
          assert.equal(answer.status, 200);
          assert.equal(answer.headers.get('x-sha'), sha(sent));
          assert.equal(answer.headers.get('x-framing'), framing === 'length' ? 'length' : 'chunked');
          assert.equal(sha(answer.body), sha(sent));
        });
      }
    }
  }
});

function chunkedBytes(body, size) {
  const parts = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

test('Expect: 100-continue that the origin does not answer is answered by the edge', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url);
  const client = await connectRaw(t, edge.url);
  client.send(crlf('POST /e HTTP/1.1', host, 'Expect: 100-continue', 'Content-Length: 4'));
  assert.equal((await client.response()).status, 100);
  assert.equal((await client.send('body').response()).status, 200);
  assert.equal(origin.requests[0].body, 'body');
  client.send(crlf('GET /after HTTP/1.1', host));
  assert.equal((await client.response()).status, 200);
});

test('one connection carries many requests; the origin connection too', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { settings: { 'edge.loops': 1 } });
  const client = await connectRaw(t, edge.url);
  for (let i = 0; i < 20; i++) assert.equal((await client.send(get(`/${i}`)).response()).status, 200);
  assert.equal(origin.requests.length, 20);
  assert.equal(origin.connections.length, 1);
});

test('ten mixed requests sent at once are answered in order', async (t) => {
  const origin = await startRecordingOrigin(t, ({ method, target, body }) => {
    const text = `${method} ${target} ${body}`;
    if (target === '/204') return crlf('HTTP/1.1 204 No Content');
    if (target === '/304') return crlf('HTTP/1.1 304 Not Modified', 'ETag: "e"');
    if (method === 'HEAD') return crlf('HTTP/1.1 200 OK', 'Content-Length: 77');
    if (target === '/chunked') return `${crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')}${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    return `${crlf('HTTP/1.1 200 OK', `Content-Length: ${text.length}`)}${text}`;
  });
  const edge = await startEdge(t, origin.url);
  const mixed = [
    ['GET', '/1', get('/1')],
    ['HEAD', '/2', crlf('HEAD /2 HTTP/1.1', host)],
    ['POST', '/3', `${crlf('POST /3 HTTP/1.1', host, 'Content-Length: 5')}hello`],
    ['GET', '/204', get('/204')],
    ['POST', '/chunked', `${crlf('POST /chunked HTTP/1.1', host, 'Transfer-Encoding: chunked')}3\r\nabc\r\n0\r\n\r\n`],
    ['GET', '/304', get('/304')],
    ['PUT', '/7', `${crlf('PUT /7 HTTP/1.1', host, 'Content-Length: 0')}`],
    ['OPTIONS', '*', crlf('OPTIONS * HTTP/1.1', host)],
    ['DELETE', '/9', crlf('DELETE /9 HTTP/1.1', host)],
    ['GET', '/10', get('/10')],
  ];
  const wanted = ['GET /1 ', '', 'POST /3 hello', '', 'POST /chunked abc', '', 'PUT /7 ', 'OPTIONS * ', 'DELETE /9 ', 'GET /10 '];
  const bytes = mixed.map(([, , head]) => head).join('');
  for (const size of [bytes.length, 1, 7, 100]) {
    await t.test(`in pieces of ${size}`, async (t) => {
      const client = await connectRaw(t, edge.url);
      client.socket.setNoDelay(true);
      for (let at = 0; at < bytes.length; at += size) client.send(bytes.slice(at, at + size));
      for (const [i, [method]] of mixed.entries()) assert.equal((await client.response({ method })).body.toString(), wanted[i], `answer ${i + 1}`);
    });
  }
  await t.test('the visitor ends its side after the last', async (t) => {
    const client = await connectRaw(t, edge.url);
    client.send(get('/1') + get('/2') + get('/3')).end();
    for (const path of ['/1', '/2', '/3']) assert.equal((await client.response()).body.toString(), `GET ${path} `);
    await client.sawClose();
  });
});

test('versions and Connection', async (t) => {
  const origin = await startRecordingOrigin(t, ({ target }) =>
    target === '/chunked' ? `${crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')}2\r\nok\r\n0\r\n\r\n` : `${crlf('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`,
  );
  const edge = await startEdge(t, origin.url);
  const rows = [
    { name: '1.1 stays open', head: get('/'), open: true },
    { name: '1.1 with close', head: get('/', 'Connection: close'), open: false, connection: 'close' },
    { name: '1.1 with close among others', head: get('/', 'Connection: x, CLOSE'), open: false, connection: 'close' },
    { name: '1.0', head: crlf('GET / HTTP/1.0', host), open: false, connection: 'close' },
    { name: '1.0 without Host', head: crlf('GET / HTTP/1.0'), open: false, connection: 'close' },
    { name: '1.0 with keep-alive', head: crlf('GET / HTTP/1.0', host, 'Connection: keep-alive'), open: true, connection: 'keep-alive' },
    { name: '1.0 gets no chunks', head: crlf('GET /chunked HTTP/1.0', host, 'Connection: keep-alive'), open: undefined, whole: true },
    { name: '1.1 gets chunks or a length', head: get('/chunked'), open: true },
  ];
  for (const row of rows) {
    await t.test(row.name, async (t) => {
      const client = await connectRaw(t, edge.url);
      client.send(row.head);
      const answer = await client.response();
      assert.equal(answer.status, 200);
      assert.equal(answer.body.toString(), 'ok');
      if (row.connection) assert.equal(answer.headers.get('connection'), row.connection);
      if (row.whole) assert.equal(answer.headers.has('transfer-encoding'), false);
      if (row.open === false) await client.sawClose();
      if (row.open) assert.equal((await client.send(row.head).response()).status, 200);
      assert.equal(origin.requests.at(-1).line.endsWith(' HTTP/1.1'), true);
    });
  }
});

test('targets and Host reach the origin as they should', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url);
  const originHost = new URL(origin.url).hostname;
  const rows = [
    { name: 'origin form', head: crlf('GET /a/../b//c?x HTTP/1.1', 'Host: Shop.Example:80'), line: 'GET /a/../b//c?x HTTP/1.1', host: 'Shop.Example:80' },
    { name: 'absolute form', head: crlf('GET http://shop.example/p?q HTTP/1.1', 'Host: other.example'), line: 'GET /p?q HTTP/1.1', host: 'shop.example' },
    { name: 'absolute form without path', head: crlf('GET http://shop.example HTTP/1.1', 'Host: shop.example'), line: 'GET / HTTP/1.1', host: 'shop.example' },
    { name: 'percent signs', head: crlf('GET /%2e%2E/%zz?%00 HTTP/1.1', host), line: 'GET /%2e%2E/%zz?%00 HTTP/1.1', host: 'site.test' },
    { name: 'no Host in 1.0', head: crlf('GET / HTTP/1.0'), line: 'GET / HTTP/1.1', hostLike: originHost },
    { name: 'unknown method', head: crlf('PURGE /x HTTP/1.1', host), line: 'PURGE /x HTTP/1.1', host: 'site.test' },
    { name: 'TRACE', head: crlf('TRACE / HTTP/1.1', host), line: 'TRACE / HTTP/1.1', host: 'site.test' },
    { name: 'blank lines before', head: `\r\n\r\n${get('/')}`, line: 'GET / HTTP/1.1', host: 'site.test' },
  ];
  for (const row of rows) {
    await t.test(row.name, async (t) => {
      assert.equal((await ask(t, edge.url, row.head)).status, 200);
      const seen = origin.requests.at(-1);
      assert.equal(seen.line, row.line);
      if (row.host) assert.equal(seen.fields.get('host'), row.host);
      if (row.hostLike) assert.equal(seen.fields.get('host').split(':')[0], row.hostLike);
    });
  }
});

test('host_header of the configuration takes the place of Host', async (t) => {
  const origin = await startRecordingOrigin(t);
  const config = folderOf(t, {
    'inlay.toml': `schema = 1\nstate = "state"\n[listen]\nhttp = ["127.0.0.1:0"]\n[[site]]\nhosts = ["site.test", "www.site.test"]\norigin = "${origin.url}"\nhost_header = "inner.example"\n`,
  });
  const edge = await startServing(t, ['serve', '--config', `${config}/inlay.toml`]);
  const rows = [
    ['site.test', 200],
    ['WWW.Site.Test:8080', 200],
    ['site.test.', 200],
    ['unknown.test', 421],
  ];
  for (const [name, status] of rows) {
    await t.test(`Host ${name}`, async (t) => {
      const before = origin.requests.length;
      assert.equal((await ask(t, edge.url, crlf('GET / HTTP/1.1', `Host: ${name}`))).status, status);
      assert.equal(origin.requests.length, before + (status === 200 ? 1 : 0));
      if (status === 200) assert.equal(origin.requests.at(-1).fields.get('host'), 'inner.example');
    });
  }
});

test('hop-by-hop fields end at the edge in both directions, others pass', async (t) => {
  const origin = await startRecordingOrigin(
    t,
    () => `${crlf('HTTP/1.1 200 Fine', 'Connection: X-Secret, keep-alive', 'Keep-Alive: timeout=5', 'X-Secret: 1', 'X-Kept: a', 'X-Kept: b', 'Set-Cookie: a=1', 'Set-Cookie: b=2', 'Proxy-Connection: x', 'Trailer: x', 'Upgrade: h2c', 'Content-Length: 2')}ok`,
  );
  const edge = await startEdge(t, origin.url);
  const answer = await ask(t, edge.url, get('/', 'Connection: keep-alive, X-Hop, Content-Length, Cookie', 'X-Hop: 1', 'Keep-Alive: 3', 'TE: trailers', 'Trailer: x', 'Upgrade: websocket', 'Proxy-Connection: k', 'Cookie: kept=1', 'X-Kept:   spaces  ', 'User-Agent: u'));
  const seen = origin.requests[0];
  for (const name of [...hopByHop, 'x-hop']) assert.equal(seen.fields.has(name), false, `${name} reached the origin`);
  assert.equal(seen.fields.get('cookie'), 'kept=1', 'Connection cannot name away what has a meaning of its own');
  assert.equal(seen.fields.get('x-kept'), 'spaces');
  assert.equal(seen.fields.get('user-agent'), 'u');
  for (const name of [...hopByHop, 'x-secret']) assert.equal(answer.headers.has(name), false, `${name} reached the visitor`);
  assert.equal(answer.head.split('\r\n')[0], 'HTTP/1.1 200 Fine');
  assert.equal(answer.headers.get('x-kept'), 'a, b');
  assert.deepEqual(answer.head.split('\r\n').filter((line) => line.startsWith('Set-Cookie')), ['Set-Cookie: a=1', 'Set-Cookie: b=2']);
});

test('framing of answers without a body', async (t) => {
  const heads = {
    '/head-length': crlf('HTTP/1.1 200 OK', 'Content-Length: 1234'),
    '/head-chunked': crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'),
    '/204': crlf('HTTP/1.1 204 No Content', 'X-A: 1'),
    '/304': crlf('HTTP/1.1 304 Not Modified', 'Content-Length: 99', 'ETag: "x"'),
    '/empty': crlf('HTTP/1.1 200 OK', 'Content-Length: 0'),
  };
  const origin = await startRecordingOrigin(t, ({ target }) => heads[target]);
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  const rows = [
    { method: 'HEAD', path: '/head-length', status: 200, length: '1234' },
    { method: 'HEAD', path: '/head-chunked', status: 200, length: undefined },
    { method: 'GET', path: '/204', status: 204, length: undefined },
    { method: 'POST', path: '/204', status: 204, length: undefined, field: 'Content-Length: 0' },
    { method: 'GET', path: '/304', status: 304 },
    { method: 'GET', path: '/empty', status: 200, length: '0' },
  ];
  for (const { method, path, status, length, field = 'X-B: 2', ...row } of rows) {
    await t.test(`${method} ${path}`, async (t) => {
      const client = await connectRaw(t, edge.url);
      const answer = await client.send(crlf(`${method} ${path} HTTP/1.1`, host, field)).response({ method });
      assert.equal(answer.status, status);
      if (path !== '/304') assert.equal(answer.headers.get('content-length'), length);
      if (status === 204) assert.equal(answer.headers.has('transfer-encoding'), false);
      assert.equal(answer.body.length, 0);
      const next = await client.send(get('/empty')).response();
      assert.equal(next.status, 200, 'the next answer begins where it should');
    });
  }
});

test("the origin's head may come in any pieces", async (t) => {
  const head = crlf('HTTP/1.1 200 OK', 'Content-Type: text/plain', 'Content-Length: 2');
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    const size = Number(target.slice(1));
    const bytes = `${head}ok`;
    const send = (at) => {
      if (at >= bytes.length) return;
      socket.write(bytes.slice(at, at + size), () => setImmediate(send, at + size));
    };
    socket.setNoDelay(true);
    send(0);
  });
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  for (const size of [1, 2, 3, 10, head.length - 1, head.length, head.length + 1]) {
    await t.test(`pieces of ${size}`, async (t) => {
      const client = await connectRaw(t, edge.url);
      for (let i = 0; i < 2; i++) {
        const answer = await client.send(get(`/${size}`)).response();
        assert.match(answer.head, /^HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\nVia: 1\.1 inlay-[0-9a-f]{8}\r\nContent-Length: 2$/);
        assert.equal(answer.body.toString(), 'ok');
      }
    });
  }
});

test('interim answers of the origin are passed on, but for a 100 that nobody asked for', async (t) => {
  const origin = await startRecordingOrigin(t, (_, socket) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    setImmediate(() => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n');
      setImmediate(() => socket.write(`${crlf('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`));
    });
  });
  const edge = await startEdge(t, origin.url);
  const client = await connectRaw(t, edge.url);
  for (let i = 0; i < 2; i++) {
    const hints = await client.send(get('/')).response();
    assert.equal(hints.status, 103);
    assert.equal(hints.headers.get('link'), '</x>');
    const answer = await client.response();
    assert.equal(answer.status, 200);
    assert.equal(answer.body.toString(), 'ok');
  }
});
