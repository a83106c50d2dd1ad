// Where origins are: names and their look-ups, several addresses, IPv6.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';

import { startNameServer } from '../support/dns.mjs';
import { startServing } from '../support/inlay.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { ask, crlf, folderOf, get } from './edge.mjs';

const post = crlf('POST / HTTP/1.1', 'Host: site.test', 'Content-Length: 4');

// Answers with its address, and closes: each request needs a connection of its own.
async function startOriginAt(t, host, port = 0) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { connection: 'close' }).end(host));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  t.after(stop);
  return { port: server.address().port, stop };
}

// sites: { 'site.test': ['http://…', …] }
async function startEdge(t, sites, { nameServer, listen = '127.0.0.1:0', settings = [] } = {}) {
  const folder = folderOf(t, {
    'inlay.toml': [
      'schema = 1',
      'state = "state"',
      '[listen]',
      `http = ["${listen}"]`,
      '[origin]',
      ...(nameServer ? [`name_servers = ["${nameServer.address}"]`] : []),
      ...settings,
      '[edge]',
      'loops = 1', // each has turns and names of its own
      ...Object.entries(sites).flatMap(([host, origins]) => ['[[site]]', `hosts = ["${host}"]`, `origin = ${JSON.stringify(origins)}`]),
    ].join('\n'),
  });
  return startServing(t, ['serve', '--config', join(folder, 'inlay.toml')]);
}

async function fetchFrom(t, edge, head = get('/'), body = '') {
  const response = await ask(t, edge.url, head, { body });
  return response.status === 200 ? response.body.toString() : response.status;
}

const logged = (edge, event) => edge.process.stderr.split('\n').filter((line) => line.includes(`"${event}"`));

test('an origin by name: a dead address is passed over, for every method', async (t) => {
  const { port } = await startOriginAt(t, '127.0.0.3');
  const nameServer = await startNameServer(t, { 'shop.test': { addresses: ['127.0.0.2', '127.0.0.3'] } });
  const edge = await startEdge(t, { 'site.test': `http://shop.test:${port}` }, { nameServer });
  assert.equal(await fetchFrom(t, edge, post, 'body'), '127.0.0.3');
  for (let i = 0; i < 5; i++) assert.equal(await fetchFrom(t, edge), '127.0.0.3');
  assert.equal(logged(edge, 'exchange.failed').length, 0);
});

test('several origins: in turn, and without the one that is down', async (t) => {
  const first = await startOriginAt(t, '127.0.0.2');
  const second = await startOriginAt(t, '::1');
  const edge = await startEdge(t, { 'site.test': [`http://127.0.0.2:${first.port}`, `http://[::1]:${second.port}`] });
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await fetchFrom(t, edge));
  assert.equal(answers.filter((answer) => answer === '::1').length, 3, answers.join(' '));
  first.stop();
  for (let i = 0; i < 3; i++) assert.equal(await fetchFrom(t, edge), '::1');
  assert.equal(await fetchFrom(t, edge, post, 'body'), '::1');
  second.stop();
  assert.equal(await fetchFrom(t, edge), 502);
  await startOriginAt(t, '127.0.0.2', first.port);
  assert.equal(await fetchFrom(t, edge), '127.0.0.2', 'both are to be avoided now, so that one is tried again');
});

test('IPv6 from end to end: listener, name and origin', async (t) => {
  const { port } = await startOriginAt(t, '::1');
  const nameServer = await startNameServer(t, { 'six.test': { addresses: ['::1'] } });
  const edge = await startEdge(t, { 'site.test': `http://six.test:${port}` }, { nameServer, listen: '[::1]:0' });
  assert.match(edge.url, /^http:\/\/\[::1\]:\d+/);
  assert.equal(await fetchFrom(t, edge), '::1');
});

