// An origin that keeps every byte it was sent, and every whole request, exactly as they came.
import { startRawOrigin } from '../support/origin.mjs';

const plain = () => 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok';

// answer(request, socket): what is written back; nothing if it returns undefined. Resolves to
// { url, requests, connections, raw() }; a request is { line, method, target, head, fields, body, raw }.
export async function startRecordingOrigin(t, answer = plain) {
  const record = { requests: [], connections: [], raw: () => record.connections.map(({ text }) => text).join('\n---\n') };
  const { url, server } = await startRawOrigin(t, (socket) => {
    const connection = { text: '', open: true };
    record.connections.push(connection);
    socket.on('close', () => (connection.open = false));
    let pending = '';
    socket.on('data', (chunk) => {
      connection.text += chunk.toString('latin1');
      pending += chunk.toString('latin1');
      for (let taken; (taken = takeRequest(pending)); ) {
        pending = pending.slice(taken.size);
        record.requests.push(taken);
        const bytes = answer(taken, socket);
        if (bytes !== undefined) socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
      }
    });
  });
  return Object.assign(record, { url, server });
}

// The request that `text` begins with, once it is whole.
function takeRequest(text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const [line, ...fieldLines] = head.split('\r\n');
  const [method, target] = line.split(' ');
  const fields = new Map();
  for (const field of fieldLines) {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon).toLowerCase();
    const value = field.slice(colon + 1).trim();
    fields.set(name, fields.has(name) ? `${fields.get(name)}, ${value}` : value);
  }
  const body = fields.get('transfer-encoding')?.toLowerCase() === 'chunked' ? chunked(text, headEnd + 4) : sized(text, headEnd + 4, Number(fields.get('content-length') ?? 0));
  return body && { line, method, target, head, fields, body: body.data, size: body.end, raw: text.slice(0, body.end) };
}

function sized(text, at, size) {
  return text.length >= at + size ? { data: text.slice(at, at + size), end: at + size } : undefined;
}

function chunked(text, start) {
  const parts = [];
  for (let at = start; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    at = lineEnd + 2;
    if (size === 0) return trailers(text, at, parts.join(''));
    if (!(text.length >= at + size + 2)) return undefined; // also where the size is none
    parts.push(text.slice(at, at + size));
    at += size + 2;
  }
}

function trailers(text, at, data) {
  if (text.startsWith('\r\n', at)) return { data, end: at + 2 };
  const end = text.indexOf('\r\n\r\n', at);
  return end < 0 ? undefined : { data, end: end + 4 };
}
