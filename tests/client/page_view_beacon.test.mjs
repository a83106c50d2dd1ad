// The bundled app apps/page-view-beacon: what it sends, when, and what it never sends, in Chromium.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launchChromium } from '../support/chromium.mjs';
import { until } from '../support/wait.mjs';
import { bundleOf, openPage, require, root } from './support.mjs';

const folder = path.join(root, 'apps/page-view-beacon');
const kHtml =
  '<!doctype html><html><head><meta charset=utf-8><script src="/bundle.js"></script><title>t</title><link rel=icon href="data:,"></head>' +
  '<body><h1>Tea</h1><a href="/next.html?secret=1">next</a></body></html>';

// A site on loopback whose pages have the app, and the messages that it got: { url, message, headers }.
async function startSite(t, { installs = [{}], csp, answer = 204 } = {}) {
  const bundles = await Promise.all(installs.map((install) => bundleOf(folder, install)));
  const script = bundles.map((bundle) => bundle.script).join(';\n');
  const got = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://local');
    if (request.method === 'POST') {
      const chunks = await request.toArray();
      got.push({ url: request.url, message: JSON.parse(Buffer.concat(chunks)), headers: request.headers });
      return response.writeHead(answer).end();
    }
    response.setHeader('content-type', pathname === '/bundle.js' ? 'text/javascript' : 'text/html');
    if (csp) response.setHeader('content-security-policy', csp);
    response.setHeader('set-cookie', 'session=of-the-site');
    return response.end(pathname === '/bundle.js' ? script : kHtml);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const messages = () => got.map(({ message }) => message);
  return { origin: `http://127.0.0.1:${server.address().port}`, got, messages, handler: bundles[0].handler, manifest: bundles[0].manifest };
}

