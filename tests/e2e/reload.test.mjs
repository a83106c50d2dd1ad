// Reloads: each kind of change, what is refused, many at once, under load, with processes killed meanwhile.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { freePort } from '../support/ports.mjs';
import { descendantsOf, killProcess } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { accessLines, adminOf, configuration, startConfigured } from './configured.mjs';
import { appFolder, ask, crlf, edgePid, get, navigation, temporaryFolder } from './edge.mjs';
import { Load } from './load.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const page = '<!doctype html><head><title>t</title></head>';
const pageOrigin = (t, body = page) => startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Length: ${body.length}`)}${body}`);
const edgesOf = (serving) => descendantsOf(serving.process.pid).filter(({ name }) => name === 'inlay-edge').map(({ pid }) => pid);
const refusesConnections = async (t, url) => {
  try {
    (await connectRaw(t, url)).socket.destroy();
    return false;
  } catch (error) {
    assert.equal(error.code, 'ECONNREFUSED');
    return true;
  }
};

test('each kind of change holds after a reload', async (t) => {
  const origin = await pageOrigin(t);
  const other = await pageOrigin(t, '<!doctype html><head><title>other</title></head>');
  const app = appFolder(t);
  let now = { sites: [{ origin: origin.url }] };
  const serving = await startConfigured(t, configuration(now));
  const { url } = serving;
  const added = `127.0.0.1:${await freePort()}`;
  const body = async (head = navigation('/'), at = url) => (await ask(t, at, head)).body.toString();
  const rows = [
    { name: 'an app', change: { sites: [{ origin: origin.url, app }] }, edge: 'kept', holds: async () => assert.match(await body(), /"\/cdn-cgi\/apps\/head\//) },
    { name: 'the path prefix', change: { prefix: '/-/apps' }, edge: 'exchanged', holds: async () => assert.match(await body(), /"\/-\/apps\/head\//) },
    { name: 'an origin', change: { sites: [{ origin: other.url, app }] }, edge: 'kept', holds: async () => assert.match(await body(), /other/) },
    { name: 'a setting', change: { settings: { fields_max: 8 } }, edge: 'exchanged', holds: async () => assert.equal((await ask(t, url, get('/', ...Array.from({ length: 9 }, (_, i) => `X-${i}: y`)))).status, 431) },
    { name: 'a trusted proxy', change: { trusted: ['127.0.0.0/8'] }, edge: 'exchanged', holds: async () => {
      await ask(t, url, get('/', 'X-Forwarded-For: 203.0.113.7'));
      assert.match(other.requests.at(-1).fields.get('x-forwarded-for'), /203\.0\.113\.7/);
    } },
    { name: 'the access log', change: { access: join(serving.folder, 'access.log') }, edge: 'exchanged', holds: async () => {
      await ask(t, url, get('/logged'));
      await until(() => accessLines(join(serving.folder, 'access.log')).some(({ path }) => path === '/logged'), { what: 'the line' });
    } },
    { name: 'a further address', change: { http: ['127.0.0.1:0', added] }, edge: 'exchanged', holds: async () => assert.match(await body(navigation('/'), `http://${added}`), /other/) },
    { name: 'the address again removed', change: { http: ['127.0.0.1:0'] }, edge: 'exchanged', holds: () => until(() => refusesConnections(t, `http://${added}`), { what: 'the address to be closed' }) },
    { name: 'a site', change: { sites: [{ origin: origin.url }, { hosts: ['second.test'], origin: other.url }] }, edge: 'kept', holds: async () => assert.match((await ask(t, url, crlf('GET / HTTP/1.1', 'Host: second.test'))).body.toString(), /other/) },
    { name: 'nothing', change: {}, edge: 'kept', holds: async () => assert.equal((await ask(t, url, get('/'))).status, 200) },
  ];
  for (const { name, change, edge, holds } of rows) {
    await t.test(name, async () => {
      now = { ...now, ...change };
      const { done, told } = await serving.reload(configuration(now));
      assert.ok(done, told);
      assert.match(told, new RegExp(`"edge":"${edge}"`));
      await holds();
    });
  }
  const status = await serving.admin.status();
  assert.deepEqual([status.reloads.done, status.reloads.refused, status.edge.deaths], [rows.length, 0, 0]);
  assert.equal(serving.process.stdout.match(/^ready/gm).length, 1, 'ready is said once');
});

test('what cannot be is refused as a whole, and everything goes on', async (t) => {
  const origin = await pageOrigin(t);
  const good = { sites: [{ origin: origin.url }] };
  const serving = await startConfigured(t, configuration(good));
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => stranger.close());
  const taken = `127.0.0.1:${stranger.address().port}`;
  const free = `127.0.0.1:${await freePort()}`;
  const edge = edgePid(serving);
  const rows = [
    { name: 'a port of somebody else', change: { http: ['127.0.0.1:0', free, taken] }, says: new RegExp(taken) },
    { name: 'an address that is not ours', change: { http: ['127.0.0.1:0', '192.0.2.1:80'] }, says: /192\.0\.2\.1:80/ },
    { name: 'an access log in no folder', change: { access: '/nowhere/at/all/access.log' }, says: /log\.access: \/nowhere\/at\/all\/access\.log: no such file/ },
    { name: 'an admin socket in no folder', change: { admin: '/nowhere/at/all/admin.sock' }, says: /listen\.admin: \/nowhere/ },
    { name: 'a mistake in the file', change: { settings: { fields_maxx: 9 } }, says: /inlay\.toml:\d+:\d+: error: unknown key 'http\.fields_maxx'/ },
    { name: 'an app folder that is not there', change: { sites: [{ origin: origin.url, app: '/nowhere' }] }, says: /\/nowhere/ },
  ];
  for (const { name, change, says } of rows) {
    await t.test(name, async (t) => {
      const { done, told } = await serving.reload(configuration({ ...good, ...change }));
      assert.equal(done, false);
      assert.match(told, says);
      assert.equal((await ask(t, serving.url, get('/'))).status, 200);
      assert.ok(await refusesConnections(t, `http://${free}`), 'what was opened for it is closed again');
      const { last_reload: last } = await serving.admin.status();
      assert.equal(last.ok, false);
      assert.match(last.problems.join('\n'), says);
    });
  }
  assert.equal(edgePid(serving), edge);
  const { done } = await serving.reload(configuration(good));
  assert.ok(done, 'a good file holds again');
  assert.equal((await serving.admin.status()).last_reload.ok, true);
});

test('the admin socket moves with the configuration', async (t) => {
  const origin = await pageOrigin(t);
  const good = { sites: [{ origin: origin.url }] };
  const serving = await startConfigured(t, configuration(good));
  const moved = join(temporaryFolder(t), 'admin.sock');
  assert.ok((await serving.reload(configuration({ ...good, admin: moved }))).done);
  assert.equal((await adminOf(moved).status()).version, 1);
  await assert.rejects(serving.admin.status(), /ENOENT/);
});

test('answers under way are finished by the edge that began them', async (t) => {
  let finish;
  const origin = await startRecordingOrigin(t, ({ target }, socket) => {
    if (target !== '/slow') return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`;
    finish = () => socket.write(' done');
    return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 9')}slow`;
  });
  const good = { sites: [{ origin: origin.url }] };
  const serving = await startConfigured(t, configuration(good));
  const first = edgePid(serving);
  const slow = await connectRaw(t, serving.url);
  await slow.send(get('/slow')).saw(/slow$/);
  assert.ok((await serving.reload(configuration({ ...good, settings: { fields_max: 50 } }))).done);
  assert.equal((await ask(t, serving.url, get('/'))).status, 200);
  assert.ok(edgesOf(serving).includes(first), 'the first edge is still there');
  finish();
  assert.equal((await slow.response()).body.toString(), 'slow done');
  await until(() => !edgesOf(serving).includes(first), { what: 'the first edge to leave', limitMs: 12_000 });
  assert.equal((await serving.admin.status()).counters.requests_relay, 2, 'both edges are counted');
});

test('many signals at once: the last file holds, and none is lost', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url }] }));
  for (let fields = 20; fields < 60; fields++) {
    serving.write(configuration({ sites: [{ origin: origin.url }], settings: { fields_max: fields } }));
    serving.process.child.kill('SIGHUP');
    if (fields % 10 === 0) await ask(t, serving.url, get('/'));
  }
  const many = (count) => get('/', ...Array.from({ length: count - 1 }, (_, i) => `X-${i}: y`));
  await until(async () => (await ask(t, serving.url, many(59))).status === 200 && (await ask(t, serving.url, many(60))).status === 431, { what: 'the last value', limitMs: 40_000 });
  const { reloads, edge } = await serving.admin.status();
  assert.equal(reloads.refused, 0);
  assert.ok(reloads.done >= 1 && reloads.done <= 41, String(reloads.done));
  assert.equal(edge.deaths, 0);
  assert.ok(edgesOf(serving).length <= 6, 'edges do not pile up');
});

