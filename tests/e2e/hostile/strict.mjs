// What RFC 9112 lets a sender send, read as strictly as it is written: whoever is behind a proxy may count on it.
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const requestLine = new RegExp(`^${token} [\\x21-\\x7e\\x80-\\xff]+ HTTP/1\\.[01]$`);
const statusLine = /^HTTP\/1\.[01] [1-5]\d\d (?:[\t\x20-\x7e\x80-\xff]*)$/;
const fieldLine = new RegExp(`^(${token}):([\\t\\x20-\\x7e\\x80-\\xff]*)$`);
const chunkLine = /^[0-9A-Fa-f]{1,16}(?:;[\t\x20-\x7e\x80-\xff]*)?$/;

// Undefined, or what is wrong with one whole message (its bytes as latin1 text).
export const wrongRequest = (raw) => wrong(raw, requestLine) ?? wrongHost(raw);
export const wrongResponse = (raw, { method = 'GET', status = 200 } = {}) => wrong(raw, statusLine, method === 'HEAD' || status < 200 || [204, 304].includes(status));

function wrong(raw, startLine, bodiless = false) {
  const headEnd = raw.indexOf('\r\n\r\n');
  if (headEnd < 0) return 'no end of the head';
  const [start, ...lines] = raw.slice(0, headEnd).split('\r\n');
  if (!startLine.test(start)) return `first line ${JSON.stringify(start)}`;
  const bad = lines.find((line) => !fieldLine.test(line));
  if (bad !== undefined) return `field line ${JSON.stringify(bad.slice(0, 100))}`;
  return wrongFraming(valuesOf(lines, 'content-length'), valuesOf(lines, 'transfer-encoding'), bodiless ? undefined : raw.slice(headEnd + 4));
}

function wrongFraming(lengths, codings, body) {
  if (lengths.length + codings.length > 1) return `${lengths.length} lengths and ${codings.length} codings`;
  if (lengths.length === 1 && !/^\d+$/.test(lengths[0])) return `length ${lengths[0]}`;
  if (codings.length === 0) return undefined;
  if (codings[0].toLowerCase() !== 'chunked') return `coding ${codings[0]}`;
  return body === undefined ? undefined : wrongChunks(body);
}

function wrongChunks(body) {
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const line = body.slice(at, end < 0 ? at : end);
    if (!chunkLine.test(line)) return `chunk line ${JSON.stringify(body.slice(at, at + 40))}`;
    const size = Number.parseInt(line, 16);
    if (size === 0) return wrongTrailers(body.slice(end + 2));
    at = end + 2 + size;
    if (body.slice(at, at + 2) !== '\r\n') return `no line end behind a chunk of ${size}`;
    at += 2;
  }
}

function wrongTrailers(text) {
  const bad = text.split('\r\n').slice(0, -2).find((line) => !fieldLine.test(line));
  return bad === undefined ? undefined : `trailer ${JSON.stringify(bad.slice(0, 100))}`;
}

function wrongHost(raw) {
  const hosts = valuesOf(raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n'), 'host');
  if (hosts.length !== 1) return `${hosts.length} hosts`;
  return /^[0-9A-Za-z._~%!$&'()*+;=:[\]-]+$/.test(hosts[0]) ? undefined : `host ${JSON.stringify(hosts[0])}`;
}

function valuesOf(lines, name) {
  return lines.filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
}
