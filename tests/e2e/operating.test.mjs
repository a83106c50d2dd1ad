// Watching a running Inlay: status, metrics, the access log and its rotation, the admin socket under hostile bytes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { inlay } from '../support/inlay.mjs';
import { startRawOrigin } from '../support/origin.mjs';
import { program } from '../support/paths.mjs';
import { killProcess, start } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until, within } from '../support/wait.mjs';
import { accessLines, adminOf, configuration, parseMetrics, startConfigured } from './configured.mjs';
import { appFolder, ask, crlf, edgePid, get, navigation, temporaryFolder } from './edge.mjs';
import { Load } from './load.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const page = '<!doctype html><head><title>t</title></head>';
const pageOrigin = (t) =>
  startRecordingOrigin(t, ({ target }) => (target === '/text' ? `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/plain', 'Content-Length: 2')}ok` : `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Length: ${page.length}`)}${page}`));

// Some of everything: a page with an app, a relayed answer, a host that nobody has, no HTTP at all.
async function someTraffic(t, url) {
  await ask(t, url, navigation('/page?token=secret'));
  await ask(t, url, get('/text'));
  await ask(t, url, crlf('GET / HTTP/1.1', 'Host: nobody.test'));
  await ask(t, url, 'hello\r\n\r\n');
}

test('status tells what there is and what happened', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url, app: appFolder(t) }, { hosts: ['b.test', 'c.test'], origin: origin.url }] }));
  await someTraffic(t, serving.url);
  const { headers } = await serving.admin.ask('/v1/status');
  assert.equal(headers['content-type'], 'application/json');
  const status = await until(async () => {
    const now = await serving.admin.status();
    return now.counters.requests_error === 2 && now;
  }, { what: 'four requests to be counted' });
  assert.equal(status.version, 1);
  assert.equal(status.pid, serving.process.pid);
  assert.equal(status.edge.pid, edgePid(serving));
  assert.equal(status.edge.state, 'serving');
  assert.ok(Math.abs(Date.parse(status.started) - Date.now()) < 60_000);
  assert.deepEqual(status.listeners, [{ address: '127.0.0.1:0', bound: new URL(serving.url).host }]);
  assert.equal(status.sites_count, 2);
  assert.equal(status.sites_next, null);
  assert.deepEqual(status.sites.map(({ hosts }) => hosts), [['site.test'], ['b.test', 'c.test']]);
  assert.match(status.sites[0].plan, /^[\w-]{27}$/);
  assert.equal(status.sites[0].installs.length, 1);
  assert.deepEqual(status.sites[0].origins, [origin.url]);
  assert.deepEqual([status.sites[1].plan, status.sites[1].since, status.sites[1].installs], [null, null, []]);
  const { requests_page: pages, requests_relay: relayed, requests_error: errors, answers_2xx: fine, answers_4xx: refused } = status.counters;
  assert.deepEqual({ pages, relayed, errors, fine, refused }, { pages: 1, relayed: 1, errors: 2, fine: 2, refused: 2 });
  assert.ok(status.counters.bytes_added > 50);
  assert.deepEqual(status.refused, { no_site: 1, request_malformed: 1 });
  assert.deepEqual(status.recent_refusals.map(({ reason, status }) => [reason, status]), [['request_malformed', 400], ['no_site', 421]]);
  assert.equal(status.recent_refusals[1].host, 'nobody.test');
  assert.equal(status.last_reload, null);
  assert.deepEqual(status.access_log, { path: null, lines: 0, dropped: 0 });
  assert.equal(status.times.request_seconds.count, 4);

  await t.test('for people', async (t) => {
    const { code, stdout, stderr } = await inlay(t, ['status', '--state', join(serving.folder, 'state')]);
    assert.equal(code, 0, stderr);
    const text = stdout.toString();
    assert.match(text, /^Inlay \d+\.\d+\.\d+, serving, up for \d+ second/);
    for (const part of [/listens at +http:\/\/127\.0\.0\.1:\d+\n/, /requests +4, now running 0\n/, /1 +no_site\n/, /2 sites\n {2}site\.test: 1 app since 20\d\d-/, /b\.test and 1 more: 0 apps\n/, /access log +off\n/]) assert.match(text, part);
    assert.ok(text.split('\n').every((line) => line.length <= 140), 'no line is too long to read');
  });
  await t.test('for programs', async (t) => {
    const { code, stdout } = await inlay(t, ['status', '--admin', serving.admin.path, '--json']);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).pid, serving.process.pid);
  });
  await t.test('page by page', async () => {
    const first = await serving.admin.status('?sites=1');
    assert.deepEqual([first.sites.length, first.sites_next], [1, 1]);
    const second = await serving.admin.status(`?sites=1&from=${first.sites_next}`);
    assert.deepEqual([second.sites[0].hosts[0], second.sites_next], ['b.test', null]);
    assert.equal((await serving.admin.status('?sites=0')).sites.length, 0);
    assert.equal((await serving.admin.status('?from=99999999999999999999&sites=-1&x')).sites.length, 2);
    assert.equal((await serving.admin.status('?from=7')).sites.length, 0);
  });
});

test('status says where it looked when nothing answers', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  for (const args of [['--state', join(folder, 'none')], ['--admin', join(folder, 'file')], ['--admin', '/'.repeat(200)]]) {
    const { code, stdout, stderr } = await inlay(t, ['status', ...args]);
    assert.equal(code, 3, stderr);
    assert.equal(stdout.length, 0);
    assert.ok(stderr.includes(args[1]), stderr);
    assert.match(stderr, /--state|--admin/);
  }
  assert.equal((await inlay(t, ['status', '--jsn'])).code, 2);
});

test('metrics are Prometheus text and agree with status', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url, app: appFolder(t) }] }));
  await someTraffic(t, serving.url);
  await until(async () => (await serving.admin.status()).counters.requests_error === 2, { what: 'the requests to be counted' });
  const { headers, body } = await serving.admin.ask('/metrics');
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const metrics = parseMetrics(body);
  const { counters } = await serving.admin.status();
  assert.equal(metrics.get('inlay_requests_total{kind="page"}'), 1);
  assert.equal(metrics.get('inlay_added_bytes_total'), counters.bytes_added);
  assert.equal(metrics.get('inlay_failures_total{reason="no_site"}'), 1);
  assert.equal(metrics.get('inlay_request_seconds_count'), 4);
  assert.equal(metrics.get('inlay_request_seconds_bucket{le="+Inf"}'), 4);
  assert.equal(metrics.get('inlay_edge_up'), 1);
  const size = metrics.size;

  for (let i = 0; i < 50; i++) await ask(t, serving.url, crlf(`GET /${i} HTTP/1.1`, `Host: h${i}.test`));
  assert.equal((await serving.admin.metrics()).size, size, 'no visitor makes the text grow');

  await t.test('counters survive an edge; gauges do not', async (t) => {
    const before = await serving.admin.metrics();
    const held = connect(new URL(serving.url).port, '127.0.0.1');
    t.after(() => held.destroy());
    held.on('error', () => {});
    await once(held, 'connect');
    killProcess(edgePid(serving));
    await until(async () => (await serving.admin.status()).edge.starts === 2, { what: 'another edge' });
    await ask(t, serving.url, get('/text'));
    const after = await until(async () => {
      const now = await serving.admin.metrics();
      return now.get('inlay_requests_total{kind="relay"}') === 2 && now;
    }, { what: 'one more request' });
    for (const [name, value] of before) {
      if (/_(total|count|bucket|sum)(\{|$)/.test(name)) assert.ok(after.get(name) >= value, `${name}: ${value}, then ${after.get(name)}`);
    }
    assert.equal(after.get('inlay_edge_deaths_total'), 1);
    assert.equal(after.get('inlay_requests_running'), 0);
  });
});

test('the admin socket is for its owner, and for one supervisor', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url }] }));
  assert.equal(statSync(serving.admin.path).mode & 0o777, 0o600);
  const rows = [
    { name: 'another path', path: '/v1/statuss', status: 404, error: 'not_found' },
    { name: 'the root', path: '/', status: 404, error: 'not_found' },
    { name: 'another method', path: '/metrics', method: 'POST', status: 405, error: 'method_not_allowed' },
    { name: 'DELETE', path: '/v1/status', method: 'DELETE', status: 405, error: 'method_not_allowed' },
  ];
  for (const { name, path, method, status, error } of rows) {
    await t.test(name, async () => {
      const answer = await serving.admin.ask(path, { method });
      assert.equal(answer.status, status);
      assert.deepEqual(JSON.parse(answer.body), { error });
    });
  }
  await t.test('HEAD has the length and no body', async () => {
    const { status, body, headers } = await serving.admin.ask('/metrics', { method: 'HEAD' });
    assert.deepEqual([status, body], [200, '']);
    assert.ok(Number(headers['content-length']) > 1000);
  });
  await t.test('a second Inlay does not take it over', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'inlay.toml');
    writeFileSync(file, configuration({ admin: serving.admin.path, sites: [{ origin: origin.url }] }));
    const { code, stderr } = await inlay(t, ['serve', '--config', file], { cwd: folder });
    assert.equal(code, 3);
    assert.match(stderr, /listen\.admin: .*admin\.sock: another process listens there/);
    assert.equal((await serving.admin.status()).version, 1);
  });
  await t.test('a file that is no socket is not removed', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'inlay.toml');
    const precious = join(folder, 'precious');
    writeFileSync(precious, 'x');
    writeFileSync(file, configuration({ admin: precious, sites: [{ origin: origin.url }] }));
    const { code, stderr } = await inlay(t, ['serve', '--config', file], { cwd: folder });
    assert.equal(code, 3);
    assert.match(stderr, /precious: is there already, and no socket/);
    assert.equal(readFileSync(precious, 'utf8'), 'x');
  });
  await t.test('the file is gone afterwards', async () => {
    await serving.process.stop();
    assert.equal(existsSync(serving.admin.path), false);
  });
});

test('a supervisor takes the admin socket of one that was killed', async (t) => {
  const origin = await pageOrigin(t);
  const folder = temporaryFolder(t);
  const admin = join(folder, 'admin.sock');
  const text = configuration({ admin, sites: [{ origin: origin.url }] });
  const first = await startConfigured(t, text);
  const edge = edgePid(first);
  first.process.child.kill('SIGKILL');
  await once(first.process.child, 'exit');
  killProcess(edge);
  assert.equal(existsSync(admin), true);
  const second = await startConfigured(t, text);
  assert.equal((await adminOf(admin).status()).pid, second.process.pid);
});

test('hostile bytes on the admin socket', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url }] }));
  const open = async () => {
    const socket = connect(serving.admin.path);
    t.after(() => socket.destroy());
    const got = { text: '', closed: false, socket };
    socket.on('data', (chunk) => (got.text += chunk.toString('latin1'))).on('close', () => (got.closed = true)).on('error', () => {});
    await once(socket, 'connect');
    return got;
  };
  const rows = [
    { name: 'no HTTP', bytes: '\x16\x03\x01\x02\x00\x01\x00', answer: /^HTTP\/1\.1 400 / },
    { name: 'a bare line feed', bytes: 'GET /metrics HTTP/1.1\nHost: x\n\n', answer: /^HTTP\/1\.1 400 / },
    { name: 'two lengths', bytes: crlf('POST /metrics HTTP/1.1', 'Host: x', 'Content-Length: 1', 'Content-Length: 2'), answer: /^HTTP\/1\.1 400 / },
    { name: 'a line without end', bytes: `GET /${'a'.repeat(20_000)}`, answer: /^HTTP\/1\.1 414 / },
    { name: 'a head without end', bytes: `GET / HTTP/1.1\r\nHost: x\r\n${'X-Y: z\r\n'.repeat(4000)}`, answer: /^HTTP\/1\.1 431 / },
    { name: 'another version', bytes: crlf('GET /metrics HTTP/2.0', 'Host: x'), answer: /^HTTP\/1\.1 505 / },
    { name: 'a body that never ends', bytes: `${crlf('POST /metrics HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked')}${'ffff\r\n'.concat('x'.repeat(65535), '\r\n').repeat(4)}`, answer: /^HTTP\/1\.1 (405|413) / },
    { name: 'an upgrade', bytes: crlf('GET /metrics HTTP/1.1', 'Host: x', 'Connection: upgrade', 'Upgrade: websocket'), answer: /^HTTP\/1\.1 200 / },
    { name: 'ten requests at once', bytes: crlf('GET /nope HTTP/1.1', 'Host: x').repeat(10), answer: /(HTTP\/1\.1 404 [^]*){10}$/ },
  ];
  for (const { name, bytes, answer } of rows) {
    await t.test(name, async () => {
      const client = await open();
      client.socket.write(Buffer.from(bytes, 'latin1'));
      await until(() => answer.test(client.text), { what: `an answer like ${answer}; it was ${JSON.stringify(client.text.slice(0, 200))}` });
      client.socket.destroy();
    });
  }
  await t.test('those who hold connections and say nothing are closed', async () => {
    const silent = await Promise.all(Array.from({ length: 40 }, open));
    await until(() => silent.filter(({ closed }) => closed).length >= 24, { what: 'those beyond 16 to be closed', limitMs: 2000 });
    await until(() => silent.every(({ closed }) => closed), { what: 'the rest to be closed', limitMs: 8000 });
    assert.equal((await serving.admin.status()).version, 1);
  });
  await t.test('visitors notice nothing', async (t) => {
    assert.equal((await ask(t, serving.url, get('/'))).status, 200);
    assert.equal((await serving.admin.status()).edge.deaths, 0);
  });
});

test('pages whose policy forbids the apps are counted, told once, and stand in the access log', async (t) => {
  const policy = "script-src 'self' 'strict-dynamic'";
  const origin = await startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Security-Policy: ${policy}`, `Content-Length: ${page.length}`)}${page}`);
  const access = join(temporaryFolder(t), 'access.log');
  const serving = await startConfigured(t, configuration({ access, sites: [{ origin: origin.url, app: appFolder(t) }] }));
  const pages = 8;
  for (let i = 0; i < pages; i++) assert.equal((await ask(t, serving.url, navigation(`/${i}`))).body.toString(), page);
  const lines = await until(() => accessLines(access).length === pages && accessLines(access), { what: 'a line for each' });
  assert.deepEqual(lines.map(({ status, reason }) => [status, reason]), Array(pages).fill([200, 'csp_forbids']));
  const status = await until(async () => {
    const now = await serving.admin.status();
    return now.refused.csp_forbids === pages && now;
  }, { what: 'each to be counted' });
  // Once by each loop that met it.
  const told = status.recent_refusals.map(({ reason, status, host }) => [reason, status, host]);
  assert.ok(told.length >= 1 && told.length < pages, `told ${told.length} times`);
  assert.deepEqual(told, Array(told.length).fill(['csp_forbids', 200, 'site.test']));
  assert.match(status.recent_refusals[0].detail, /script-src has 'strict-dynamic'/);
  assert.equal((await serving.admin.metrics()).get('inlay_failures_total{reason="csp_forbids"}'), pages);
  assert.equal(serving.process.stderr.match(/"event":"page\.tag_forbidden"/g).length, told.length);
  const { stdout } = await inlay(t, ['status', '--admin', serving.admin.path]);
  assert.match(stdout.toString(), /8 +csp_forbids\n/);
});

test('the access log has one line per request', async (t) => {
  const origin = await pageOrigin(t);
  const access = join(temporaryFolder(t), 'access.log');
  const serving = await startConfigured(t, configuration({ access, sites: [{ origin: origin.url, app: appFolder(t) }] }));
  await someTraffic(t, serving.url);
  const lines = await until(() => accessLines(access).length === 4 && accessLines(access), { what: 'four lines' });
  const by = (wanted) => lines.find(({ path, status }) => path === wanted || status === wanted);
  assert.equal(readFileSync(access, 'utf8').includes('secret'), false, 'queries are left out');
  const tagged = by('/page');
  assert.deepEqual([tagged.method, tagged.host, tagged.status, tagged.kind, tagged.client, tagged.origin_status, tagged.app_count], ['GET', 'site.test', 200, 'page', '127.0.0.1', 200, 1]);
  assert.ok(tagged.bytes === page.length + tagged.bytes_added && tagged.bytes_added > 50);
  assert.ok(tagged.edge_us <= tagged.duration_us && tagged.origin_us <= tagged.duration_us);
  assert.match(tagged.request, /^[0-9a-f]{16}$/);
  assert.ok(Math.abs(Date.parse(tagged.time) - Date.now()) < 60_000);
  assert.deepEqual([by('/text').kind, by('/text').bytes, by('/text').apps], ['relay', 2, undefined]);
  assert.deepEqual([by(421).kind, by(421).reason, by(421).host], ['error', 'no_site', 'nobody.test']);
  assert.deepEqual([by(400).kind, by(400).reason], ['error', 'request_malformed']);
  assert.equal(statSync(access).mode & 0o137, 0, 'not for everybody');
});

test('the access log names the apps of a page that was cut, and none for an error page', async (t) => {
  const { url: origin } = await startRawOrigin(t, (socket) =>
    socket.once('data', (request) => {
      if (request.includes('GET /cut')) socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<!doctype html><head><title>t</title></head>');
      socket.end();
    }),
  );
  const access = join(temporaryFolder(t), 'access.log');
  const serving = await startConfigured(t, configuration({ access, sites: [{ origin, app: appFolder(t) }] }));
  for (const path of ['/cut', '/none']) {
    const client = await connectRaw(t, serving.url);
    await client.send(navigation(path, 'Connection: close')).sawClose();
  }
  const lines = await until(() => [accessLines(access)].find(({ length }) => length === 2), { what: 'two lines' });
  assert.deepEqual(lines.map(({ kind, app_count: apps, reason }) => ({ kind, apps, reason })), [
    { kind: 'page', apps: 1, reason: 'origin_truncated' },
    { kind: 'error', apps: undefined, reason: 'origin_closed' },
  ]);
  assert.ok(lines[0].bytes_added > 0);
});

test('the access log is rotated under load without a line lost or doubled', async (t) => {
  const origin = await pageOrigin(t);
  const folder = temporaryFolder(t);
  const access = join(folder, 'access.log');
  const serving = await startConfigured(t, configuration({ access, sites: [{ hosts: ['127.0.0.1'], origin: origin.url }] }));
  const load = new Load(serving.url);
  const files = [access];
  for (let round = 0; round < 6; round++) {
    await load.answered(60);
    files.push(join(folder, `access.${round}`));
    renameSync(access, files.at(-1));
    serving.process.child.kill('SIGUSR1');
    await until(() => accessLines(access).length > 0, { what: 'lines in the new file' });
  }
  await load.answered(60);
  await load.stop();
  assert.deepEqual(load.failures, []);
  const all = () => files.flatMap(accessLines);
  const { counters } = await serving.admin.status();
  await until(() => all().length >= counters.access_lines, { what: 'the last lines' });
  assert.equal(all().length, counters.access_lines);
  assert.equal(counters.access_lines, counters.requests_relay);
  assert.equal(counters.access_dropped, 0);
  assert.equal(new Set(all().map(({ request }) => request)).size, counters.access_lines, 'each request once');
  assert.equal(origin.requests.length, counters.access_lines);
});

test('a file that cannot be opened anew: the old one goes on', async (t) => {
  const origin = await pageOrigin(t);
  const folder = temporaryFolder(t);
  const access = join(folder, 'logs');
  mkdirSync(access);
  const file = join(access, 'access.log');
  const serving = await startConfigured(t, configuration({ access: file, sites: [{ origin: origin.url }] }));
  const moved = join(folder, 'moved.log');
  renameSync(file, moved);
  rmdirSync(access);
  serving.process.child.kill('SIGUSR1');
  await serving.process.saw(/"event":"access_log\.kept","reason":"[^"]*no such file/);
  await ask(t, serving.url, get('/text'));
  await until(() => accessLines(moved).length === 1, { what: 'the line in the old file' });
});

test('an access log that cannot be opened at the start is an error of its own', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'inlay.toml');
  writeFileSync(file, configuration({ access: '/nowhere/at/all/access.log', sites: [{ origin: 'http://127.0.0.1:9' }] }));
  const { code, stderr } = await inlay(t, ['serve', '--config', file], { cwd: folder });
  assert.equal(code, 3);
  assert.match(stderr, /log\.access: \/nowhere\/at\/all\/access\.log: no such file or directory/);
});

test('a reader that is stuck costs lines, never a visitor', async (t) => {
  const origin = await pageOrigin(t);
  const access = join(temporaryFolder(t), 'pipe');
  execFileSync('mkfifo', [access]);
  const stuck = openSync(access, constants.O_RDONLY | constants.O_NONBLOCK); // and never read
  t.after(() => closeSync(stuck));
  const serving = await startConfigured(t, configuration({ access, sites: [{ origin: origin.url }] }));
  const long = `/${'p'.repeat(1000)}`;
  const client = await connectRaw(t, serving.url);
  let sent = 0;
  const dropped = async () => (await serving.admin.status()).counters.access_dropped;
  await until(async () => {
    for (let i = 0; i < 50; i++) {
      const { status } = await client.send(get(long)).response();
      assert.equal(status, 200);
      sent++;
    }
    return (await dropped()) > 0;
  }, { what: 'a line to be dropped', limitMs: 30_000 });
  const { counters } = await serving.admin.status();
  assert.equal(counters.access_lines + counters.access_dropped, sent);
  assert.equal((await serving.admin.metrics()).get('inlay_access_log_dropped_total'), counters.access_dropped);
  assert.equal((await ask(t, serving.url, get('/text'))).status, 200);
  assert.deepEqual(await serving.process.stop('SIGTERM', { limitMs: 8000 }), { code: 0, signal: null });
});

test('a standard error that nobody reads stops nothing', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'inlay.toml');
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const stuck = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  t.after(() => closeSync(stuck));
  const origin = await pageOrigin(t);
  writeFileSync(file, configuration({ sites: [{ origin: origin.url }] }));
  const serving = start(t, 'bash', ['-c', `exec "${program}" serve --config "${file}" 2>"${pipe}"`], { cwd: folder });
  const [, url] = await serving.saw(/^ready (\S+)$/m);
  // Each of these writes a line of the log of about 200 bytes; the pipe holds 64 KiB.
  for (let i = 0; i < 20; i++) {
    const clients = await Promise.all(Array.from({ length: 40 }, () => connectRaw(t, url)));
    await Promise.all(clients.map((client) => client.send('nonsense\r\n\r\n').response()));
  }
  assert.equal((await ask(t, url, get('/text'))).status, 200);
  assert.deepEqual(await within(serving.stop('SIGTERM'), { what: 'the end', limitMs: 12_000 }), { code: 0, signal: null });
});
