// The scripts that a page's tag names.
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { inlay } from '../support/inlay.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { appFolder, ask, crlf, get, navigation, startEdge, temporaryFolder } from './edge.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const page = '<!doctype html><head><title>t</title></head>';
const htmlOrigin = (t) => startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Length: ${page.length}`)}${page}`);

async function headPath(t, edge) {
  const { body } = await ask(t, edge.url, navigation('/'));
  return /src="([^"]+)"/.exec(body.toString())[1];
}

test('bundles', async (t) => {
  const origin = await htmlOrigin(t);
  const app = appFolder(t);
  const edge = await startEdge(t, origin.url, { apps: [app] });
  const path = await headPath(t, edge);
  const asked = origin.requests.length;
  const plain = await ask(t, edge.url, get(path));

  await t.test('plain', () => {
    assert.equal(plain.status, 200);
    assert.equal(plain.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.match(plain.headers.get('cache-control'), /immutable/);
    assert.match(plain.headers.get('cache-control'), /max-age=31536000/);
    assert.equal(plain.headers.get('vary'), 'Accept-Encoding');
    assert.match(plain.body.toString(), /sampleHead/);
  });
  await t.test('the same as rewrite writes', async (t) => {
    const out = temporaryFolder(t);
    await inlay(t, ['rewrite', '--app', app, '--bundles', out], { input: page });
    const named = /\/cdn-cgi\/apps\/body\/[\w-]{27}\.js/.exec(plain.body.toString());
    assert.ok(named, 'the head bundle names the body bundle');
    assert.equal((await ask(t, edge.url, get(named[0]))).status, 200);
    // The site has another id there; the files are named by all that is in them.
    const strip = (text) => text.replace(/[0-9a-f]{32}/g, 'SITE').replace(/[\w-]{27}\.js/g, 'HASH.js');
    const [head] = globSync('cdn-cgi/apps/head/*.js', { cwd: out });
    assert.equal(strip(plain.body.toString()), strip(readFileSync(join(out, head), 'utf8')));
  });
  await t.test('gzip', async (t) => {
    const coded = await ask(t, edge.url, get(path, 'Accept-Encoding: br, gzip'));
    assert.equal(coded.headers.get('content-encoding'), 'gzip');
    assert.deepEqual(gunzipSync(coded.body), plain.body);
    assert.ok(coded.body.length < plain.body.length);
    assert.notEqual(coded.headers.get('etag'), plain.headers.get('etag'));
  });
  await t.test('gzip refused', async (t) => {
    assert.equal((await ask(t, edge.url, get(path, 'Accept-Encoding: gzip;q=0'))).headers.has('content-encoding'), false);
  });
  await t.test('HEAD', async (t) => {
    const answer = await ask(t, edge.url, crlf(`HEAD ${path} HTTP/1.1`, 'Host: site.test'), { method: 'HEAD' });
    assert.equal(Number(answer.headers.get('content-length')), plain.body.length);
    assert.equal(answer.headers.get('etag'), plain.headers.get('etag'));
  });
  const etag = plain.headers.get('etag');
  for (const [name, value, status] of [
    ['the same', etag, 304],
    ['weak', `W/${etag}`, 304],
    ['one of several', `"other", ${etag}`, 304],
    ['any', '*', 304],
    ['another', '"other"', 200],
    ['broken', 'nonsense', 200],
  ]) {
    await t.test(`If-None-Match: ${name}`, async (t) => {
      const answer = await ask(t, edge.url, get(path, `If-None-Match: ${value}`));
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('etag'), etag);
    });
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    await t.test(`${method} is refused`, async (t) => {
      const client = await connectRaw(t, edge.url);
      const answer = await client.send(`${crlf(`${method} ${path} HTTP/1.1`, 'Host: site.test', 'Content-Length: 4')}body`).response();
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get('allow'), 'GET, HEAD');
      assert.equal((await client.send(get(path)).response()).status, 200, 'the connection goes on behind the body');
    });
  }
  for (const [name, target] of [
    ['an unknown hash', path.replace(/[^/]{27}\.js/, `${'A'.repeat(27)}.js`)],
    ['a hash that is too short', path.replace(/[^/]{27}\.js/, 'abc.js')],
    ['another part', path.replace('/head/', '/foot/')],
    ['the folder', '/cdn-cgi/apps/'],
    ['a way out', `/cdn-cgi/apps/head/../../../etc/passwd`],
    ['more behind', `${path}/x`],
  ]) {
    await t.test(`${name} is not found at once and not kept`, async (t) => {
      const answer = await ask(t, edge.url, get(target), { limitMs: 500 });
      assert.equal(answer.status, 404);
      assert.match(answer.headers.get('cache-control'), /no-store/);
    });
  }
  await t.test('a query does not matter', async (t) => assert.equal((await ask(t, edge.url, get(`${path}?v=1`))).status, 200));
  await t.test('none of these went to the origin', () => assert.equal(origin.requests.length, asked));
});

test('fifty at once on first use all get the same whole bundle', async (t) => {
  const origin = await htmlOrigin(t);
  const edge = await startEdge(t, origin.url, { apps: [appFolder(t)] });
  const path = await headPath(t, edge);
  const clients = await Promise.all(Array.from({ length: 50 }, () => connectRaw(t, edge.url)));
  for (const client of clients) client.send(get(path));
  const answers = await Promise.all(clients.map((client) => client.response()));
  for (const { status, body } of answers) {
    assert.equal(status, 200);
    assert.deepEqual(body, answers[0].body);
  }
});

test('the hash changes with the options and not otherwise', async (t) => {
  const origin = await htmlOrigin(t);
  const app = appFolder(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'options.json'), '{"greeting":"other"}');
  const [first, second, other] = [
    await startEdge(t, origin.url, { apps: [app] }),
    await startEdge(t, origin.url, { apps: [app] }),
    await startEdge(t, origin.url, { apps: [app], args: ['--options', join(folder, 'options.json')] }),
  ];
  assert.equal(await headPath(t, first), await headPath(t, second));
  assert.notEqual(await headPath(t, first), await headPath(t, other));
  assert.match((await ask(t, other.url, get(await headPath(t, other)))).body.toString(), /"other"/);
});
