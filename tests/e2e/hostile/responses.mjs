// Answers of an origin that is broken or was broken into: a table. README.md says how a row is read.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { crlf, get, navigation } from '../edge.mjs';

// Follows the bytes of a row on the origin's connection, where the row does not say otherwise.
export const smuggled = `${crlf('HTTP/1.1 200 OK', 'Content-Length: 8', 'X-Smuggled: 1')}SMUGGLED`;

const ok = (...fields) => crlf('HTTP/1.1 200 OK', ...fields);
const sized = (...fields) => `${ok('Content-Length: 2', ...fields)}ok`;
const chunked = (body, ...fields) => ok('Transfer-Encoding: chunked', ...fields) + body;
const started = (text) => `${text}\r\nContent-Length: 2\r\n\r\nok`;
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const ended = '0\r\n\r\n';
const hello = `2\r\nok\r\n${ended}`;

// `status`: the visitor's, or several that may be; `cut`: the connection is cut inside the answer; `untouched`: 200 and the
// body as it was. `then`: what the origin does after the bytes: 'more' (sends `smuggled`), 'end', 'reset', 'stop'. `request`: path →
// the visitor's bytes. `drip`: sent again every tenth of a second.
const defaults = { then: 'more', request: (path) => get(path), method: 'GET' };
// The visitor gets an error page or, where the answer has begun, a connection that is cut.
const refuse = (name, bytes, how) => ({ ...defaults, name, bytes, status: 502, ...how });
const late = (name, bytes, how) => refuse(name, bytes, { status: 504, then: 'stop', ...how });
// The answer has begun when it turns out to be broken: cut, so that nobody takes the part for the whole. A reset may
// overtake what was sent before it.
const cut = (name, bytes, how) => refuse(name, bytes, { status: how.then === 'reset' ? ['cut', 502] : 'cut', ...how });
const pass = (name, bytes, status, body, how) => ({ ...defaults, name, bytes, status, body, ...how });

