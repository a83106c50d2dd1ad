// Supervisor and edge as processes: names, signals, deaths, reloads, and starts that cannot be.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { inlay, startServing } from '../support/inlay.mjs';
import { program } from '../support/paths.mjs';
import { freePort } from '../support/ports.mjs';
import { descendantsOf, killProcess, start } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until, within } from '../support/wait.mjs';
import { appFolder, ask, crlf, edgePid, folderOf, get, navigation, startEdge, temporaryFolder } from './edge.mjs';
import { Load } from './load.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const host = 'Host: site.test';
const page = '<!doctype html><head><title>t</title></head>';
const pageOrigin = (t) => startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Length: ${page.length}`)}${page}`);
const replacedWithinMs = 500;

// Living processes of that role that work with this state folder, whoever their parent is.
function processesOf(state, role) {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number).filter((pid) => {
    try {
      const [words, status, name] = ['cmdline', 'status', 'comm'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1'));
      return words.split('\0').includes(state) && /^State:\s+[^Z]/m.test(status) && name === `${role}\n`;
    } catch {
      return false; // it ended meanwhile
    }
  });
}

const edgesOf = (state) => processesOf(state, 'inlay-edge');

// The flags to serve from a state folder; the test leaves no process of it behind, also no orphan.
function serveFlags(t, origin, { state = join(temporaryFolder(t), 'state'), listen = '127.0.0.1:0' } = {}) {
  t.after(() =>
    until(() => {
      const supervisors = processesOf(state, 'inlay-super'); // first: they would start new edges
      const left = supervisors.length ? supervisors : edgesOf(state);
      left.forEach((pid) => killProcess(pid));
      return left.length === 0;
    }),
  );
  return ['serve', '--origin', origin, '--listen', listen, '--state', state];
}

test('processes carry their role as their name', async (t) => {
  const edge = await startEdge(t, (await pageOrigin(t)).url);
  assert.equal(readFileSync(`/proc/${edge.process.pid}/comm`, 'utf8'), 'inlay-super\n');
  assert.deepEqual(descendantsOf(edge.process.pid).map(({ name }) => name), ['inlay-edge']);
});

test('an edge that is killed under load is replaced; nobody is refused', async (t) => {
  const origin = await pageOrigin(t);
  const edge = await startEdge(t, origin.url);
  const load = new Load(edge.url);
  await load.answered(50);
  for (let kill = 0; kill < 3; kill++) {
    await load.during(async () => {
      const pid = edgePid(edge);
      killProcess(pid);
      await until(() => edgePid(edge) !== pid, { what: 'the edge to be dead' });
    });
    await load.answered(50);
  }
  await load.stop();
  assert.deepEqual(load.failures.filter(({ code }) => code === 'ECONNREFUSED'), []);
  assert.deepEqual(load.unexcused(), [], 'requests that began after the death are answered');
  assert.ok(load.slowest() < replacedWithinMs, `the slowest took ${load.slowest()} ms`);
});

test('an edge is replaced also when the program file is gone', async (t) => {
  const folder = temporaryFolder(t);
  const copy = join(folder, 'inlay');
  copyFileSync(program, copy);
  const flags = serveFlags(t, (await pageOrigin(t)).url);
  const process = start(t, copy, flags);
  const [, url] = await process.saw(/^ready (\S+)$/m);
  rmSync(copy);
  const [{ pid }] = descendantsOf(process.pid);
  killProcess(pid);
  assert.equal((await ask(t, url, get('/'))).status, 200);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal}: what runs is finished, nothing new is accepted, exit 0`, async (t) => {
    let finish;
    const origin = await startRecordingOrigin(t, ({ target }, socket) => {
      if (target !== '/slow') return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`;
      finish = () => socket.write(' done');
      return `${crlf('HTTP/1.1 200 OK', 'Content-Length: 9')}slow`;
    });
    const edge = await startEdge(t, origin.url);
    const slow = await connectRaw(t, edge.url);
    const idle = await connectRaw(t, edge.url);
    const unused = await connectRaw(t, edge.url);
    await idle.send(get('/')).response();
    await slow.send(get('/slow')).saw(/slow$/);
    edge.process.child.kill(signal);
    await until(() => refused(t, edge.url), { what: 'new connections to be refused', limitMs: 2000 });
    await idle.sawClose();
    await unused.sawClose({ limitMs: 3000 });
    assert.match(slow.text, /slow$/);
    finish();
    assert.equal((await slow.response()).body.toString(), 'slow done');
    assert.deepEqual(await within(edge.process.exited, { what: 'the end', limitMs: 3000 }), { code: 0, signal: null });
  });
}

