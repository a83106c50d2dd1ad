// The table of hostile requests (hostile/requests.mjs) played to Inlay, and to nginx and HAProxy to see what it is worth.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startHaproxyRelay } from '../support/haproxy.mjs';
import { startNginxRelay } from '../support/nginx.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, ask, crlf, edgePid, get, memoryOf, startEdge } from './edge.mjs';
import { inLanes, play } from './hostile/play.mjs';
import { behind, sections } from './hostile/requests.mjs';
import { elsewhere } from './hostile/requests_elsewhere.mjs';
import { slowRequests } from './hostile/slow_requests.mjs';
import { wrongRequest } from './hostile/strict.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const rounds = 3;
const growthMaxMib = 8;
const piecewiseBytesMax = 1000;
const lanes = 6; // for each of the other proxies
const settings = {
  'http.request_body_bytes_max': 1_000_000,
  'http.head_timeout_seconds': 1,
  'http.body_timeout_seconds': 1,
  'http.idle_timeout_seconds': 1,
  'edge.loops': 1,
};
const rows = Object.entries(sections).flatMap(([section, list]) => list.map((row) => ({ section, ...row })));

// What the row's bytes, and /behind after them, lead to.
async function outcome(t, { url, origin }, row, options) {
  const before = origin.requests.length;
  const methods = row.seen.map((request) => request.split(' ')[0]);
  const { answers, rest } = await play(t, url, row.bytes + behind, { methods, ...options });
  const requests = origin.requests.slice(before);
  return { answers, rest, requests, seen: requests.map(({ method, target }) => `${method} ${target}`), wrong: requests.map(({ raw }) => wrongRequest(raw)).find(Boolean) };
}

async function checkOurs(t, lane, row, options) {
  const { answers, rest, requests, seen, wrong } = await outcome(t, lane, row, options);
  assert.deepEqual(answers.map(({ status }) => status), row.statuses);
  assert.equal(rest, '', 'nothing but whole answers came');
  assert.deepEqual(seen, row.seen, 'what the origin saw');
  assert.equal(wrong, undefined, 'what the origin saw is well-formed');
  if (answers.length > 0 && row.seen.at(-1) !== 'GET /behind') assert.match(answers.at(-1).headers.get('connection'), /close/);
  for (const [name, value] of Object.entries(row.fields ?? {})) {
    const got = requests[0].fields.get(name);
    if (value instanceof RegExp) assert.match(got, value, name);
    else assert.equal(got, value, name);
  }
}

test('the table is a table', () => {
  const names = rows.map(({ name }) => name);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), [], 'every name once');
  assert.deepEqual(Object.keys(elsewhere).filter((name) => !names.includes(name)), [], 'every note has its row');
  assert.ok(rows.filter(({ seen }) => !seen.includes('GET /behind')).length >= 120);
});

test('hostile requests', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)], settings });
  const lane = { url: edge.url, origin };
  const pid = edgePid(edge);
  await t.test('in one piece', async (t) => {
    for (const row of rows) await t.test(`${row.section}: ${row.name}`, (t) => checkOurs(t, lane, row));
  });
  const before = memoryOf(pid).now;
  await t.test('byte by byte', async (t) => {
    for (const row of rows.filter(({ bytes }) => bytes.length <= piecewiseBytesMax)) {
      await t.test(`${row.section}: ${row.name}`, (t) => checkOurs(t, lane, row, { piecewise: true }));
    }
  });
  for (let round = 1; round < rounds; round++) for (const row of rows) await checkOurs(t, lane, row);
  assert.doesNotMatch(origin.raw(), /^GET \/smuggled/m);
  await until(() => origin.connections.filter(({ open }) => open).length <= 1, { what: 'half-sent requests to be cut at the origin' });
  await stillWell(t, { origin, edge, pid, before });
});

async function stillWell(t, { origin, edge, pid, before }) {
  assert.equal(edgePid(edge), pid, 'the same process serves');
  assert.equal((await ask(t, edge.url, get('/well'))).status, 200);
  assert.equal(origin.requests.at(-1).target, '/well');
  const { now } = memoryOf(pid);
  t.diagnostic(`${before.toFixed(1)} MiB before, ${now.toFixed(1)} MiB after`);
  assert.ok(now - before < growthMaxMib, `grew from ${before} to ${now} MiB`);
}

// How another proxy's outcome compares with ours: same, refuses, passes or leaks (see requests_elsewhere.mjs).
function compared(row, { seen, wrong }) {
  if (wrong) return 'leaks';
  if (seen.join() === row.seen.join()) return 'same';
  return seen.length < row.seen.length ? 'refuses' : 'passes';
}

