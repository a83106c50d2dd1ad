// Visitors who stop, or send so slowly that they would hold a connection for ever. All limits are one second. `drip`
// is sent again every tenth of a second. `statuses`: of our answers before the connection is closed.
import { crlf } from '../edge.mjs';

const host = 'Host: site.test';
const post = (...fields) => crlf('POST / HTTP/1.1', host, ...fields);
const get = crlf('GET / HTTP/1.1', host);

const row = (name, bytes, statuses, { drip, nginx = 'closes', haproxy = 'closes' } = {}) => ({ name, bytes, drip, statuses, others: { nginx, haproxy } });

export const slowRequests = [
  row('nothing', '', []),
  row('one letter', 'G', [408]),
  row('a blank line', '\r\n', []),
  row('blank lines that trickle in', '', [400], { drip: '\r\n' }),
  row('half a request line', 'GET /abc', [408]),
  row('a request line', 'GET / HTTP/1.1\r\n', [408]),
  row('half a field name', `GET / HTTP/1.1\r\n${host}\r\nX-`, [408]),
  row('half a value', `GET / HTTP/1.1\r\n${host}\r\nX-A: b`, [408]),
  row('a head but for its last byte', get.slice(0, -1), [408]),
  row('a target that trickles in', 'GET /', [408], { drip: 'x' }),
  row('a value that trickles in', 'GET / HTTP/1.1\r\nX-A: b', [408], { drip: 'b' }),
  row('fields that trickle in', 'GET / HTTP/1.1\r\n', [408], { drip: 'X: y\r\n' }),
  row('no body', post('Content-Length: 10'), [408]),
  row('half a body', `${post('Content-Length: 10')}half`, [408]),
  row('a body but for its last byte', `${post('Content-Length: 5')}hell`, [408]),
  row('no chunk', post('Transfer-Encoding: chunked'), [408]),
  row('half a chunk size', `${post('Transfer-Encoding: chunked')}5`, [408]),
  row('half a chunk', `${post('Transfer-Encoding: chunked')}a\r\nhalf`, [408]),
  row('a chunk of 2^32 + 5 bytes that do not come', `${post('Transfer-Encoding: chunked')}100000005\r\nhello`, [413]),
  row('no last chunk', `${post('Transfer-Encoding: chunked')}5\r\nhello\r\n`, [408]),
  row('half of the trailers', `${post('Transfer-Encoding: chunked')}0\r\nX-A: b\r\n`, [408]),
  row('a body after 100-continue', post('Expect: 100-continue', 'Content-Length: 5'), [100, 408]),
  row('nothing behind an answer', get, [200]),
  row('a blank line behind an answer', `${get}\r\n`, [200]),
  row('half a head behind an answer', `${get}GET / HT`, [200, 408]),
];