// A connection that the kernel had queued when the listening socket closed is reset: not taken, but not yet the end of it.
async function refused(t, url) {
  try {
    (await connectRaw(t, url)).socket.destroy();
    return false;
  } catch (error) {
    if (error.code === 'ECONNRESET') return false;
    if (error.code !== 'ECONNREFUSED') throw error;
    return true;
  }
}

test('a second SIGTERM ends it at once', async (t) => {
  const origin = await startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', 'Content-Length: 9')}slow`);
  const state = join(temporaryFolder(t), 'state');
  const edge = await startServing(t, serveFlags(t, origin.url, { state }));
  const slow = await connectRaw(t, edge.url);
  await slow.send(get('/')).saw(/slow$/);
  edge.process.child.kill('SIGTERM');
  await until(() => refused(t, edge.url), { what: 'the first signal to work' });
  edge.process.child.kill('SIGTERM');
  await within(edge.process.exited, { what: 'the end', limitMs: 1000 });
  await until(() => edgesOf(state).length === 0, { what: 'the edge to be gone' });
});

test('SIGTERM before it is ready ends it, with nothing left', async (t) => {
  const origin = await pageOrigin(t);
  for (const delayMs of [0, 5, 10, 20, 40, 80]) {
    const state = join(temporaryFolder(t), 'state');
    const process = start(t, program, serveFlags(t, origin.url, { state }));
    const due = performance.now() + delayMs;
    await until(() => performance.now() >= due);
    process.child.kill('SIGTERM');
    const { code, signal } = await within(process.exited, { what: `the end after ${delayMs} ms`, limitMs: 3000 });
    assert.ok(code === 0 || signal === 'SIGTERM', `after ${delayMs} ms: code ${code}, signal ${signal}: ${process.stderr}`);
    await until(() => edgesOf(state).length === 0, { what: 'the edge to be gone' });
  }
});

function configOf({ origin, app, extra = '' }) {
  const apps = app ? `apps = [{ folder = "${app}" }]\n` : '';
  return `schema = 1\nstate = "state"\n[listen]\nhttp = ["127.0.0.1:0"]\n[[site]]\nhosts = ["site.test"]\norigin = "${origin}"\n${apps}${extra}`;
}