test('an address that changes is used after the time to live, and no request fails', async (t) => {
  const { port } = await startOriginAt(t, '127.0.0.2');
  await startOriginAt(t, '127.0.0.3', port);
  const nameServer = await startNameServer(t, { 'moves.test': { addresses: ['127.0.0.2'], ttl: 1 } });
  const edge = await startEdge(t, { 'site.test': `http://moves.test:${port}` }, { nameServer });
  assert.equal(await fetchFrom(t, edge), '127.0.0.2');
  nameServer.records['moves.test'] = { addresses: ['127.0.0.3'], ttl: 60 };
  await until(async () => {
    const answer = await fetchFrom(t, edge);
    assert.match(answer, /^127\.0\.0\.[23]$/);
    return answer === '127.0.0.3';
  });
  assert.equal(nameServer.asked['moves.test'], 2);
});

test('a long time to live is cut by origin.name_keep_seconds', async (t) => {
  const { port } = await startOriginAt(t, '127.0.0.2');
  await startOriginAt(t, '127.0.0.3', port);
  const nameServer = await startNameServer(t, { 'moves.test': { addresses: ['127.0.0.2'], ttl: 2 ** 31 - 1 } });
  const edge = await startEdge(t, { 'site.test': `http://moves.test:${port}` }, { nameServer, settings: ['name_keep_seconds = 1'] });
  assert.equal(await fetchFrom(t, edge), '127.0.0.2');
  nameServer.records['moves.test'].addresses = ['127.0.0.3'];
  await until(async () => (await fetchFrom(t, edge)) === '127.0.0.3');
});

for (const [name, outage] of [
  ['silence', { silent: true }],
  ['SERVFAIL', { rcode: 2 }],
  ['no such name', { rcode: 3 }],
]) {
  test(`look-ups fail (${name}): the last address goes on, and the log says so once`, async (t) => {
    const { port } = await startOriginAt(t, '127.0.0.2');
    const nameServer = await startNameServer(t, { 'shop.test': { addresses: ['127.0.0.2'], ttl: 1 } });
    const edge = await startEdge(t, { 'site.test': `http://shop.test:${port}` }, { nameServer });
    assert.equal(await fetchFrom(t, edge), '127.0.0.2');
    nameServer.records['shop.test'] = outage;
    await until(
      async () => {
        assert.equal(await fetchFrom(t, edge), '127.0.0.2');
        return logged(edge, 'origin.name_stale').length > 0;
      },
      { what: 'origin.name_stale' },
    );
    const asked = nameServer.asked['shop.test'];
    await until(async () => {
      assert.equal(await fetchFrom(t, edge), '127.0.0.2');
      return nameServer.asked['shop.test'] > asked; // it goes on asking
    });
    assert.equal(logged(edge, 'origin.name_stale').length, 1);
  });
}

test('names that cannot be found: an error page with the reason, soon; other sites do not wait', async (t) => {
  const { port } = await startOriginAt(t, '127.0.0.2');
  const nameServer = await startNameServer(t, { 'silent.test': { silent: true }, 'broken.test': { rcode: 2 }, 'empty.test': {} });
  const names = ['missing', 'broken', 'empty', 'silent'];
  const sites = Object.fromEntries(names.map((name) => [`${name}.site`, `http://${name}.test:${port}`]));
  const edge = await startEdge(t, { ...sites, 'site.test': `http://127.0.0.2:${port}` }, { nameServer });
  const silent = await connectRaw(t, edge.url);
  silent.send(get('/').replace('site.test', 'silent.site'));
  await until(() => nameServer.asked['silent.test']);
  assert.equal(await fetchFrom(t, edge), '127.0.0.2');
  assert.equal(silent.text, '', 'it still waits');
  for (const name of names.slice(0, 3)) {
    assert.equal(await fetchFrom(t, edge, get('/').replace('site.test', `${name}.site`)), 502, name);
  }
  const { status } = await silent.response({ limitMs: 10_000 });
  assert.equal(status, 504);
  await until(() => logged(edge, 'exchange.failed').length === 4);
  for (const name of names) assert.match(edge.process.stderr, new RegExp(`name look-up of ${name}\\.test: `));
});