const head = (path) => crlf(`HEAD ${path} HTTP/1.1`, 'Host: site.test');
const offer = (path) => get(path, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
const browser = (path) => navigation(path, 'Accept-Encoding: gzip, deflate, br, zstd');

const statusLines = [
  refuse('no status line', 'hello'),
  refuse('garbage', '\0\x01\x02\r\n\r\n'),
  refuse('HTTP/0.9: only a page', '<!doctype html><p>x</p>\r\n\r\n'),
  refuse('another protocol', 'ICY 200 OK\r\n\r\n'),
  refuse('SSH', 'SSH-2.0-OpenSSH_9.2\r\n'),
  refuse('a TLS alert', '\x15\x03\x01\0\x02\x02\x46'),
  refuse('a request', get('/')),
  refuse('HTTP/2', 'HTTP/2 200\r\n\r\n'),
  refuse('HTTP/2 frames', '\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64'),
  refuse('HTTP/0.9 by its number', started('HTTP/0.9 200 OK')),
  refuse('HTTP/1.2', started('HTTP/1.2 200 OK')),
  refuse('HTTP/1.10', started('HTTP/1.10 200 OK')),
  refuse('HTTP/01.1', started('HTTP/01.1 200 OK')),
  refuse('HTTP/1', started('HTTP/1 200 OK')),
  refuse('http in small letters', started('http/1.1 200 OK')),
  refuse('HTTPS', started('HTTPS/1.1 200 OK')),
  refuse('no status', started('HTTP/1.1')),
  refuse('a status of letters', started('HTTP/1.1 abc OK')),
  refuse('a status of two digits', started('HTTP/1.1 20 OK')),
  refuse('a status of four digits', started('HTTP/1.1 2000 OK')),
  refuse('a status and letters', started('HTTP/1.1 200OK')),
  refuse('a status with a point', started('HTTP/1.1 200.1 OK')),
  refuse('a status in hex', started('HTTP/1.1 0xc OK')),
  refuse('status 0', started('HTTP/1.1 000 OK')),
  refuse('status 099', started('HTTP/1.1 099 OK')),
  refuse('status 600', started('HTTP/1.1 600 OK')),
  refuse('status 999', started('HTTP/1.1 999 OK')),
  refuse('a negative status', started('HTTP/1.1 -20 OK')),
  refuse('two blanks', started('HTTP/1.1  200 OK')),
  refuse('a tab', started('HTTP/1.1\t200 OK')),
  refuse('a blank before', started(' HTTP/1.1 200 OK')),
  refuse('a blank line before', `\r\n${sized()}`),
  refuse('NUL in the reason', started('HTTP/1.1 200 O\0K')),
  refuse('a bare CR in the reason', started('HTTP/1.1 200 O\rK')),
  refuse('an answer behind a bare LF in the reason', started('HTTP/1.1 200 OK\nX-Injected: 1')),
  refuse('two status lines', started('HTTP/1.1 200 OK\r\nHTTP/1.1 404 Not Found')),
  refuse('a status line of 9 000 bytes', started(`HTTP/1.1 200 ${'x'.repeat(9000)}`)),
  refuse('a status line without an end', `HTTP/1.1 200 ${'x'.repeat(70_000)}`),
  pass('no reason', started('HTTP/1.1 200 '), 200, 'ok'),
  pass('a reason beyond ASCII', started('HTTP/1.1 200 \xe4\xff'), 200, 'ok'),
  pass('a status nobody knows', started('HTTP/1.1 299 Whatever'), 299, 'ok'),
];

const fieldLines = [
  refuse('lines that end in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'),
  refuse('one line that ends in LF', 'HTTP/1.1 200 OK\r\nX-A: b\nContent-Length: 2\r\n\r\nok'),
  refuse('the last line ends in LF', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok'),
  refuse('lines that end in CR', 'HTTP/1.1 200 OK\rContent-Length: 2\r\rok'),
  refuse('a line that ends in CR CR LF', sized('X-A: b\r')),
  refuse('a bare CR in a value', sized('X-A: b\rX-B: c')),
  refuse('an answer behind bare CRs in a value', sized(`X-A: b\r\r${smuggled.replaceAll('\n', '')}`)),
  refuse('a cookie behind a bare LF', sized('X-A: b\nSet-Cookie: a=b')),
  refuse('NUL in a value', sized('X-A: b\0')),
  refuse('NUL in Location', crlf('HTTP/1.1 302 Found', 'Location: /a\0b', 'Content-Length: 0')),
  refuse('DEL in a value', sized('X-A: \x7f')),
  refuse('an escape sequence in a value', sized('X-A: \x1b[31m')),
  refuse('NUL in a name', sized('X\0: b')),
  refuse('a byte beyond ASCII in a name', sized('X-\xe4: b')),
  refuse('a parenthesis in a name', sized('X(A): b')),
  refuse('a blank inside a name', sized('X A: b')),
  refuse('a blank before the colon', sized('X-A : b')),
  refuse('a tab before the colon of the length', `${ok('Content-Length\t: 2')}ok`),
  refuse('a folded line', sized('X-A: b', ' c')),
  refuse('a length on a folded line', `${ok('Content-Length:\r\n 2')}ok`),
  refuse('a folded first line', `HTTP/1.1 200 OK\r\n X-A: b\r\nContent-Length: 2\r\n\r\nok`),
  refuse('no colon', sized('X-A')),
  refuse('no name', sized(': b')),
  refuse('201 fields', sized(...many(200, (i) => `X-${i}: b`))),
  refuse('10 000 cookies', sized(...many(10_000, (i) => `Set-Cookie: a${i}=b`))),
  refuse('a head of 70 000 bytes', sized(`X-A: ${'b'.repeat(70_000)}`)),
  refuse('a name of 70 000 bytes', sized(`${'X'.repeat(70_000)}: b`)),
  refuse('a head without an end', `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(20_000)}`),
  refuse('300 names in Connection', sized(`Connection: ${many(300, (i) => `x${i}`).join(',')}`)),
  pass('200 fields', sized(...many(199, (i) => `X-${i}: b`)), 200, 'ok'),
  pass('bytes beyond ASCII in a value', sized('X-A: \xe4\xff'), 200, 'ok'),
  pass('an answer inside a value', sized('X-A: %0d%0a%0d%0aHTTP/1.1 200 OK'), 200, 'ok'),
  pass('the length named in Connection', sized('Connection: Content-Length'), 200, 'ok'),
  pass('the coding named in Connection', chunked(hello, 'Connection: Transfer-Encoding'), 200, 'ok'),
  pass('fields of this hop', sized('Connection: keep-alive, X-A', 'Keep-Alive: timeout=5', 'Upgrade: h2c', 'Proxy-Connection: close', 'X-A: b'), 200, 'ok', {
    fields: { 'keep-alive': undefined, upgrade: undefined, 'proxy-connection': undefined, 'x-a': undefined },
  }),
  pass('a page type of many parameters', `${ok(`Content-Type: text/html${';a=b'.repeat(5000)}`, 'Content-Length: 2')}ok`, 200, 'ok'),
];

const framing = [
  refuse('two lengths that differ', `${ok('Content-Length: 2', 'Content-Length: 200')}ok`),
  refuse('two lengths in other letters', `${ok('Content-Length: 2', 'content-length: 1')}ok`),
  refuse('two equal lengths', `${ok('Content-Length: 2', 'Content-Length: 2')}ok`),
  refuse('a list of lengths', `${ok('Content-Length: 2, 2')}ok`),
  refuse('a length and a comma', `${ok('Content-Length: 2,')}ok`),
  refuse('a length with plus', `${ok('Content-Length: +2')}ok`),
  refuse('a negative length', `${ok('Content-Length: -2')}ok`),
  refuse('a length in hex', `${ok('Content-Length: 0x2')}ok`),
  refuse('a length with a blank', `${ok('Content-Length: 1 0')}ok`),
  refuse('a length and letters', `${ok('Content-Length: 2 bytes')}ok`),
  refuse('an empty length', `${ok('Content-Length:')}ok`),
  refuse('a length of 2^63', `${ok('Content-Length: 9223372036854775808')}ok`),
  refuse('a length of 2^64 + 2', `${ok('Content-Length: 18446744073709551618')}ok`),
  refuse('a length of 100 digits', `${ok(`Content-Length: ${'9'.repeat(100)}`)}ok`),
  refuse('chunked and a length', chunked(hello, 'Content-Length: 2')),
  refuse('chunked and a length of zero', chunked(hello, 'Content-Length: 0')),
  refuse('chunked twice', chunked(hello, 'Transfer-Encoding: chunked')),
  refuse('gzip and chunked', `${ok('Transfer-Encoding: gzip, chunked')}${hello}`),
  refuse('chunked not last', `${ok('Transfer-Encoding: chunked, gzip')}${hello}`),
  refuse('identity', `${ok('Transfer-Encoding: identity')}ok`),
  refuse('an unknown coding', `${ok('Transfer-Encoding: xchunked')}ok`),
  refuse('chunked with a parameter', `${ok('Transfer-Encoding: chunked;q=1')}${hello}`),
  refuse('chunked behind a vertical tab', `${ok('Transfer-Encoding: \x0bchunked')}${hello}`),
  refuse('an empty coding', `${ok('Transfer-Encoding:')}ok`),
  refuse('chunked in HTTP/1.0', `${crlf('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked')}${hello}`),
  pass('chunked in capitals', `${ok('TRANSFER-ENCODING: CHUNKED')}${hello}`, 200, 'ok'),
  pass('leading zeros of a length', `${ok('Content-Length: 0002')}ok`, 200, 'ok'),
  pass('until the end', `${ok()}ok`, 200, 'ok', { then: 'end' }),
  pass('until the end, in HTTP/1.0', `${crlf('HTTP/1.0 200 OK', 'Connection: keep-alive')}ok`, 200, 'ok', { then: 'end' }),
];

const interim = [
  refuse('101 unasked', crlf('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: upgrade')),
  refuse('101 to h2c', crlf('HTTP/1.1 101 Switching Protocols', 'Upgrade: h2c', 'Connection: upgrade'), { request: offer }),
  refuse('nine interim answers', crlf('HTTP/1.1 103 Early Hints', 'Link: </x>').repeat(9) + sized()),
  refuse('a thousand interim answers', crlf('HTTP/1.1 102 Processing').repeat(1000) + sized()),
  refuse('an interim answer with a broken field', crlf('HTTP/1.1 103 Early Hints', 'Link : </x>') + sized()),
  refuse('a large interim answer', crlf('HTTP/1.1 103 Early Hints', `Link: ${'x'.repeat(70_000)}`) + sized()),
  refuse('garbage behind an interim answer', `${crlf('HTTP/1.1 103 Early Hints')}garbage\r\n\r\n`),
  refuse('only interim answers', crlf('HTTP/1.1 103 Early Hints'), { then: 'end' }),
  pass('an interim answer with a length', crlf('HTTP/1.1 100 Continue', 'Content-Length: 5') + sized(), 200, 'ok'),
  pass('eight interim answers', crlf('HTTP/1.1 102 Processing').repeat(8) + sized(), 200, 'ok'),
];

// The broken part comes with the head, so nothing has left yet.
const chunks = [
  refuse('a chunk size that is none', chunked(`zz\r\nok\r\n${ended}`)),
  refuse('an empty chunk size', chunked(`\r\nok\r\n${ended}`)),
  refuse('a negative chunk size', chunked(`-2\r\nok\r\n${ended}`)),
  refuse('a chunk size with plus', chunked(`+2\r\nok\r\n${ended}`)),
  refuse('a chunk size with 0x', chunked(`0x2\r\nok\r\n${ended}`)),
  refuse('a chunk size with h', chunked(`2h\r\nok\r\n${ended}`)),
  refuse('a chunk size behind a blank', chunked(` 2\r\nok\r\n${ended}`)),
  refuse('two chunk sizes', chunked(`2 3\r\nok\r\n${ended}`)),
  refuse('a chunk size of 2^63', chunked('8000000000000000\r\nok')),
  refuse('a chunk size of 2^64 + 2', chunked(`10000000000000002\r\nok\r\n${ended}`)),
  refuse('a chunk size of 17 digits', chunked(`00000000000000002\r\nok\r\n${ended}`)),
  refuse('a chunk longer than said', chunked(`1\r\nok\r\n${ended}`)),
  refuse('a chunk without its end', chunked(`2\r\nok${ended}`)),
  refuse('a chunk that ends in LF', chunked('2\nok\n0\n\n')),
  refuse('chunks that end in LF', chunked('2\r\nok\r\n0\r\n\n')),
  refuse('a bare CR in an extension', chunked(`2;a\rb\r\nok\r\n${ended}`)),
  refuse('a bare LF in an extension', chunked(`2;a\nb\r\nok\r\n${ended}`)),
  refuse('NUL in an extension', chunked(`2;a\0\r\nok\r\n${ended}`)),
  refuse('a large extension', chunked(`2;${'x'.repeat(5000)}\r\nok\r\n${ended}`)),
  refuse('many extensions', chunked(`${'1;abcdefgh\r\nx\r\n'.repeat(1000)}${ended}`)),
  refuse('large trailers', chunked(`2\r\nok\r\n0\r\nX-A: ${'b'.repeat(20_000)}\r\n\r\n`)),
  refuse('many trailers', chunked(`2\r\nok\r\n0\r\n${'X-A: b\r\n'.repeat(101)}\r\n`)),
  refuse('a folded trailer', chunked('2\r\nok\r\n0\r\nX-A: b\r\n c\r\n\r\n')),
  refuse('a trailer without colon', chunked('2\r\nok\r\n0\r\nX-A\r\n\r\n')),
  refuse('an answer for a trailer', chunked(`2\r\nok\r\n0\r\n${smuggled}`)),
  pass('trailers that set cookies', chunked('2\r\nok\r\n0\r\nSet-Cookie: a=b\r\nContent-Length: 99\r\n\r\n'), 200, 'ok', {
    fields: { 'set-cookie': undefined },
  }),
  pass('an extension', chunked(`2;a="b;c"\r\nok\r\n${ended}`), 200, 'ok'),
];

// `smuggled` follows each of these.
const bytesBehind = [
  pass('more behind a length', sized(), 200, 'ok'),
  pass('more behind chunks', chunked(hello), 200, 'ok'),
  pass('more behind a length of zero', ok('Content-Length: 0'), 200, ''),
  pass('more behind Connection: close', sized('Connection: close'), 200, 'ok'),
  pass('a body of 204', `${crlf('HTTP/1.1 204 No Content', 'Content-Length: 2')}ok`, 204, ''),
  pass('a body of 304', `${crlf('HTTP/1.1 304 Not Modified', 'Content-Length: 2')}ok`, 304, ''),
  pass('chunks of 204', `${crlf('HTTP/1.1 204 No Content', 'Transfer-Encoding: chunked')}${hello}`, 204, ''),
  pass('chunks of 304', `${crlf('HTTP/1.1 304 Not Modified', 'Transfer-Encoding: chunked')}${hello}`, 304, ''),
  pass('a body of HEAD', sized(), 200, '', { request: head, method: 'HEAD' }),
  pass('chunks of HEAD', chunked(hello), 200, '', { request: head, method: 'HEAD' }),
  pass('a body of HEAD without a length', `${ok()}ok`, 200, '', { request: head, method: 'HEAD' }),
  pass('a part unasked', `${crlf('HTTP/1.1 206 Partial Content', 'Content-Range: bytes 0-1/9', 'Content-Length: 2')}ok`, 206, 'ok'),
  pass('parts unasked', `${crlf('HTTP/1.1 206 Partial Content', 'Content-Type: multipart/byteranges; boundary=x', 'Content-Length: 2')}ok`, 206, 'ok'),
  pass('a range that cannot be, unasked', `${crlf('HTTP/1.1 416 Range Not Satisfiable', 'Content-Range: bytes */9', 'Content-Length: 2')}ok`, 416, 'ok'),
];

const ends = [
  refuse('nothing', '', { then: 'end' }),
  refuse('nothing, reset', '', { then: 'reset' }),
  refuse('half a status line', 'HTTP/1.1 20', { then: 'end' }),
  refuse('half a head', 'HTTP/1.1 200 OK\r\nContent-Le', { then: 'end' }),
  refuse('half a head, reset', 'HTTP/1.1 200 OK\r\nContent-Le', { then: 'reset' }),
  refuse('a head but for its last byte', sized().slice(0, -3), { then: 'end' }),
  cut('no byte of a body', ok('Content-Length: 2'), { then: 'end' }),
  cut('half a body', `${ok('Content-Length: 2')}o`, { then: 'end' }),
  cut('half a body, reset', `${ok('Content-Length: 2')}o`, { then: 'reset' }),
  cut('a length of 2^62', `${ok('Content-Length: 4611686018427387904')}ok`, { then: 'end' }),
  cut('no chunk', chunked(''), { then: 'end' }),
  cut('half a chunk', chunked('5\r\nok'), { then: 'end' }),
  cut('no last chunk', chunked('2\r\nok\r\n'), { then: 'end' }),
  cut('half a last chunk', chunked('2\r\nok\r\n0\r\n'), { then: 'end' }),
  cut('half of the trailers', chunked('2\r\nok\r\n0\r\nX-A: b\r\n'), { then: 'end' }),
  cut('until the end, reset', `${ok()}ok`, { then: 'reset' }),
  cut('a page, half', `${ok('Content-Type: text/html', 'Content-Length: 1000')}<!doctype html><p>`, { then: 'end', request: browser }),
];

// All limits are one second.
const stops = [
  late('silence', ''),
  late('half a status line, then silence', 'HTTP/1.1 20'),
  late('half a head, then silence', 'HTTP/1.1 200 OK\r\nContent-Le'),
  late('only 100, then silence', crlf('HTTP/1.1 100 Continue')),
  late('a head that trickles in', 'HTTP/1.1 200 OK\r\nX-A: b', { drip: 'b' }),
  late('fields that trickle in', 'HTTP/1.1 200 OK\r\n', { drip: 'X: y\r\n' }),
  refuse('interim answers that trickle in', '', { status: [502, 504], then: 'stop', drip: crlf('HTTP/1.1 102 Processing') }),
  cut('a head, then silence', ok('Content-Length: 2'), { then: 'stop' }),
  cut('half a body, then silence', `${ok('Content-Length: 2')}o`, { then: 'stop' }),
  cut('half a chunk, then silence', chunked('5\r\nok'), { then: 'stop' }),
  cut('no last chunk, then silence', chunked('2\r\nok\r\n'), { then: 'stop' }),
];

const page = '<!doctype html><html><head><title>t</title></head><body>text</body></html>';
const coded = (coding, bytes) => `${ok('Content-Type: text/html; charset=utf-8', `Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`)}${bytes.toString('latin1')}`;
const zeros = Buffer.alloc(64 * 1024 * 1024);
const bombPage = Buffer.concat([Buffer.from(page), zeros]);
const gzipped = gzipSync(page);
const flipped = Buffer.from(gzipped);
flipped[gzipped.length - 6] ^= 1; // in the checksum
const broken = Buffer.from(gzipped);
broken.fill(0xff, 12, 30);

// A browser asks for a page that is coded, and broken. It comes untouched, or is refused or cut where decoding had begun;
// never a whole page made of a part, and never the bomb in memory.
const untouchedOrCut = (name, coding, bytes) => pass(name, coded(coding, bytes), ['untouched', 'cut', 502], bytes, { request: browser });
// Shown as far as it can be decoded, and as plainly unfinished as it came.
const untouchedOrBroken = (name, coding, bytes) => pass(name, coded(coding, bytes), ['untouched', 'broken'], bytes, { request: browser });
const codings = [
  untouchedOrCut('gzip that is none', 'gzip', Buffer.from(page)),
  untouchedOrBroken('gzip, broken', 'gzip', broken),
  untouchedOrBroken('gzip with a wrong checksum', 'gzip', flipped),
  untouchedOrBroken('gzip, half of it', 'gzip', gzipped.subarray(0, gzipped.length / 2)),
  untouchedOrBroken('gzip without its last byte', 'gzip', gzipped.subarray(0, -1)),
  untouchedOrCut('only a head of gzip', 'gzip', gzipped.subarray(0, 10)),
  pass('gzip of nothing', coded('gzip', Buffer.alloc(0)), 200, undefined, { request: browser }),
  untouchedOrCut('a gzip bomb', 'gzip', gzipSync(bombPage)),
  untouchedOrCut('a gzip bomb in gzip', 'gzip, gzip', gzipSync(gzipSync(bombPage))),
  untouchedOrCut('br that is none', 'br', Buffer.from(page)),
  untouchedOrCut('a br bomb', 'br', brotliCompressSync(bombPage)),
  untouchedOrCut('zstd that is none', 'zstd', Buffer.from(page)),
  untouchedOrCut('a zstd bomb', 'zstd', zstdCompressSync(bombPage)),
  untouchedOrCut('an unknown coding of a page', 'x-secret', Buffer.from(page)),
];

export const sections = { 'status lines': statusLines, 'field lines': fieldLines, framing, interim, chunks, 'bytes behind': bytesBehind, ends, stops, codings };
