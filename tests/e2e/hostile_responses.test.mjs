// The table of hostile answers (hostile/responses.mjs) behind Inlay, and behind nginx and HAProxy to see what it is worth.
// Whatever an origin sends, a visitor gets one answer for one request: an error page, a cut connection, or what the
// bytes can only mean.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, gunzipSync } from 'node:zlib';

import { startHaproxyRelay } from '../support/haproxy.mjs';
import { startNginxRelay } from '../support/nginx.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, ask, crlf, edgePid, get, memoryOf, navigation, startEdge } from './edge.mjs';
import { inLanes } from './hostile/play.mjs';
import { sections, smuggled } from './hostile/responses.mjs';
import { elsewhere } from './hostile/responses_elsewhere.mjs';
import { wrongResponse } from './hostile/strict.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const rounds = 3;
const lanes = 16;
const growthMaxMib = 8;
const peakGrowthMaxMib = 24;
const piecewiseBytesMax = 3000;
const dripMs = 100;
const answerLimitMs = 4000; // nothing hangs
const settings = { 'origin.response_timeout_seconds': 1, 'origin.body_timeout_seconds': 1, 'edge.loops': 1 };
const ok = (...fields) => crlf('HTTP/1.1 200 OK', ...fields);
const rows = Object.entries(sections).flatMap(([section, list]) => list.map((row) => ({ section, ...row })));

// Answers /row/N with what row N says, byte by byte where `piecewise` says so, and everything else with AFTER.
async function startHostileOrigin(t) {
  const dripping = new Set();
  t.after(() => dripping.forEach(clearInterval));
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    const row = rows[/^\/row\/(\d+)$/.exec(target)?.[1]];
    if (row === undefined) return `${ok('Content-Length: 5')}AFTER`;
    const bytes = Buffer.from(row.bytes + (row.then === 'more' ? smuggled : ''), 'latin1');
    const sent = () => {
      if (row.then === 'end') socket.end();
      if (row.then === 'reset') socket.resetAndDestroy();
      if (row.drip) dripping.add(setInterval(() => socket.write(row.drip), dripMs));
    };
    // What follows a whole answer must not come later than it: then it could be the answer to somebody's next request.
    if (!origin.piecewise || bytes.length > piecewiseBytesMax || row.section === 'bytes behind') {
      socket.write(bytes, sent);
      return undefined;
    }
    socket.setNoDelay(true);
    const last = row.bytes.length - 1;
    const send = (at) => (at < last ? socket.write(bytes.subarray(at, at + 1), (error) => error || setImmediate(send, at + 1)) : socket.write(bytes.subarray(Math.max(last, 0)), sent));
    send(0);
    return undefined;
  });
  return origin;
}

// What the visitor gets for the row, and whether everybody gets the right answer afterwards.
async function outcome(t, url, row) {
  const client = await connectRaw(t, url);
  client.send(row.request(`/row/${rows.indexOf(row)}`));
  const answer = await oneAnswer(client, row);
  if (answer.status === 101 || answer.wrong) return answer;
  const next = client.closed ? undefined : await afterwards(() => client.send(get('/after')).response());
  const other = await afterwards(() => ask(t, url, get('/after')));
  const split = (next ?? 'AFTER') !== 'AFTER' || other !== 'AFTER' || /SMUGGLED/.test(client.text);
  client.socket.destroy();
  return { ...answer, wrong: answer.wrong ?? (split ? `afterwards ${next} and ${other}` : undefined) };
}

async function afterwards(response) {
  try {
    return (await response()).body.toString();
  } catch (error) {
    return /closed before/.test(error.message) ? undefined : error.message;
  }
}

// The answer; where the connection was cut before it was whole, { cut: true, text }.
async function oneAnswer(client, { method }) {
  for (const begun = performance.now(); ; ) {
    try {
      const answer = await client.response({ method, limitMs: answerLimitMs - (performance.now() - begun) });
      const wrong = wrongResponse(answer.raw, { method, status: answer.status });
      if (wrong || answer.status >= 200 || answer.status === 101) return { ...answer, wrong };
    } catch (error) {
      return client.closed ? { cut: true, text: client.text } : { hangs: /in vain/.test(error.message), wrong: error.message };
    }
  }
}

