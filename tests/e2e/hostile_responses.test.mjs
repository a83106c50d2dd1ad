// Answers of an origin that is broken or was broken into. Whatever it sends, a visitor gets one answer for one request:
// a 502, a cut connection, or what the bytes can only mean.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, ask, crlf, edgePid, get, memoryOf, navigation, startEdge } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const growthMaxMib = 8;
const settings = { 'origin.response_timeout_seconds': 1, 'origin.body_timeout_seconds': 1, 'edge.loops': 1 };
const smuggled = `${crlf('HTTP/1.1 200 OK', 'Content-Length: 8', 'X-Smuggled: 1')}SMUGGLED`;
const ok = (...fields) => crlf('HTTP/1.1 200 OK', ...fields);
const sized = (...fields) => `${ok('Content-Length: 2', ...fields)}ok`;
const chunked = (body) => ok('Transfer-Encoding: chunked') + body;
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

// [name, the origin's bytes, what the visitor may get]. 502; 'cut': the answer has begun and the connection is reset;
// a number and text: that answer. `smuggled` follows the bytes of every row.
const rows = [
  // status lines
  ['no status line', 'hello', 502],
  ['garbage', '\0\x01\x02\r\n\r\n', 502],
  ['HTTP/0.9: only a page', '<!doctype html><p>x</p>\r\n\r\n', 502],
  ['another protocol', 'ICY 200 OK\r\n\r\n', 502],
  ['HTTP/2', 'HTTP/2 200\r\n\r\n', 502],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n\r\n', 502],
  ['http in small letters', 'http/1.1 200 OK\r\n\r\n', 502],
  ['no status', 'HTTP/1.1\r\n\r\n', 502],
  ['a status of letters', 'HTTP/1.1 abc OK\r\n\r\n', 502],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 502],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 502],
  ['status 0', 'HTTP/1.1 000 OK\r\n\r\n', 502],
  ['status 999', 'HTTP/1.1 999 OK\r\n\r\n', 502],
  ['a negative status', 'HTTP/1.1 -20 OK\r\n\r\n', 502],
  ['two blanks', 'HTTP/1.1  200 OK\r\n\r\n', 502],
  ['a tab', 'HTTP/1.1\t200 OK\r\n\r\n', 502],
  ['a blank before', ' HTTP/1.1 200 OK\r\n\r\n', 502],
  ['a blank line before', `\r\n${sized()}`, 502],
  ['NUL in the reason', 'HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n', 502],
  ['a bare CR in the reason', 'HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n', 502],
  ['a status line of 9 000 bytes', `HTTP/1.1 200 ${'x'.repeat(9000)}\r\nContent-Length: 0\r\n\r\n`, 502],
  ['a status line without an end', `HTTP/1.1 200 ${'x'.repeat(70_000)}`, 502],
  // field lines
  ['lines that end in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 502],
  ['one line that ends in LF', 'HTTP/1.1 200 OK\r\nX-A: b\nContent-Length: 2\r\n\r\nok', 502],
  ['a bare CR in a value', sized('X-A: b\rX-B: c'), 502],
  ['NUL in a value', sized('X-A: b\0'), 502],
  ['DEL in a value', sized('X-A: \x7f'), 502],
  ['NUL in a name', sized('X\0: b'), 502],
  ['a blank before the colon', sized('X-A : b'), 502],
  ['a folded line', sized('X-A: b', ' c'), 502],
  ['no colon', sized('X-A'), 502],
  ['no name', sized(': b'), 502],
  ['201 fields', sized(...many(200, (i) => `X-${i}: b`)), 502],
  ['a head of 70 000 bytes', sized(`X-A: ${'b'.repeat(70_000)}`), 502],
  ['a head without an end', `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(20_000)}`, 502],
  ['300 names in Connection', sized(`Connection: ${many(300, (i) => `x${i}`).join(',')}`), 502],
  // framing
  ['two lengths that differ', `${ok('Content-Length: 2', 'Content-Length: 200')}ok`, 502],
  ['two equal lengths', `${ok('Content-Length: 2', 'Content-Length: 2')}ok`, 502],
  ['a list of lengths', `${ok('Content-Length: 2, 2')}ok`, 502],
  ['a length with plus', `${ok('Content-Length: +2')}ok`, 502],
  ['a negative length', `${ok('Content-Length: -2')}ok`, 502],
  ['a length in hex', `${ok('Content-Length: 0x2')}ok`, 502],
  ['an empty length', `${ok('Content-Length:')}ok`, 502],
  ['a length of 2^64 + 2', `${ok('Content-Length: 18446744073709551618')}ok`, 502],
  ['chunked and a length', `${ok('Transfer-Encoding: chunked', 'Content-Length: 2')}2\r\nok\r\n0\r\n\r\n`, 502],
  ['chunked twice', `${ok('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}2\r\nok\r\n0\r\n\r\n`, 502],
  ['gzip and chunked', `${ok('Transfer-Encoding: gzip, chunked')}2\r\nok\r\n0\r\n\r\n`, 502],
  ['chunked not last', `${ok('Transfer-Encoding: chunked, gzip')}2\r\nok\r\n0\r\n\r\n`, 502],
  ['an unknown coding', `${ok('Transfer-Encoding: xchunked')}ok`, 502],
  ['chunked in HTTP/1.0', `${crlf('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked')}2\r\nok\r\n0\r\n\r\n`, 502],
  // interim answers
  ['101 unasked', crlf('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: upgrade'), 502],
  ['nine interim answers', crlf('HTTP/1.1 103 Early Hints', 'Link: </x>').repeat(9) + sized(), 502],
  ['an interim answer with a length', crlf('HTTP/1.1 100 Continue', 'Content-Length: 5') + sized(), 200, 'ok'],
  ['eight interim answers', crlf('HTTP/1.1 102 Processing').repeat(8) + sized(), 200, 'ok'],
  // chunks; the garbage comes with the head, so nothing has left yet
  ['a chunk size that is none', chunked('zz\r\nok\r\n0\r\n\r\n'), 502],
  ['a negative chunk size', chunked('-2\r\nok\r\n0\r\n\r\n'), 502],
  ['a chunk size of 2^63', chunked('8000000000000000\r\nok'), 502],
  ['a chunk size of 17 digits', chunked('00000000000000002\r\nok\r\n0\r\n\r\n'), 502],
  ['a chunk longer than said', chunked('1\r\nok\r\n0\r\n\r\n'), 502],
  ['a chunk without its end', chunked('2\r\nok0\r\n\r\n'), 502],
  ['a chunk that ends in LF', chunked('2\nok\n0\n\n'), 502],
  ['a large extension', chunked(`2;${'x'.repeat(5000)}\r\nok\r\n0\r\n\r\n`), 502],
  ['many extensions', chunked(`${'1;abcdefgh\r\nx\r\n'.repeat(1000)}0\r\n\r\n`), 502],
  ['large trailers', chunked(`2\r\nok\r\n0\r\nX-A: ${'b'.repeat(20_000)}\r\n\r\n`), 502],
  ['many trailers', chunked(`2\r\nok\r\n0\r\n${'X-A: b\r\n'.repeat(101)}\r\n`), 502],
  ['trailers that set cookies', chunked('2\r\nok\r\n0\r\nSet-Cookie: a=b\r\nContent-Length: 99\r\n\r\n'), 200, 'ok'],
  ['an extension', chunked('2;a="b;c"\r\nok\r\n0\r\n\r\n'), 200, 'ok'],
  // bytes behind the end: `smuggled` follows each of these
  ['more behind a length', sized(), 200, 'ok'],
  ['more behind chunks', chunked('2\r\nok\r\n0\r\n\r\n'), 200, 'ok'],
  ['more behind a length of zero', ok('Content-Length: 0'), 200, ''],
  ['a body of 204', `${crlf('HTTP/1.1 204 No Content', 'Content-Length: 2')}ok`, 204, ''],
  ['a body of 304', `${crlf('HTTP/1.1 304 Not Modified', 'Content-Length: 2')}ok`, 304, ''],
  ['chunks of 204', `${crlf('HTTP/1.1 204 No Content', 'Transfer-Encoding: chunked')}2\r\nok\r\n0\r\n\r\n`, 204, ''],
  // values that would be an answer if they were cut wrongly
  ['an answer inside a value', sized('X-A: %0d%0a%0d%0aHTTP/1.1 200 OK'), 200, 'ok'],
  ['the length named in Connection', sized('Connection: Content-Length'), 200, 'ok'],
  ['the coding named in Connection', `${ok('Connection: Transfer-Encoding', 'Transfer-Encoding: chunked')}2\r\nok\r\n0\r\n\r\n`, 200, 'ok'],
  ['a page type of many parameters', `${ok(`Content-Type: text/html${';a=b'.repeat(5000)}`, 'Content-Length: 2')}ok`, 200, 'ok'],
];

