// What browsers and caches get to see while apps come, change and go: raw requests, and Chromium with its own cache.
// The program runs on a clock that the test sets.
import assert from 'node:assert/strict';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openChromium } from '../support/chromium.mjs';
import { startOrigin } from '../support/origin.mjs';
import { fakeClock, program } from '../support/paths.mjs';
import { descendantsOf, killProcess, start } from '../support/process.mjs';
import { until } from '../support/wait.mjs';
import { ask, crlf, edgePid, folderOf, get, navigation, temporaryFolder } from './edge.mjs';

const tagPattern = /<script src="(\/cdn-cgi\/apps\/head\/[A-Za-z0-9_-]{27}\.js)"><\/script>/;
const pngBytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const old = 'Mon, 02 Jan 2023 00:00:00 GMT';

// A page and an image with both validators, ranges and a log of what was asked and answered.
async function startSite(t) {
  const files = {
    '/page': { type: 'text/html; charset=utf-8', etag: '"p1"', modified: old, body: Buffer.from('<!doctype html><html><head><title>t</title><link rel=icon href="data:,"></head><body><h1>one</h1><img src="/image.png"></body></html>') },
    '/image.png': { type: 'image/png', etag: '"i1"', modified: old, body: pngBytes },
  };
  const asked = [];
  const { url } = await startOrigin(t, (request, response) => {
    const file = files[request.url];
    const { etag, modified, body, type } = file;
    const seen = { path: request.url, headers: request.headers };
    asked.push(seen);
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Accept-Ranges', 'bytes');
    if (etag) response.setHeader('ETag', etag);
    if (modified) response.setHeader('Last-Modified', modified);
    const none = request.headers['if-none-match'];
    const since = request.headers['if-modified-since'];
    const fresh = none ? etag && none.split(/,\s*/).some((tag) => tag.replace(/^W\//, '') === etag.replace(/^W\//, '')) : since && modified && Date.parse(since) >= Date.parse(modified);
    if (fresh) {
      seen.status = response.statusCode = 304;
      return response.end();
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (range && (!request.headers['if-range'] || request.headers['if-range'] === etag)) {
      seen.status = response.statusCode = 206;
      response.setHeader('Content-Range', `bytes ${range[1]}-${range[2]}/${body.length}`);
      response.setHeader('Content-Type', type);
      return response.end(body.subarray(Number(range[1]), Number(range[2]) + 1));
    }
    seen.status = 200;
    response.setHeader('Content-Type', type);
    response.setHeader('Content-Length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  return { url, files, asked, last: (path) => asked.findLast((seen) => seen.path === path) };
}

const app = (t, word) =>
  folderOf(t, {
    'install.json': { resources: { head: [{ type: 'script', src: 'head.js' }], body: [{ type: 'script', src: 'body.js' }] } },
    'head.js': `window.app = ${JSON.stringify(word)};\n`,
    'body.js': `window.appBody = ${JSON.stringify(word)};\n`,
  });

// The program on a configuration file and a clock of the test's.
async function startServing(t, site) {
  const folder = temporaryFolder(t);
  const config = join(folder, 'inlay.toml');
  const clock = join(folder, 'clock');
  const state = join(folder, 'state');
  assert.ok(existsSync(fakeClock), `no ${fakeClock}: the loader would go on without it, and the clock would be the true one`);
  const serving = {};
  // Renamed into place: the program may look at any moment.
  const put = (file, text) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const write = (folders, extra = '') => {
    const apps = folders.map((path) => `{ folder = ${JSON.stringify(path)} }`).join(', ');
    put(config, `schema = 1\nstate = ${JSON.stringify(state)}\n[listen]\nhttp = ["127.0.0.1:0"]\n[edge]\nloops = 2\n[[site]]\nhosts = ["127.0.0.1", "site.test"]\norigin = ${JSON.stringify(site.url)}\n${extra}apps = [${apps}]\n`);
  };
  serving.setClock = (offset) => put(clock, offset);
  serving.start = async () => {
    const env = { LD_PRELOAD: fakeClock, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' };
    serving.process = start(t, program, ['serve', '--config', config], { env });
    const [, url] = await serving.process.saw(/^ready (\S+)/m);
    serving.url = url;
  };
  serving.install = async (...folders) => {
    write(folders);
    await serving.reload();
  };
  serving.reload = async () => {
    const done = () => serving.process.stderr.match(/"event":"reload\.done"/g)?.length ?? 0;
    const before = done();
    killProcess(serving.process.pid, 'SIGHUP');
    await until(() => done() > before, { what: `the reload to be done; log:\n${serving.process.stderr}` });
  };
  serving.setClock('+0');
  write([]);
  await serving.start();
  return serving;
}

const tagOf = (answer) => tagPattern.exec(answer.body.toString())?.[1];

test('conditional requests while apps come, change and go', async (t) => {
  const site = await startSite(t);
  const serving = await startServing(t, site);
  const page = (...fields) => ask(t, serving.url, navigation('/page', ...fields));
  const image = (...fields) => ask(t, serving.url, get('/image.png', 'Sec-Fetch-Dest: image', ...fields));

  // Without any app, ever: everything is the origin's.
  assert.equal((await page('If-None-Match: "p1"')).status, 304);
  assert.equal((await page(`If-Modified-Since: ${old}`)).status, 304);
  assert.equal((await page('Range: bytes=0-3')).status, 206);

  const first = app(t, 'first');
  serving.setClock('+60s');
  await serving.install(first);
  for (const [name, fields] of [
    ['the origin’s tag', ['If-None-Match: "p1"']],
    ['the origin’s tag, weakly', ['If-None-Match: W/"p1"']],
    ['any', ['If-None-Match: *']],
    ['the origin’s date', [`If-Modified-Since: ${old}`]],
    ['both', ['If-None-Match: "p1"', `If-Modified-Since: ${old}`]],
    ['a range', ['Range: bytes=0-3']],
    ['a range if the origin’s tag', ['Range: bytes=0-3', 'If-Range: "p1"']],
    ['a range if the origin’s date', ['Range: bytes=0-3', `If-Range: ${old}`]],
  ]) {
    const answer = await page(...fields);
    assert.equal(answer.status, 200, name);
    assert.ok(tagOf(answer), `${name}: the app shows`);
    assert.equal(answer.headers.has('accept-ranges'), false, name);
  }
  const marked = await page();
  const etag = marked.headers.get('etag');
  const modified = marked.headers.get('last-modified');
  assert.match(etag, /^"p1.+"$/);
  assert.ok(Date.parse(modified) > Date.parse(old), modified);
  for (const [name, fields, status] of [
    ['its own tag', [`If-None-Match: ${etag}`], 304],
    ['its own tag, weakly', [`If-None-Match: W/${etag}`], 304],
    ['its own tag among others', [`If-None-Match: "x", ${etag}, "p1"`], 304],
    ['its own date', [`If-Modified-Since: ${modified}`], 304],
    ['its own tag and an older date', [`If-None-Match: ${etag}`, `If-Modified-Since: ${old}`], 304],
    ['another tag and its own date', ['If-None-Match: "p1"', `If-Modified-Since: ${modified}`], 200],
    ['a range if its own tag', ['Range: bytes=0-3', `If-Range: ${etag}`], 200],
  ]) {
    const answer = await page(...fields);
    assert.equal(answer.status, status, name);
    if (status === 304 && answer.headers.has('etag')) assert.equal(answer.headers.get('etag').replace(/^W\//, ''), etag, `${name}: a cache keeps the tag that it can use again`);
    if (status === 200) assert.ok(tagOf(answer), name);
  }
  const head = await ask(t, serving.url, crlf('HEAD /page HTTP/1.1', 'Host: site.test', 'Sec-Fetch-Dest: document'), { method: 'HEAD' });
  assert.equal(head.headers.get('etag'), etag);
  assert.equal(head.headers.has('content-length'), false);

  // An image is the origin's whatever apps there are.
  assert.equal((await image('If-None-Match: "i1"')).status, 304);
  assert.equal((await image(`If-Modified-Since: ${old}`)).status, 304);
  assert.equal((await image('Range: bytes=0-3')).status, 206);
  assert.equal((await image('Range: bytes=0-3', 'If-Range: "i1"')).status, 206);
  assert.equal((await image()).headers.get('etag'), '"i1"');

  // Another version of the app: what was marked before is old.
  serving.setClock('+120s');
  await serving.install(app(t, 'second'));
  for (const fields of [[`If-None-Match: ${etag}`], [`If-Modified-Since: ${modified}`], [`If-None-Match: ${etag}`, `If-Modified-Since: ${modified}`]]) {
    const answer = await page(...fields);
    assert.equal(answer.status, 200);
    assert.notEqual(tagOf(answer), tagOf(marked));
  }
  const second = await page();

  // The page itself changes.
  Object.assign(site.files['/page'], { etag: '"p2"', modified: 'Tue, 03 Jan 2023 00:00:00 GMT' });
  assert.equal((await page(`If-None-Match: ${second.headers.get('etag')}`)).status, 200);
  const third = await page();
  assert.match(third.headers.get('etag'), /^"p2/);

  // The app goes.
  serving.setClock('+180s');
  await serving.install();
  for (const fields of [[`If-None-Match: ${third.headers.get('etag')}`], [`If-Modified-Since: ${third.headers.get('last-modified')}`], ['Range: bytes=0-3', `If-Range: ${third.headers.get('etag')}`]]) {
    const answer = await page(...fields);
    assert.equal(answer.status, 200);
    assert.equal(tagOf(answer), undefined);
    assert.equal(answer.headers.get('etag'), '"p2"');
  }
  assert.equal((await page('If-None-Match: "p2"')).status, 304, 'what the origin says now is right again');
});

test('two versions within one second are not taken for one', async (t) => {
  const site = await startSite(t);
  site.files['/page'].etag = undefined;
  const serving = await startServing(t, site);
  serving.setClock('@2026-11-24 12:00:00');
  await serving.install(app(t, 'first'));
  const first = await ask(t, serving.url, navigation('/page'));
  await serving.install(app(t, 'second'));
  const again = await ask(t, serving.url, navigation('/page', `If-Modified-Since: ${first.headers.get('last-modified') ?? old}`));
  assert.equal(again.status, 200);
  assert.notEqual(tagOf(again), tagOf(first));
});

test('a week-old tab finds its bundles, also after restarts; then they go', async (t) => {
  const site = await startSite(t);
  const serving = await startServing(t, site);
  await serving.install(app(t, 'first'));
  const path = tagOf(await ask(t, serving.url, navigation('/page')));
  const bundle = () => ask(t, serving.url, get(path));
  const whole = (await bundle()).body.toString();
  const bodyPath = /\/cdn-cgi\/apps\/body\/[\w-]{27}\.js/.exec(whole)[0];
  await serving.install(app(t, 'second'));
  assert.equal((await bundle()).body.toString(), whole, 'the version before');

  serving.setClock('+167h');
  await serving.reload();
  assert.equal((await bundle()).status, 200);
  assert.match((await bundle()).headers.get('cache-control'), /immutable/);

  // The edge, then everything, dies and comes back.
  const edge = edgePid(serving);
  killProcess(edge);
  await until(() => descendantsOf(serving.process.pid).some(({ name, pid }) => name === 'inlay-edge' && pid !== edge), { what: 'another edge' });
  assert.equal((await bundle()).body.toString(), whole);
  await serving.process.stop();
  await serving.start();
  assert.equal((await bundle()).body.toString(), whole);
  assert.equal((await ask(t, serving.url, get(bodyPath))).status, 200);

  serving.setClock('+169h');
  await serving.process.stop();
  await serving.start();
  const gone = await bundle();
  assert.equal(gone.status, 404);
  assert.equal(gone.headers.get('cache-control'), 'no-store');
  assert.equal((await ask(t, serving.url, get(tagOf(await ask(t, serving.url, navigation('/page')))))).status, 200);
});

test('Chromium with its cache: installs show at the next reload, and are gone at the next; images stay', async (t) => {
  const site = await startSite(t);
  const serving = await startServing(t, site);
  const { context, errors } = await openChromium(t);
  const tab = await context.newPage();
  const shows = () => tab.evaluate(() => window.app ?? null);
  const body = () => tab.waitForFunction(() => window.appBody).then((handle) => handle.jsonValue());
  const statusOf = (path) => site.last(path).status;
  const url = `${serving.url}/page`;

  await tab.goto(url);
  assert.equal(await shows(), null);
  await tab.reload();
  assert.equal(statusOf('/page'), 304, 'without an app the page is revalidated');
  assert.equal(statusOf('/image.png'), 304);

  await serving.install(app(t, 'first'));
  await tab.reload();
  assert.equal(await shows(), 'first');
  assert.equal(await body(), 'first');
  assert.equal(statusOf('/page'), 200);
  assert.equal(statusOf('/image.png'), 304);
  const oldBundle = await tab.locator('script[src^="/cdn-cgi/apps/head/"]').getAttribute('src');

  await tab.reload();
  assert.equal(await shows(), 'first');
  assert.equal(statusOf('/page'), 304, 'a changed page is revalidated too');
  await tab.reload();
  assert.equal(statusOf('/page'), 304, 'and again: the answer before did not spoil its tag');
  assert.equal(await shows(), 'first');

  const tabOfLastWeek = await context.newPage();
  await tabOfLastWeek.goto(url);
  assert.equal(await tabOfLastWeek.evaluate(() => window.app), 'first');

  await serving.install(app(t, 'second'));
  await tab.reload();
  assert.equal(await shows(), 'second');
  assert.equal(await body(), 'second');
  assert.equal(statusOf('/page'), 200);
  assert.equal(statusOf('/image.png'), 304);

  serving.setClock('+167h');
  await serving.reload();
  const late = await tabOfLastWeek.evaluate(async (src) => (await fetch(src, { cache: 'reload' })).status, oldBundle);
  assert.equal(late, 200, 'the tab of last week still gets its scripts');

  await serving.install();
  await tab.reload();
  assert.equal(await shows(), null);
  assert.equal(await tab.locator('script').count(), 0);
  assert.equal(statusOf('/image.png'), 304);
  await tab.reload();
  assert.equal(statusOf('/page'), 304);
  assert.deepEqual(errors, []);
});