function checkOurs(row, answer, piecewise) {
  const may = [row.status].flat();
  assert.equal(answer.wrong, undefined);
  if (answer.cut) {
    assert.doesNotMatch(answer.text, /\r\n0\r\n\r\n$/, 'a part is never passed for the whole');
    // Cut into bytes, an answer may have begun before the garbage shows.
    assert.ok(may.includes('cut') || (piecewise && may.includes(502)), `${may} expected, and it was cut: ${JSON.stringify(answer.text.slice(0, 200))}`);
    return;
  }
  if (may.includes('broken') && !answer.body.equals(row.body)) {
    assert.equal(answer.status, 200);
    assert.throws(() => gunzipSync(answer.body), 'nobody takes it for the whole');
    assert.match(gunzipSync(answer.body, { finishFlush: constants.Z_SYNC_FLUSH }).toString(), /<script src="\/cdn-cgi/);
    return;
  }
  if (may.includes('untouched') && answer.status === 200) {
    assert.ok(answer.body.equals(row.body), `the body as it was, not ${answer.body.toString('latin1', 0, 100)}`);
    return;
  }
  assert.ok(may.includes(answer.status), `${may} expected, not ${answer.status}`);
  if (typeof row.body === 'string') assert.equal(answer.body.toString(), row.body);
  for (const [name, value] of Object.entries(row.fields ?? {})) assert.equal(answer.headers.get(name), value, name);
  assert.equal(answer.headers.has('x-smuggled'), false);
  assert.equal(answer.headers.has('x-injected'), false);
}

test('the table is a table', () => {
  const names = rows.map(({ name }) => name);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), [], 'every name once');
  assert.deepEqual(Object.keys(elsewhere).filter((name) => !names.includes(name)), [], 'every note has its row');
  assert.ok(rows.length >= 160);
});

test('hostile answers', async (t) => {
  const origin = await startHostileOrigin(t);
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)], settings });
  const pid = edgePid(edge);
  let before;
  const round = async () => {
    const got = new Map();
    await inLanes(Array(lanes).fill(edge.url), rows, async (row, url) => got.set(row, await outcome(t, url, row)));
    return got;
  };
  for (const how of ['in one piece', 'byte by byte']) {
    await t.test(how, async (t) => {
      origin.piecewise = how === 'byte by byte';
      const got = await round();
      for (const row of rows) await t.test(`${row.section}: ${row.name}`, () => checkOurs(row, got.get(row), origin.piecewise));
    });
    before ??= memoryOf(pid);
  }
  origin.piecewise = false;
  for (let i = 1; i < rounds; i++) (await round()).forEach((answer, row) => checkOurs(row, answer, false));
  assert.equal(edgePid(edge), pid, 'the same process serves');
  const after = memoryOf(pid);
  t.diagnostic(`after the first round ${before.now.toFixed(1)} MiB, at most ${before.peak.toFixed(1)}; after all ${after.now.toFixed(1)}, at most ${after.peak.toFixed(1)}`);
  assert.ok(after.now - before.now < growthMaxMib, `grew from ${before.now} to ${after.now} MiB`);
  assert.ok(after.peak < before.now + peakGrowthMaxMib, `had ${after.peak} MiB at one time`);
});

// How another proxy's outcome compares with ours: a word of responses_elsewhere.mjs, or same.
function compared(row, answer) {
  if (answer.hangs) return 'hangs';
  if (answer.wrong) return 'leaks';
  const may = [row.status].flat();
  if (answer.cut || [500, 502, 504].includes(answer.status)) return may.some((status) => ['cut', 502, 504].includes(status)) ? 'same' : 'refuses';
  const body = row.body === undefined || answer.body.equals(Buffer.from(row.body, 'latin1'));
  return body && (may.includes('untouched') || may.includes(answer.status)) ? 'same' : 'passes';
}

const others = { nginx: startNginxRelay, haproxy: startHaproxyRelay };
for (const [name, startRelay] of Object.entries(others)) {
  test(`the same answers behind ${name}`, async (t) => {
    const origin = await startHostileOrigin(t);
    const { urls } = await startRelay(t, [origin.url]);
    const found = [];
    await inLanes(Array(lanes).fill(urls[0]), rows, async (row, url) => {
      const said = elsewhere[row.name]?.[name] ?? 'same';
      const answer = await outcome(t, url, row);
      const is = compared(row, answer);
      if (!said.split(':')[0].split(' or ').includes(is)) found.push(`${row.name}: ${is}, the table says ${said}; ${answer.wrong ?? `${answer.status} ${answer.body?.toString('latin1').slice(0, 100)}`}`);
    });
    assert.deepEqual(found, []);
  });
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
    return `${ok('Content-Length: 5')}AFTER`;
  });
  const edge = await startEdge(t, origin.url, { settings });
  const client = await connectRaw(t, edge.url);
  await client.send(get('/first')).response();
  await until(() => !origin.connections[0].open, { what: 'the connection with the stray answer to be closed' });
  assert.equal((await client.send(get('/second')).response()).body.toString(), 'AFTER');
});