for (const framing of ['in one piece', 'byte by byte']) {
  test(`answers that are broken, ${framing}`, async (t) => {
    const origin = await startRecordingOrigin(t, ({ target }, socket) => {
      if (!target.startsWith('/row/')) return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 5')}AFTER`;
      const bytes = Buffer.from(rows[Number(target.slice(5))][1] + smuggled, 'latin1');
      if (framing === 'in one piece' || bytes.length > 3000) return bytes;
      socket.setNoDelay(true);
      const send = (at) => at < bytes.length && socket.write(bytes.subarray(at, at + 1), (error) => error || setImmediate(send, at + 1));
      send(0);
      return undefined;
    });
    const edge = await startEdge(t, origin.url, { apps: [appFolder(t)], settings });
    const pid = edgePid(edge);
    await ask(t, edge.url, get('/warm'));
    const before = memoryOf(pid).now;
    for (const [i, [name, , status, body]] of rows.entries()) {
      await t.test(name, async (t) => {
        const client = await connectRaw(t, edge.url);
        client.send(get(`/row/${i}`));
        const answer = await oneAnswer(client);
        // Cut into bytes, an answer may have begun before the garbage shows.
        if (framing === 'byte by byte' && status === 502 && answer.cut) assert.doesNotMatch(answer.text, /\r\n0\r\n\r\n/);
        else assert.equal(answer.status, status);
        if (body !== undefined) assert.equal(answer.body.toString(), body);
        if (status !== 502) assert.equal(answer.headers.has('x-smuggled'), false);
        if (!client.closed) {
          const after = await client.send(get('/after')).response();
          assert.equal(after.body.toString(), 'AFTER', 'the next answer is the one to the next request');
        }
        assert.equal((await ask(t, edge.url, get('/after'))).body.toString(), 'AFTER', 'another visitor gets his own answer');
        assert.doesNotMatch(client.text, /SMUGGLED/);
        client.socket.destroy();
      });
    }
    assert.equal(edgePid(edge), pid, 'the same process serves');
    const { now } = memoryOf(pid);
    assert.ok(now - before < growthMaxMib, `grew from ${before} to ${now} MiB`);
  });
}