test('SIGHUP reads the configuration again', async (t) => {
  const origin = await pageOrigin(t);
  const folder = folderOf(t, { 'inlay.toml': configOf({ origin: origin.url }) });
  const file = join(folder, 'inlay.toml');
  const edge = await startServing(t, ['serve', '--config', file]);
  const pid = edgePid(edge);
  const tagged = async () => (await ask(t, edge.url, navigation('/'))).body.includes('/cdn-cgi/apps/head/');
  const hangUp = () => edge.process.child.kill('SIGHUP');
  assert.equal(await tagged(), false);

  await t.test('an app is added, for a connection that was open before too', async (t) => {
    const open = await connectRaw(t, edge.url);
    await open.send(navigation('/')).response();
    writeFileSync(file, configOf({ origin: origin.url, app: appFolder(t) }));
    hangUp();
    await until(tagged, { what: 'the tag' });
    assert.match((await open.send(navigation('/')).response()).body.toString(), /cdn-cgi/);
    assert.equal(edgePid(edge), pid);
  });
  const app = appFolder(t);
  const broken = folderOf(t, { 'install.json': '{\n  "resources": nothing\n}\n' });
  const bad = [
    ['an unknown key', configOf({ origin: origin.url, app, extra: 'originn = "x"\n' }), /inlay\.toml:\d+:\d+: error: unknown key 'site\.originn', the nearest is 'site\.origin'/],
    ['not TOML', 'schema = = 1\n', /inlay\.toml:1:\d+: error: /],
    ['a setting out of range', configOf({ origin: origin.url, app, extra: '[http]\nfields_max = 1\n' }), /inlay\.toml:\d+:\d+: error: http\.fields_max: 1, allowed 8 to 10000/],
    ['a broken app folder', configOf({ origin: origin.url, app: broken }), /install\.json:2:\d+: error: /],
    ['an app folder that is not there', configOf({ origin: origin.url, app: '/nowhere/at/all' }), /\/nowhere\/at\/all/],
  ];
  for (const [name, text, message] of bad) {
    await t.test(`${name}: refused as a whole`, async () => {
      const seen = edge.process.stderr.length;
      writeFileSync(file, text);
      hangUp();
      await until(() => /reload\.refused/.test(edge.process.stderr.slice(seen)), { what: 'the refusal' });
      assert.match(edge.process.stderr.slice(seen), message);
      assert.equal(await tagged(), true, 'the old configuration goes on');
    });
  }
  await t.test('what waits for a restart is named, and the rest holds', async () => {
    const seen = edge.process.stderr.length;
    writeFileSync(file, configOf({ origin: origin.url, app, extra: '[http]\nfields_max = 50\n' }).replace('state = "state"', 'state = "other"'));
    hangUp();
    await until(() => /reload\.done/.test(edge.process.stderr.slice(seen)), { what: 'the reload' });
    const waiting = [...edge.process.stderr.slice(seen).matchAll(/"reload\.needs_restart","what":"([^"]+)"/g)].map(([, what]) => what);
    assert.deepEqual(waiting, ['state']);
    assert.equal(await tagged(), true);
  });
  await t.test('a good file again: the app is removed', async () => {
    writeFileSync(file, configOf({ origin: origin.url }));
    hangUp();
    await until(async () => !(await tagged()), { what: 'the tag to go' });
    assert.equal(edge.process.stdout.match(/^ready/gm).length, 1, 'ready is said once');
  });
  await t.test('an edge that dies after a reload comes back with the new configuration', async (t) => {
    writeFileSync(file, configOf({ origin: origin.url, app: appFolder(t) }));
    hangUp();
    await until(tagged, { what: 'the tag' });
    killProcess(edgePid(edge));
    assert.equal(await tagged(), true);
  });
});

test('the edge serves on when the supervisor is killed, and a successor takes over without a failed request', async (t) => {
  const origin = await pageOrigin(t);
  const state = join(temporaryFolder(t), 'state');
  const listen = `127.0.0.1:${await freePort()}`;
  const first = await startServing(t, serveFlags(t, origin.url, { state, listen }));
  const [orphan] = edgesOf(state);
  const load = new Load(first.url);
  await load.answered(50);
  first.process.child.kill('SIGKILL');
  await once(first.process.child, 'exit');
  await load.answered(200);
  assert.deepEqual(edgesOf(state), [orphan]);

  const second = await startServing(t, serveFlags(t, origin.url, { state, listen }));
  assert.equal(second.url, first.url);
  await until(() => !edgesOf(state).includes(orphan), { what: 'the old edge to leave', limitMs: 12_000 });
  await load.answered(200);
  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.deepEqual(edgesOf(state), [edgePid(second)]);
});

test('a supervisor that is killed again and again finds its edge each time', async (t) => {
  const origin = await pageOrigin(t);
  const state = join(temporaryFolder(t), 'state');
  const listen = `127.0.0.1:${await freePort()}`;
  for (let round = 0; round < 3; round++) {
    const serving = await startServing(t, serveFlags(t, origin.url, { state, listen }));
    await until(() => edgesOf(state).length === 1, { what: 'only the new edge', limitMs: 12_000 });
    assert.deepEqual(edgesOf(state), [edgePid(serving)]);
    serving.process.child.kill('SIGKILL');
    await once(serving.process.child, 'exit');
    assert.equal((await ask(t, serving.url, get('/'))).status, 200);
  }
});

