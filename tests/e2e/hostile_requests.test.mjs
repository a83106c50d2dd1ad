// Requests that try to break the edge or to smuggle something past it. `behind`: a second request follows the row's
// bytes on the same connection, and must not reach the origin.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, ask, crlf, edgePid, get, memoryOf, startEdge } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const host = 'Host: site.test';
const smuggled = get('/smuggled');
const growthMaxMib = 8;
const settings = {
  'http.request_body_bytes_max': 1_000_000,
  'http.head_timeout_seconds': 1,
  'http.body_timeout_seconds': 1,
  'edge.loops': 1,
};

const request = (...fields) => crlf('GET / HTTP/1.1', host, ...fields);
const post = (...fields) => crlf('POST / HTTP/1.1', host, ...fields);
const chunked = (body, ...fields) => post('Transfer-Encoding: chunked', ...fields) + body;
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

// [name, bytes, status]: refused with that status, the connection closed, no request complete at the origin.
const refused = [
  // framing
  ['chunked and a length', `${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
  ['a length and chunked', `${post('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`, 400],
  ['two lengths that differ', `${post('Content-Length: 5', 'Content-Length: 6')}hello`, 400],
  ['two equal lengths', `${post('Content-Length: 5', 'Content-Length: 5')}hello`, 400],
  ['a list of lengths', `${post('Content-Length: 5, 5')}hello`, 400],
  ['an empty length', post('Content-Length:'), 400],
  ['a length with plus', `${post('Content-Length: +5')}hello`, 400],
  ['a negative length', post('Content-Length: -1'), 400],
  ['a length in hex', `${post('Content-Length: 0x5')}hello`, 400],
  ['a length with a blank', `${post('Content-Length: 1 0')}hello`, 400],
  ['a length with a point', `${post('Content-Length: 5.0')}hello`, 400],
  ['a length in other digits', post('Content-Length: \xb2'), 400],
  ['a length of 2^63', post('Content-Length: 9223372036854775808'), 400],
  ['a length of 2^64 + 5', `${post('Content-Length: 18446744073709551621')}hello`, 400],
  ['a length of 100 digits', post(`Content-Length: ${'9'.repeat(100)}`), 400],
  ['a body over the limit', post('Content-Length: 1000001'), 413],
  ['chunked twice', `${post('Transfer-Encoding: chunked, chunked')}0\r\n\r\n`, 400],
  ['chunked in two fields', `${post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
  ['chunked not last', `${post('Transfer-Encoding: chunked, gzip')}0\r\n\r\n`, 400],
  ['gzip and chunked', `${post('Transfer-Encoding: gzip, chunked')}0\r\n\r\n`, 501],
  ['identity', `${post('Transfer-Encoding: identity')}0\r\n\r\n`, 400],
  ['an unknown coding', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`, 400],
  ['chunked with a vertical tab', `${post('Transfer-Encoding: \x0bchunked')}0\r\n\r\n`, 400],
  ['chunked with a parameter', `${post('Transfer-Encoding: chunked;q=1')}0\r\n\r\n`, 400],
  ['quoted chunked', `${post('Transfer-Encoding: "chunked"')}0\r\n\r\n`, 400],
  ['an empty coding', `${post('Transfer-Encoding:')}0\r\n\r\n`, 400],
  ['chunked in HTTP/1.0', `${crlf('POST / HTTP/1.0', host, 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
  // field lines
  ['a folded line', request('X-A: b', ' c'), 400],
  ['a folded first line', crlf('GET / HTTP/1.1', ' Host: a', host), 400],
  ['a tab before a field', request('\tX-A: b'), 400],
  ['a blank before the colon', request('X-A : b'), 400],
  ['a tab before the colon of Host', crlf('GET / HTTP/1.1', 'Host\t: site.test'), 400],
  ['a blank before the colon of the length', post('Content-Length : 5'), 400],
  ['a blank inside a name', request('X A: b'), 400],
  ['no colon', request('X-A'), 400],
  ['no name', request(': b'), 400],
  ['a byte beyond ASCII in a name', request('X-\xe4: b'), 400],
  ['a bracket in a name', request('X[A]: b'), 400],
  ['NUL in a value', request('X-A: b\0c'), 400],
  ['NUL in a name', request('X\0A: b'), 400],
  ['DEL in a value', request('X-A: \x7f'), 400],
  ['a bell in a value', request('X-A: \x07'), 400],
  ['a bare CR in a value', request('X-A: b\rContent-Length: 5'), 400],
  ['a bare LF in a value', request('X-A: b\nContent-Length: 5'), 400],
  ['lines that end in LF', 'GET / HTTP/1.1\nHost: site.test\n\n', 400],
  ['the last line ends in LF', 'GET / HTTP/1.1\r\nHost: site.test\r\n\n', 400],
  ['one line ends in CR CR LF', 'GET / HTTP/1.1\r\r\nHost: site.test\r\n\r\n', 400],
  // hosts
  ['no Host', crlf('GET / HTTP/1.1', 'X-A: b'), 400],
  ['two Hosts', crlf('GET / HTTP/1.1', host, 'Host: other.test'), 400],
  ['two equal Hosts', crlf('GET / HTTP/1.1', host, host), 400],
  ['an empty Host', crlf('GET / HTTP/1.1', 'Host:'), 400],
  ['a Host with a path', crlf('GET / HTTP/1.1', 'Host: site.test/x'), 400],
  ['a Host with a user', crlf('GET / HTTP/1.1', 'Host: a@site.test'), 400],
  ['a Host with a blank', crlf('GET / HTTP/1.1', 'Host: site test'), 400],
  ['a Host list', crlf('GET / HTTP/1.1', 'Host: a, b'), 400],
  ['a port that is none', crlf('GET / HTTP/1.1', 'Host: a:99999'), 400],
  ['a port of letters', crlf('GET / HTTP/1.1', 'Host: a:http'), 400],
  ['half an address', crlf('GET / HTTP/1.1', 'Host: [::1'), 400],
  ['no Host beside an absolute target', crlf('GET http://site.test/ HTTP/1.1'), 400],
  ['a bad Host beside an absolute target', crlf('GET http://site.test/ HTTP/1.1', 'Host: a b'), 400],
  // request lines
  ['an empty target', crlf('GET  HTTP/1.1', host), 400],
  ['two blanks', crlf('GET  / HTTP/1.1', host), 400],
  ['a tab for a blank', crlf('GET\t/ HTTP/1.1', host), 400],
  ['a blank at the end', crlf('GET / HTTP/1.1 ', host), 400],
  ['a blank at the start', crlf(' GET / HTTP/1.1', host), 400],
  ['a blank in the target', crlf('GET /a b HTTP/1.1', host), 400],
  ['NUL in the target', crlf('GET /\0 HTTP/1.1', host), 400],
  ['a bare CR in the target', crlf('GET /\r HTTP/1.1', host), 400],
  ['a fragment for a target', crlf('GET #x HTTP/1.1', host), 400],
  ['a relative target', crlf('GET x/y HTTP/1.1', host), 400],
  ['another scheme', crlf('GET ftp://site.test/ HTTP/1.1', host), 400],
  ['a user in the target', crlf('GET http://a@site.test/ HTTP/1.1', host), 400],
  ['the star for GET', crlf('GET * HTTP/1.1', host), 400],
  ['CONNECT', crlf('CONNECT site.test:443 HTTP/1.1', host), 501],
  ['a method of brackets', crlf('<GET> / HTTP/1.1', host), 400],
  ['a method of 1000 letters', crlf(`${'A'.repeat(1000)} / HTTP/1.1`, host), 501],
  ['HTTP/0.9', 'GET /\r\n\r\n', 400],
  ['HTTP/1.2', crlf('GET / HTTP/1.2', host), 505],
  ['HTTP/2.0', crlf('GET / HTTP/2.0', host), 505],
  ['HTTP/11.1', crlf('GET / HTTP/11.1', host), 400],
  ['http/1.1 in small letters', crlf('GET / http/1.1', host), 400],
  ['HTTP/1.1 and more', crlf('GET / HTTP/1.1x', host), 400],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 505],
  ['a TLS hello', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', 400],
  ['three blank lines, then NUL', '\r\n\r\n\r\n\0', 400],
  ['a response', `${crlf('HTTP/1.1 200 OK', 'Content-Length: 0')}`, 400],
  ['an unknown expectation', request('Expect: the-impossible'), 417],
  // sizes
  ['a line of 9 000 bytes', crlf(`GET /${'a'.repeat(9000)} HTTP/1.1`, host), 414],
  ['a line without an end', `GET /${'a'.repeat(70_000)}`, 414],
  ['a field of 70 000 bytes', request(`X-A: ${'b'.repeat(70_000)}`), 431],
  ['101 fields', request(...many(101, (i) => `X-${i}: b`)), 431],
  ['a head without an end', `GET / HTTP/1.1\r\n${'X-A: b\r\n'.repeat(20_000)}`, 431],
  ['300 names in Connection', request(`Connection: ${many(300, (i) => `x${i}`).join(',')}`), 400],
  // chunks
  ['a chunk size that is none', chunked('zz\r\nhello\r\n0\r\n\r\n'), 400],
  ['an empty chunk size', chunked('\r\nhello\r\n0\r\n\r\n'), 400],
  ['a negative chunk size', chunked('-1\r\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk size with 0x', chunked('0x5\r\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk size with a blank before', chunked(' 5\r\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk size of 17 digits', chunked('00000000000000005\r\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk size of 2^64 + 5', chunked('10000000000000005\r\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk size of 2^63', chunked('8000000000000000\r\nhello\r\n'), 400],
  ['a chunk longer than said', chunked('4\r\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk without its end', chunked('5\r\nhello0\r\n\r\n'), 400],
  ['a chunk size line that ends in LF', chunked('5\nhello\r\n0\r\n\r\n'), 400],
  ['a chunk that ends in LF', chunked('5\r\nhello\n0\r\n\r\n'), 400],
  ['a chunk size line with a bare CR', chunked('5\rx\r\nhello\r\n0\r\n\r\n'), 400],
  ['a bare CR in an extension', chunked('5;a\rb\r\nhello\r\n0\r\n\r\n'), 400],
  ['a bare LF in an extension', chunked('5;a\nb\r\nhello\r\n0\r\n\r\n'), 400],
  ['NUL in an extension', chunked('5;a\0\r\nhello\r\n0\r\n\r\n'), 400],
  ['a large extension', chunked(`5;${'a'.repeat(5000)}\r\nhello\r\n0\r\n\r\n`), 400],
  ['many extensions', chunked(`${'1;abcdefgh\r\nx\r\n'.repeat(1000)}0\r\n\r\n`), 400],
  ['large trailers', chunked(`0\r\nX-A: ${'b'.repeat(20_000)}\r\n\r\n`), 400],
  ['many trailers', chunked(`0\r\n${'X-A: b\r\n'.repeat(101)}\r\n`), 400],
  ['a folded trailer', chunked('0\r\nX-A: b\r\n c\r\n\r\n'), 400],
  ['a trailer without colon', chunked('0\r\nX-A\r\n\r\n'), 400],
  ['a bare LF after the trailers', chunked('0\r\nX-A: b\n\r\n'), 400],
  ['chunks over the limit', chunked(`${`${(50_000).toString(16)}\r\n${'x'.repeat(50_000)}\r\n`.repeat(21)}0\r\n\r\n`), 413],
];

test('requests that are refused', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)], settings });
  const pid = edgePid(edge);
  await ask(t, edge.url, get('/warm'));
  const before = memoryOf(pid).now;
  for (const [name, bytes, status] of refused) {
    await t.test(name, async (t) => {
      const complete = origin.requests.length;
      const client = await connectRaw(t, edge.url);
      client.send(bytes).send(smuggled);
      const text = await client.sawClose();
      assert.match(text, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.equal(text.match(/HTTP\/1\.1 \d/g).length, 1, 'one answer only');
      assert.match(text, /\r\nConnection: close\r\n/);
      assert.equal(origin.requests.length, complete, 'no request became complete at the origin');
      client.socket.destroy();
    });
  }
  assert.doesNotMatch(origin.raw(), /smuggled/);
  await until(() => origin.connections.filter(({ open }) => open).length <= 1, { what: 'half-sent requests to be cut at the origin' });
  await stillWell(t, { origin, edge, pid, before });
});

async function stillWell(t, { origin, edge, pid, before }) {
  assert.equal(edgePid(edge), pid, 'the same process serves');
  assert.equal((await ask(t, edge.url, get('/well'))).status, 200);
  assert.equal(origin.requests.at(-1).target, '/well');
  const { now } = memoryOf(pid);
  assert.ok(now - before < growthMaxMib, `grew from ${before} to ${now} MiB`);
}

test('a stray byte anywhere in a head', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { settings });
  const pid = edgePid(edge);
  await ask(t, edge.url, get('/warm'));
  const before = memoryOf(pid).now;
  const head = crlf('POST /p?q HTTP/1.1', host, 'X-A: b', 'Content-Length: 0');
  for (const [name, byte] of [['CR', '\r'], ['LF', '\n'], ['NUL', '\0'], ['vertical tab', '\x0b'], ['DEL', '\x7f'], ['escape', '\x1b']]) {
    await t.test(name, async (t) => {
      // The last place is inside the empty line, where the head may already be whole.
      for (let at = 0; at < head.length - 1; at++) {
        const client = await connectRaw(t, edge.url);
        client.send(head.slice(0, at) + byte + head.slice(at)).send(smuggled);
        const text = await client.sawClose();
        assert.match(text, /^HTTP\/1\.1 (400|405|501|505) /, `before byte ${at}`);
        assert.equal(text.match(/HTTP\/1\.1 \d/g).length, 1, `before byte ${at}`);
        client.socket.destroy();
      }
    });
  }
  assert.equal(origin.requests.length, 1, 'only the first one');
  await stillWell(t, { origin, edge, pid, before });
});

// [name, bytes, statuses of the answers in order, what the origin sees]
const accepted = [
  ['a second request behind a length', `${post('Content-Length: 5')}hello${get('/2')}`, [200, 200], ['POST /', 'GET /2']],
  ['a request inside a body', `${post(`Content-Length: ${smuggled.length}`)}${smuggled}`, [200], ['POST /']],
  ['a request inside a chunk', chunked(`${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`), [200], ['POST /']],
  ['a request inside a trailer value', chunked('0\r\nX-A: GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'), [200], ['POST /']],
  ['a length in a trailer', chunked('0\r\nContent-Length: 5\r\n\r\n') + get('/2'), [200, 200], ['POST /', 'GET /2']],
  ['a body of GET', `${request(`Content-Length: ${smuggled.length}`)}${smuggled}`, [200], ['GET /']],
  ['chunked in capitals', `${post('TRANSFER-ENCODING: CHUNKED')}0\r\n\r\n${get('/2')}`, [200, 200], ['POST /', 'GET /2']],
  ['the length named in Connection', `${post('Connection: Content-Length', `Content-Length: ${smuggled.length}`)}${smuggled}`, [200], ['POST /']],
  ['the coding named in Connection', `${post('Connection: Transfer-Encoding', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`, [200], ['POST /']],
  ['Host named in Connection', request('Connection: Host'), [200], ['GET /']],
  ['a good one, then garbage', `${get('/1')}\0\0\0`, [200, 400], ['GET /1']],
  ['a good one, then a bad one, then a good one', `${get('/1')}${request('X A: b')}${smuggled}`, [200, 400], ['GET /1']],
  ['a good one, then a TLS hello', `${get('/1')}\x16\x03\x01\x02\0`, [200, 400], ['GET /1']],
  ['close, then another', `${get('/1', 'Connection: close')}${smuggled}`, [200], ['GET /1']],
  ['1.0, then another', `${crlf('GET /1 HTTP/1.0', host)}${smuggled}`, [200], ['GET /1']],
  ['a host that is an address', crlf('GET /1 HTTP/1.1', 'Host: [::1]:80'), [200], ['GET /1']],
  ['100 fields', crlf('GET /1 HTTP/1.1', host, ...many(99, (i) => `X-${i}: b`)), [200], ['GET /1']],
  ['a long field within the limits', get('/1', `X-A: ${'b'.repeat(60_000)}`), [200], ['GET /1']],
  ['bytes beyond ASCII in a value', get('/1', 'X-A: \xe4\xff'), [200], ['GET /1']],
  ['leading zeros of a length', `${post('Content-Length: 0005')}hello`, [200], ['POST /']],
  ['leading zeros of a chunk size', chunked('0005\r\nhello\r\n000\r\n\r\n'), [200], ['POST /']],
  ['extensions', chunked('5;a=b; c="d;e"\r\nhello\r\n0;x\r\n\r\n'), [200], ['POST /']],
];

test('requests that look odd and mean one thing only', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { settings });
  for (const [name, bytes, statuses, seen] of accepted) {
    await t.test(name, async (t) => {
      const before = origin.requests.length;
      const client = await connectRaw(t, edge.url);
      client.send(bytes).end();
      const text = await client.sawClose();
      assert.deepEqual((text.match(/HTTP\/1\.1 \d\d\d/g) ?? []).map((line) => Number(line.slice(9))), statuses);
      assert.deepEqual(origin.requests.slice(before).map(({ method, target }) => `${method} ${target}`), seen);
      const { head, fields } = origin.requests[before];
      assert.equal(head.match(/^(content-length|transfer-encoding):/gim)?.length ?? 0, fields.has('content-length') || fields.has('transfer-encoding') ? 1 : 0);
    });
  }
});