// The answer; or, where the connection was cut inside it, { cut: true, text }.
async function oneAnswer(client) {
  try {
    return await client.response();
  } catch (error) {
    if (!client.closed) throw error;
    return { cut: true, text: client.text };
  }
}

test('garbage after the answer has begun cuts the connection', async (t) => {
  const bodies = ['zz\r\n', '2\r\nokX', '2\nok', '8000000000000000\r\n', `2;${'x'.repeat(5000)}\r\n`];
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    socket.write(`${ok('Transfer-Encoding: chunked', `Content-Type: text/${target.split('/')[1]}`)}5\r\nfirst\r\n`);
    const index = Number(target.split('/')[2]);
    release = () => socket.write(bodies[index] + smuggled);
  });
  let release;
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)], settings });
  for (const type of ['html', 'plain']) {
    for (const [i, body] of bodies.entries()) {
      await t.test(`${type}: ${JSON.stringify(body.slice(0, 20))}`, async (t) => {
        const client = await connectRaw(t, edge.url);
        client.send(navigation(`/${type}/${i}`) + get('/next'));
        await client.saw(/first/);
        release();
        const text = await client.sawClose();
        assert.equal(client.error?.code, 'ECONNRESET');
        assert.doesNotMatch(text, /SMUGGLED|\r\n0\r\n\r\n/);
      });
    }
  }
});

test('an answer that comes before its request is nobody\'s', async (t) => {
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    if (target === '/first') setImmediate(() => socket.write(smuggled)); // when the connection is back in the pool
    return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 5')}AFTER`;
  });
  const edge = await startEdge(t, origin.url, { settings });
  const client = await connectRaw(t, edge.url);
  await client.send(get('/first')).response();
  await until(() => !origin.connections[0].open, { what: 'the connection with the stray answer to be closed' });
  assert.equal((await client.send(get('/second')).response()).body.toString(), 'AFTER');
});
