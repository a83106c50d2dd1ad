// A name server for tests, on 127.0.0.1 over UDP: answers A and AAAA with what its records say at that moment.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';

const headBytes = 12;
const types = { a: 1, aaaa: 28 };

// records: { 'shop.test': { addresses: ['127.0.0.2', '::1'], ttl: 60 } }; instead of addresses `rcode` (2 SERVFAIL,
// 3 NXDOMAIN, as names have that are not there) or `silent`. Change them as you like. Resolves to
// { address: '127.0.0.1:PORT', records, asked } with asked the number of questions for A by name.
export async function startNameServer(t, records) {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  const server = { address: `127.0.0.1:${socket.address().port}`, records, asked: {} };
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    if (type === types.a) server.asked[name] = (server.asked[name] ?? 0) + 1;
    const record = server.records[name] ?? { rcode: 3 };
    if (!record.silent) socket.send(answer(query.subarray(0, end), type, record), from.port, from.address);
  });
  return server;
}

function readQuestion(query) {
  const labels = [];
  let at = headBytes;
  for (; query[at] !== 0; at += query[at] + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answer(question, type, { addresses = [], ttl = 60, rcode = 0 }) {
  const fitting = addresses.filter((address) => type === (isIPv6(address) ? types.aaaa : types.a));
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | rcode, 2);
  head.writeUInt16BE(fitting.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...fitting.map((address) => resourceRecord(address, type, ttl))]);
}

function resourceRecord(address, type, ttl) {
  const data = addressBytes(address);
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc000 | headBytes, 0); // the question's name
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(ttl, 6);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([record, data]);
}

function addressBytes(address) {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const [start, end] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const groups = end ? [...start, ...Array(8 - start.length - end.length).fill('0'), ...end] : start;
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