describe('page-view beacon in Chromium', () => {
  let browser;
  before(async () => (browser = await launchChromium({ locale: 'de-CH' })));
  after(() => browser?.close());

  async function open(t, site, { at = '/teas.html?id=42#top', prepare, viewport = { width: 1200, height: 700 }, referer } = {}) {
    const page = await browser.context.newPage();
    t.after(() => page.close());
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(error.message));
    page.on('console', (line) => line.type() === 'error' && page.problems.push(line.text()));
    if (prepare) await page.addInitScript(prepare);
    await page.setViewportSize(viewport);
    await page.goto(`${site.origin}${at}`, { referer });
    return page;
  }

  const gets = (site, count) => until(() => site.got.length >= count, { what: `${count} messages; got ${JSON.stringify(site.messages())}` });

  // Nothing is proven by silence alone: another message, sent now, must be the next to arrive.
  async function staysSilent(page, site) {
    const before = site.got.length;
    await page.evaluate(() => fetch('/marker', { method: 'POST', body: '{}' }));
    await gets(site, before + 1);
    assert.deepEqual(site.got.slice(before).map(({ url }) => url), ['/marker']);
  }

  test('a view: one small message without query, cookie, referrer or anything else', async (t) => {
    const site = await startSite(t);
    const page = await open(t, site);
    await gets(site, 1);
    const [{ url, message, headers }] = site.got;
    assert.equal(url, '/views');
    assert.deepEqual(message, { event: 'view', path: '/teas.html', referrer: '', viewport: 'large', language: 'de' });
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.cookie, undefined, 'the cookie of the site itself');
    assert.equal(headers.referer, undefined);
    await staysSilent(page, site);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, 'session=of-the-site']);
    assert.deepEqual(page.problems, []);
  });

  const rows = [
    ['another path', { options: { path: '/count/me?site=1' } }, {}, { url: '/count/me?site=1' }],
    ['an address elsewhere is not accepted', { options: { path: 'https://elsewhere.example/x' } }, {}, { url: '/views' }],
    ['nor one that only looks like a path', { options: { path: '//elsewhere.example/x' } }, {}, { url: '/views' }],
    ['nor with a backslash', { options: { path: '/\\elsewhere.example/x' } }, {}, { url: '/views' }],
    ['no path', { options: { path: '' } }, {}, { url: '/views' }],
    ['the host of another site, without its path', {}, { referer: 'http://search.example:81/?q=private' }, { referrer: 'search.example' }],
    ['a small window', {}, { viewport: { width: 390, height: 700 } }, { viewport: 'small' }],
    ['a medium window', {}, { viewport: { width: 800, height: 700 } }, { viewport: 'medium' }],
    ['a long path is cut', {}, { at: `/${'x'.repeat(900)}` }, { path: `/${'x'.repeat(499)}` }],
    ['Do Not Track, if the owner ignores it', { options: { respectSignals: false } },
      { prepare: () => Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' }) }, { path: '/teas.html' }],
    ['a sample says its share', { options: { sampling: 25 } }, { prepare: () => (Math.random = () => 0.2499) }, { share: 0.25 }],
    ['a share as text', { options: { sampling: '50' } }, { prepare: () => (Math.random = () => 0.4) }, { share: 0.5 }],
    ['a share that is none', { options: { sampling: 'most' } }, {}, { share: undefined }],
    ['a strict policy', {}, {}, { path: '/teas.html' }, { csp: "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:" }],
    ['without fetch', {}, { prepare: () => delete window.fetch }, { path: '/teas.html', language: 'de' }],
  ];
  for (const [name, install, visit, expected, setup] of rows) {
    test(`sent: ${name}`, async (t) => {
      const site = await startSite(t, { installs: [install], ...setup });
      const page = await open(t, site, visit);
      await gets(site, 1);
      const sent = { url: site.got[0].url, ...site.got[0].message };
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(sent[key], value, key);
      assert.deepEqual(page.problems, []);
    });
  }

  const silent = [
    ['Do Not Track', {}, () => Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })],
    ['Global Privacy Control', {}, () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })],
    ['a load outside the sample', { options: { sampling: 25 } }, () => (Math.random = () => 0.2501)],
    ['a preview', { id: 'preview' }, () => {}],
    ['a page in the background', {}, () => Object.defineProperty(Document.prototype, 'visibilityState', { get: () => 'hidden' })],
    ['a page that is only prepared', {}, () => Object.defineProperty(Document.prototype, 'prerendering', { get: () => true })],
  ];
  for (const [name, install, prepare] of silent) {
    test(`not sent: ${name}`, async (t) => {
      const site = await startSite(t, { installs: [install] });
      const page = await open(t, site, { prepare });
      await staysSilent(page, site);
    });
  }

  test('in a preview a card shows what would be sent, anew with each change', async (t) => {
    const site = await startSite(t, { installs: [{ id: 'preview', options: { sampling: 1 } }] });
    const page = await open(t, site);
    const change = (options) =>
      page.evaluate(`CloudflareApps.installs.preview.options = ${JSON.stringify(options)};${site.handler(site.manifest.preview.handlers[0].execute)}`);
    const shows = async (expected) => assert.equal(await page.locator('cloudflare-app').textContent(), expected);
    const said = { event: 'view', path: '/teas.html', referrer: '', viewport: 'large', language: 'de' };
    await shows(`Would be sent to /views: ${JSON.stringify({ ...said, share: 0.01 }, null, 1)}`);
    await change({ path: '/<b>elsewhere' });
    await shows(`Would be sent to /<b>elsewhere: ${JSON.stringify(said, null, 1)}`);
    await page.evaluate(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true }));
    await change({});
    await shows('Nothing is sent: this browser asks not to be tracked.');
    await change({ respectSignals: false });
    await shows(`Would be sent to /views: ${JSON.stringify(said, null, 1)}`);
    await staysSilent(page, site);
    assert.deepEqual(page.problems, []);
  });

  // Visibility and time under the test's control.
  function controlled() {
    window.test = { state: 'visible', prerendering: false, now: 1e12 };
    Object.defineProperty(Document.prototype, 'visibilityState', { get: () => test.state });
    Object.defineProperty(Document.prototype, 'prerendering', { get: () => test.prerendering });
    Date.now = () => test.now;
    test.show = (state, seconds = 0) => {
      test.now += seconds * 1000;
      test.state = state;
      document.dispatchEvent(new Event('visibilitychange'));
    };
  }
  const starts = (state) => `(${controlled})();Object.assign(test, ${JSON.stringify(state)});`;
  const seen = (page, ...steps) => page.evaluate((list) => list.forEach(([state, seconds]) => test.show(state, seconds)), steps);

  test('a tab that was opened in the background counts once it is looked at, once', async (t) => {
    const site = await startSite(t);
    const page = await open(t, site, { prepare: starts({ state: 'hidden' }) });
    await staysSilent(page, site);
    await seen(page, ['visible', 5], ['hidden', 5], ['visible', 5]);
    await gets(site, 2);
    await staysSilent(page, site);
    assert.deepEqual(site.messages().map(({ event }) => event), [undefined, 'view', undefined]);
  });

  test('a prepared page counts when it is shown', async (t) => {
    const site = await startSite(t);
    const page = await open(t, site, { prepare: starts({ prerendering: true }) });
    await staysSilent(page, site);
    await page.evaluate(() => {
      test.prerendering = false;
      document.dispatchEvent(new Event('prerenderingchange'));
    });
    await gets(site, 2);
    assert.equal(site.messages()[1].event, 'view');
  });

  test('a page that comes back whole is looked at once more', async (t) => {
    const site = await startSite(t);
    const page = await open(t, site, { referer: 'http://search.example/' });
    const show = (persisted) => page.evaluate((value) => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: value })), persisted);
    await show(false);
    await show(true);
    await gets(site, 2);
    await staysSilent(page, site);
    assert.deepEqual(site.messages().slice(0, 2).map(({ referrer }) => referrer), ['search.example', '']);
  });

  test('time in view goes out in parts that add up', async (t) => {
    const site = await startSite(t, { installs: [{ options: { extent: { timeOnPage: true, singlePage: true } } }] });
    const page = await open(t, site, { prepare: starts({}) });
    await seen(page, ['hidden', 7], ['visible', 100], ['hidden', 5], ['visible', 60]);
    await page.evaluate(() => {
      test.now += 4_000;
      history.pushState({}, '', '/second.html');
      test.now += 3_000;
    });
    await page.goto('about:blank');
    await gets(site, 6);
    const summary = site.messages().map(({ event, path: at, seconds }) => [event, at, seconds]);
    // Messages of one moment race each other.
    assert.deepEqual(summary.sort(), [
      ['time', '/second.html', 3],
      ['time', '/teas.html', 4],
      ['time', '/teas.html', 5],
      ['time', '/teas.html', 7],
      ['view', '/second.html', undefined],
      ['view', '/teas.html', undefined],
    ]);
  });

  test('less than a second, and time without the option, is not told', async (t) => {
    for (const [timeOnPage, seconds] of [[true, 0.4], [false, 50]]) {
      const site = await startSite(t, { installs: [{ options: { extent: { timeOnPage } } }] });
      const page = await open(t, site, { prepare: starts({}) });
      await gets(site, 1);
      await seen(page, ['hidden', seconds]);
      await staysSilent(page, site);
    }
  });

  test('a script that changes the path makes a view; one that changes query or state does not', async (t) => {
    const site = await startSite(t);
    const page = await open(t, site);
    await page.evaluate(() => {
      history.pushState({}, '', '?filter=green');
      history.replaceState({ x: 1 }, '');
      history.pushState({}, '', '/teas/green.html');
    });
    await page.evaluate(() => history.go(-2));
    await gets(site, 3);
    await staysSilent(page, site);
    const paths = site.messages().slice(0, 3).map((message) => message.path);
    assert.deepEqual(paths, ['/teas.html', '/teas/green.html', '/teas.html']);
    assert.deepEqual(page.problems, []);
  });

  test('history keeps its own behaviour', async (t) => {
    const site = await startSite(t, { installs: [{ options: { extent: { singlePage: false } } }] });
    const page = await open(t, site);
    const result = await page.evaluate(() => {
      const returned = history.pushState({ a: 1 }, '', '/other');
      let thrown;
      try {
        history.pushState({}, '', 'http://elsewhere.example/');
      } catch (error) {
        thrown = error.name;
      }
      return [returned, history.state, location.pathname, thrown];
    });
    assert.deepEqual(result, [undefined, { a: 1 }, '/other', 'SecurityError']);
    await gets(site, 1);
    await staysSilent(page, site);
  });

  test('two installs count independently', async (t) => {
    const site = await startSite(t, { installs: [{ id: 'aaaaaaaaaaaa' }, { id: 'bbbbbbbbbbbb', options: { path: '/other' } }] });
    const page = await open(t, site);
    await page.evaluate(() => history.pushState({}, '', '/second'));
    await gets(site, 4);
    assert.deepEqual(site.got.map(({ url, message }) => `${url} ${message.path}`).sort(),
      ['/other /second', '/other /teas.html', '/views /second', '/views /teas.html']);
  });

  const refusals = [
    ['a policy that forbids it', { csp: "script-src 'self' 'unsafe-inline'; connect-src 'none'" }, /Content Security Policy/],
    ['a site that takes no messages', { answer: 500 }, /status of 500/],
  ];
  for (const [name, setup, browserSays] of refusals) {
    test(`costs the page nothing: ${name}`, async (t) => {
      const site = await startSite(t, setup);
      const page = await open(t, site, { prepare: () => addEventListener('unhandledrejection', () => (window.rejected = true)) });
      await until(() => page.problems.length > 0, { what: 'the browser to say that it was refused' });
      assert.equal(await page.evaluate(() => window.rejected), undefined);
      assert.deepEqual(page.problems.filter((text) => !browserSays.test(text)), []);
    });
  }
});