const others = { nginx: startNginxRelay, haproxy: startHaproxyRelay };
for (const [name, startRelay] of Object.entries(others)) {
  test(`the same requests before ${name}`, async (t) => {
    const origins = await Promise.all(Array.from({ length: lanes }, () => startRecordingOrigin(t)));
    const { urls } = await startRelay(t, origins.map(({ url }) => url));
    const found = [];
    await inLanes(urls.map((url, i) => ({ url, origin: origins[i] })), rows, async (row, lane) => {
      const said = elsewhere[row.name]?.[name] ?? 'same';
      const seen = await outcome(t, lane, row);
      const is = compared(row, seen);
      if (!said.split(':')[0].split(' or ').includes(is)) found.push(`${row.name}: ${is}, the table says ${said}; the origin saw ${JSON.stringify(seen.seen)} ${seen.wrong ?? ''}`);
    });
    assert.deepEqual(found, []);
  });
}

test('slow requests', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { settings });
  const relays = { nginx: (await startNginxRelay(t, [origin.url])).urls[0], haproxy: (await startHaproxyRelay(t, [origin.url])).urls[0] };
  const all = slowRequests.flatMap((row) => [
    { row, name: row.name, playing: play(t, edge.url, row.bytes, row), statuses: row.statuses },
    ...Object.entries(relays).map(([proxy, url]) => ({ name: `${row.name}, ${proxy}`, playing: play(t, url, row.bytes, row), says: row.others[proxy] })),
  ]);
  await Promise.allSettled(all.map(({ playing }) => playing));
  for (const { name, playing, statuses, says } of all) {
    await t.test(name, async () => {
      const { answers, rest } = await playing; // it was closed in time
      if (says) return;
      assert.deepEqual(answers.map(({ status }) => status), statuses);
      assert.equal(rest, '');
    });
  }
});

test('visitors who do not read are left, and what the origin sends for them is not kept', async (t) => {
  const size = 16 * 1024 * 1024;
  const slow = 20;
  const origin = await startRecordingOrigin(t, ({ target }) => (target === '/large' ? Buffer.concat([Buffer.from(crlf('HTTP/1.1 200 OK', `Content-Length: ${size}`)), Buffer.alloc(size)]) : crlf('HTTP/1.1 200 OK', 'Content-Length: 0')));
  const edge = await startEdge(t, origin.url, { settings: { ...settings, 'http.write_timeout_seconds': 1 } });
  await ask(t, edge.url, get('/warm'));
  const before = memoryOf(edgePid(edge)).now;
  const clients = await Promise.all(Array.from({ length: slow }, () => connectRaw(t, edge.url)));
  for (const client of clients) {
    client.socket.pause();
    client.send(get('/large'));
  }
  await until(() => origin.requests.filter(({ target }) => target === '/large').length === slow, { what: 'their requests' });
  assert.equal((await ask(t, edge.url, get('/others'))).status, 200, 'others are served meanwhile');
  await until(() => edge.process.stderr.match(/"reason":"visitor_too_slow"/g)?.length === slow, { what: 'all to be left', limitMs: 5000 });
  const { peak } = memoryOf(edgePid(edge));
  t.diagnostic(`${before.toFixed(1)} MiB before, at most ${peak.toFixed(1)}`);
  assert.ok(peak - before < slow, `grew from ${before} to ${peak} MiB`);
  for (const client of clients) client.socket.resume();
  for (const client of clients) assert.ok((await client.sawClose()).length < size, 'and cut');
});

test('half-open visitors in numbers do not stop others', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { settings });
  const clients = await Promise.all(Array.from({ length: 300 }, () => connectRaw(t, edge.url)));
  for (const [i, client] of clients.entries()) client.send(['', 'G', 'GET / HTTP/1.1\r\nX', `${crlf('POST / HTTP/1.1', 'Host: site.test', 'Content-Length: 5')}he`][i % 4]);
  const begun = performance.now();
  assert.equal((await ask(t, edge.url, get('/others'))).status, 200);
  assert.ok(performance.now() - begun < 1000, 'while they are all there');
  await Promise.all(clients.map((client) => client.sawClose({ limitMs: 5000 })));
  assert.ok(origin.requests.every(({ target }) => target === '/others'));
});

test('a stray byte anywhere in a head', async (t) => {
  const origin = await startRecordingOrigin(t);
  const edge = await startEdge(t, origin.url, { settings });
  const pid = edgePid(edge);
  await ask(t, edge.url, get('/warm'));
  const before = memoryOf(pid).now;
  const head = crlf('POST /p?q HTTP/1.1', 'Host: site.test', 'X-A: b', 'Content-Length: 0');
  for (const [name, byte] of [['CR', '\r'], ['LF', '\n'], ['NUL', '\0'], ['vertical tab', '\x0b'], ['DEL', '\x7f'], ['escape', '\x1b']]) {
    await t.test(name, async (t) => {
      // The last place is inside the empty line, where the head may already be whole.
      for (let at = 0; at < head.length - 1; at++) {
        const { answers, rest } = await play(t, edge.url, head.slice(0, at) + byte + head.slice(at) + behind);
        assert.equal(answers.length, 1, `before byte ${at}`);
        assert.ok([400, 405, 501, 505].includes(answers[0].status), `before byte ${at}: ${answers[0].status}`);
        assert.equal(rest, '', `before byte ${at}`);
      }
    });
  }
  assert.equal(origin.requests.length, 1, 'only the first one');
  await stillWell(t, { origin, edge, pid, before });
});