test('starts that cannot be', async (t) => {
  const origin = await pageOrigin(t);
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => stranger.close());
  const taken = `127.0.0.1:${stranger.address().port}`;
  const state = join(temporaryFolder(t), 'state');
  const running = await startServing(t, serveFlags(t, origin.url, { state }));
  const broken = folderOf(t, { 'install.json': '{\n  "resources": {"head": [{"type": "script", "src": "./missing.js"}]}\n}\n' });
  const file = folderOf(t, { file: 'x' });
  const schema = folderOf(t, { schema: '99\n' });
  const config = folderOf(t, { 'inlay.toml': 'schema = 1\n[[site]]\nhosts = ["a"]\n' });
  const flags = (...more) => [...serveFlags(t, origin.url), ...more];
  const rows = [
    { name: 'the port belongs to a stranger', args: serveFlags(t, origin.url, { listen: taken }), code: 3, says: new RegExp(`${taken}: .*address already in use`, 'i') },
    { name: "the port of another Inlay's edge", args: serveFlags(t, origin.url, { listen: new URL(running.url).host }), code: 3, says: /address already in use/i },
    { name: 'an address that is not ours', args: serveFlags(t, origin.url, { listen: '192.0.2.1:80' }), code: 3, says: /192\.0\.2\.1:80: .*cannot/ },
    { name: 'the state folder is in use', args: serveFlags(t, origin.url, { state }), code: 3, says: new RegExp(`${state}: used by process ${running.process.pid}; .*--state`) },
    { name: 'the state folder is a file', args: serveFlags(t, origin.url, { state: join(file, 'file') }), code: 3, says: /file/ },
    { name: 'a state folder of another version', args: serveFlags(t, origin.url, { state: schema }), code: 3, says: /schema 99.*another folder with --state/ },
    { name: 'a broken app folder', args: flags('--app', broken), code: 1, says: /install\.json:2:\d+: error: .*missing\.js/ },
    { name: 'no app folder', args: flags('--app', '/nowhere/at/all'), code: 1, says: /\/nowhere\/at\/all/ },
    { name: 'an https origin', args: ['serve', '--origin', 'https://example.com'], code: 2, says: /https:\/\/ origins are not supported by this version/ },
    { name: 'an origin that is no URL', args: ['serve', '--origin', 'example.com'], code: 2, says: /http:\/\/HOST/ },
    { name: 'neither origin nor configuration', args: ['serve'], code: 2, says: /--config FILE or --origin URL/ },
    { name: 'both', args: flags('--config', 'x.toml'), code: 2, says: /either --config FILE or --origin URL/ },
    { name: 'an address without a port', args: ['serve', '--origin', origin.url, '--listen', 'localhost', '--state', join(file, 's1')], code: 2, says: /localhost/ },
    { name: 'a name for an address', args: ['serve', '--origin', origin.url, '--listen', 'example.com:80', '--state', join(file, 's2')], code: 2, says: /must be an IP address/ },
    { name: 'an unknown setting', args: flags('--set', 'http.field_max=9'), code: 2, says: /unknown setting 'http\.field_max', the nearest is 'http\.fields_max'/ },
    { name: 'a setting that is no number', args: flags('--set', 'http.fields_max=many'), code: 2, says: /whole number/ },
    { name: 'no configuration file', args: ['serve', '--config', '/nowhere.toml'], code: 3, says: /\/nowhere\.toml/ },
    { name: 'a bad configuration', args: ['serve', '--config', join(config, 'inlay.toml')], code: 1, says: /inlay\.toml:2:\d+: error: site\.origin: missing/ },
  ];
  for (const { name, args, code, says } of rows) {
    await t.test(name, async (t) => {
      const result = await inlay(t, args, { limitMs: 5000 });
      assert.match(result.stderr, says);
      assert.equal(result.code, code, result.stderr);
      assert.equal(result.stdout.length, 0);
    });
  }
  assert.equal((await ask(t, running.url, get('/'))).status, 200, 'the running one is not disturbed');
});