test('under load: no request fails, whatever changes', async (t) => {
  const origin = await pageOrigin(t);
  const app = appFolder(t);
  const serving = await startConfigured(t, configuration({ sites: [{ hosts: ['127.0.0.1'], origin: origin.url }] }));
  const load = new Load(serving.url);
  await load.answered(50);
  for (let round = 0; round < 8; round++) {
    const site = { hosts: ['127.0.0.1'], origin: origin.url, ...(round % 2 ? { app } : {}) };
    const settings = round % 4 > 1 ? { fields_max: 50 + round } : {};
    const { done, told } = await serving.reload(configuration({ sites: [site], settings }));
    assert.ok(done, told);
    await load.answered(20);
  }
  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.ok(load.slowest() < 1000, `the slowest took ${load.slowest()} ms`);
});

test('whichever edge is killed during an exchange, one serves with the old or the new values', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ hosts: ['127.0.0.1'], origin: origin.url }] }));
  const load = new Load(serving.url);
  await load.answered(20);
  for (let round = 0; round < 10; round++) {
    await load.during(async () => {
      const before = edgesOf(serving);
      const seen = serving.process.stderr.length;
      serving.write(configuration({ sites: [{ hosts: ['127.0.0.1'], origin: origin.url }], settings: { fields_max: 50 + round } }));
      serving.process.child.kill('SIGHUP');
      if (round % 2) {
        // The second one, as soon as it is there.
        const second = await until(() => edgesOf(serving).find((pid) => !before.includes(pid)), { what: 'a second edge' });
        killProcess(second);
      } else {
        killProcess(before.at(-1));
      }
      await until(() => /"event":"reload\.(done|refused)"/.test(serving.process.stderr.slice(seen)), { what: 'the outcome', limitMs: 15_000 });
      await until(async () => (await serving.admin.status()).edge.state === 'serving', { what: 'an edge that serves' });
    });
    await load.answered(10);
  }
  await load.stop();
  assert.deepEqual(load.unexcused(), []);
  assert.deepEqual(load.failures.filter(({ code }) => code === 'ECONNREFUSED'), []);
});

test('an edge that is killed while it takes new sites: the next one takes them', async (t) => {
  const origin = await pageOrigin(t);
  const app = appFolder(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url }] }));
  for (let round = 0; round < 4; round++) {
    const withApp = round % 2 === 0;
    const pid = edgePid(serving);
    const reloaded = serving.reload(configuration({ sites: [{ origin: origin.url, ...(withApp ? { app } : {}) }] }));
    const due = performance.now() + round * 4; // at another moment each time
    await until(() => performance.now() >= due);
    killProcess(pid);
    const { done, told } = await reloaded;
    assert.ok(done, told);
    assert.equal((await ask(t, serving.url, navigation('/'))).body.includes('/cdn-cgi/apps/'), withApp);
  }
});

test('SIGTERM during a reload ends everything', async (t) => {
  const origin = await pageOrigin(t);
  const serving = await startConfigured(t, configuration({ sites: [{ origin: origin.url }] }));
  serving.write(configuration({ sites: [{ origin: origin.url }], settings: { fields_max: 50 } }));
  serving.process.child.kill('SIGHUP');
  assert.deepEqual(await serving.process.stop('SIGTERM', { limitMs: 3000 }), { code: 0, signal: null });
});