describe('page-view beacon in a DOM', () => {
  const broken = [
    ['nothing to send with', ({ window }) => delete window.navigator.sendBeacon],
    ['sendBeacon throws', ({ window }) => (window.navigator.sendBeacon = () => { throw new Error('full'); })],
    ['fetch throws', ({ window }) => {
      window.Request = class { get keepalive() { return true; } };
      window.fetch = () => { throw new TypeError('blocked'); };
    }],
    ['no history', ({ window }) => { window.history.pushState = undefined; }],
    ['options of other kinds', ({ window }) => { window.navigator.sendBeacon = () => true; }, { path: 7, sampling: {}, extent: null, respectSignals: 'x' }],
  ];
  for (const [name, prepare, options] of broken) {
    test(`never throws: ${name}`, async () => {
      const { script } = await bundleOf(folder, { options });
      const page = openPage(kHtml.replace('<script src="/bundle.js"></script>', ''), { pretendToBeVisual: true });
      prepare(page);
      page.window.eval(script);
      page.window.history.pushState?.({}, '', '/x');
      page.document.dispatchEvent(new page.window.Event('visibilitychange'));
      page.window.dispatchEvent(new page.window.Event('pagehide'));
      await new Promise((resolve) => page.window.setTimeout(resolve, 0));
      assert.deepEqual(page.errors, []);
    });
  }

  test('its script is plain ES5', async () => {
    const source = await readFile(path.join(folder, 'source/beacon.js'), 'utf8');
    await require('esbuild').transform(source, { target: 'es5' });
    assert.doesNotMatch(source, /=>|`/);
  });
});
