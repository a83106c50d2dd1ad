// A TCP client that sends exactly the bytes it is given and keeps exactly the bytes it gets.
import { once } from 'node:events';
import { connect } from 'node:net';

import { until, within } from './wait.mjs';

export async function connectRaw(t, url) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|]$/g, ''), port: Number(port) });
  const client = new RawClient(socket);
  t.after(() => socket.destroy());
  await within(once(socket, 'connect'), { what: `a connection to ${url}` });
  return client;
}

class RawClient {
  #chunks = [];
  #error;

  constructor(socket) {
    this.socket = socket;
    this.closed = false; // the other side has ended or reset the connection
    socket.on('data', (chunk) => this.#chunks.push(chunk));
    socket.on('error', (error) => (this.#error = error));
    socket.on('end', () => (this.closed = true));
    socket.on('close', () => (this.closed = true));
  }

  // All bytes so far, as a Buffer; latin1 text keeps one character per byte.
  get bytes() {
    return Buffer.concat(this.#chunks);
  }
  get text() {
    return this.bytes.toString('latin1');
  }
  get error() {
    return this.#error;
  }

  send(bytes) {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  end() {
    this.socket.end();
    return this;
  }

  // What came, once `pattern` matches it; throws when the connection ends before.
  async saw(pattern, options) {
    return until(
      () => {
        const match = pattern.exec(this.text);
        if (!match && this.closed) throw new Error(`closed before ${pattern} came: ${JSON.stringify(this.text.slice(0, 2000))}`);
        return match && this.text;
      },
      { what: `${pattern} to come`, ...options },
    );
  }

  async sawClose(options) {
    await until(() => this.closed, { what: 'the connection to be closed', ...options });
    return this.text;
  }

  // The next whole response: { status, head, headers, body, raw } with header names in lower case, several joined by ", ".
  // Takes what it returns from the bytes kept. `method`: that of the request it answers.
  async response({ method = 'GET', ...options } = {}) {
    const whole = await until(
      () => {
        const parsed = parseResponse(this.bytes, method, this.closed);
        if (!parsed && this.closed) throw new Error(`closed before a whole response: ${JSON.stringify(this.text.slice(0, 2000))}`);
        return parsed;
      },
      { what: 'a whole response', ...options },
    );
    this.#chunks = [this.bytes.subarray(whole.size)];
    return whole;
  }
}

function parseResponse(bytes, method, closed) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
  if (!status) throw new Error(`not a response: ${JSON.stringify(head.slice(0, 200))}`);
  const headers = new Map();
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  const rest = bytes.subarray(headEnd + 4);
  const body = bodyOf(rest, { status, headers, method, closed });
  const size = headEnd + 4 + (body?.size ?? 0);
  return body && { status, head, headers, body: body.data, raw: bytes.toString('latin1', 0, size), size };
}

function bodyOf(rest, { status, headers, method, closed }) {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { data: Buffer.alloc(0), size: 0 };
  if (headers.get('transfer-encoding') === 'chunked') return chunkedBody(rest);
  if (headers.has('content-length')) {
    const size = Number(headers.get('content-length'));
    return rest.length < size ? undefined : { data: rest.subarray(0, size), size };
  }
  return closed ? { data: rest, size: rest.length } : undefined;
}

function chunkedBody(rest) {
  const parts = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.subarray(at, lineEnd).toString('latin1'), 16);
    if (Number.isNaN(size)) throw new Error(`not a chunk size: ${JSON.stringify(rest.toString('latin1', at, at + 100))}`);
    at = lineEnd + 2;
    if (size === 0) {
      const end = rest.subarray(at, at + 2).toString('latin1') === '\r\n' ? at + 2 : rest.indexOf('\r\n\r\n', at) + 4;
      return end < 4 || end > rest.length ? undefined : { data: Buffer.concat(parts), size: end };
    }
    if (rest.length < at + size + 2) return undefined;
    parts.push(rest.subarray(at, at + size));
    at += size + 2;
  }
}
