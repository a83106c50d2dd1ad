// The edge's own error pages: as bytes for every status that a request can bring about, and as a visitor sees them in Chromium.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { openChromium } from '../support/chromium.mjs';
import { startServing } from '../support/inlay.mjs';
import { startOrigin, startRawOrigin } from '../support/origin.mjs';
import { freePort } from '../support/ports.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { crlf, folderOf, get, navigation, startEdge } from './edge.mjs';

const pageBytesMax = 4096;
const bundle = '/cdn-cgi/apps/head/aaaaaaaaaaaaaaaaaaaaaaaaaaa.js';
const chromeLike = 'Accept: text/html,application/xhtml+xml,*/*;q=0.8';

async function startWith(t, kind) {
  const settings = { 'http.head_timeout_seconds': 1, 'origin.response_timeout_seconds': 1, 'http.request_body_bytes_max': 10 };
  if (kind === 'down') return startEdge(t, `http://127.0.0.1:${await freePort()}`, { settings });
  if (kind === 'silent') return startEdge(t, (await startRawOrigin(t, () => {})).url, { settings });
  if (kind === 'full') {
    const origin = await startRawOrigin(t, () => {});
    return startEdge(t, origin.url, { settings: { 'origin.connections_max': 1, 'origin.waiting_max': 0, 'edge.loops': 1 } });
  }
  const origin = await startOrigin(t, (_, response) => response.end('ok'));
  return startEdge(t, origin.url, { settings });
}

const rows = [
  ['no request', 400, 'ok', 'nonsense\r\n\r\n'],
  ['no such bundle', 404, 'ok', navigation(bundle)],
  ['a bundle that is posted to', 405, 'ok', crlf(`POST ${bundle} HTTP/1.1`, 'Host: a', 'Content-Length: 0')],
  ['a head that stops', 408, 'ok', 'GET / HTTP/1.1\r\nHost:'],
  ['a large body', 413, 'ok', crlf('POST / HTTP/1.1', 'Host: a', 'Content-Length: 11')],
  ['a long address', 414, 'ok', get(`/${'x'.repeat(9000)}`)],
  ['an odd expectation', 417, 'ok', get('/', 'Expect: the-unexpected')],
  ['a large head', 431, 'ok', get('/', ...Array.from({ length: 200 }, (_, i) => `X-${i}: y`))],
  ['CONNECT', 501, 'ok', crlf('CONNECT a:80 HTTP/1.1', 'Host: a:80')],
  ['an origin that is down', 502, 'down', navigation('/')],
  ['an origin that is full', 503, 'full', navigation('/')],
  ['an origin that is silent', 504, 'silent', navigation('/')],
  ['another version of HTTP', 505, 'ok', crlf('GET / HTTP/3.0', 'Host: a')],
];
for (const [name, status, kind, request] of rows) {
  test(`${status}: ${name}`, async (t) => {
    const edge = await startWith(t, kind);
    if (kind === 'full') (await connectRaw(t, edge.url)).send(get('/first'));
    const client = await connectRaw(t, edge.url);
    const answer = await client.send(request).response();
    const page = answer.body.toString('utf8');
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('retry-after'), status === 503 ? '10' : undefined);
    assert.ok(answer.body.length <= pageBytesMax, `${answer.body.length} bytes`);
    assert.match(page, new RegExp(`<p class="status">Error ${status}</p>`));
    const id = answer.headers.get('x-request-id');
    assert.ok(page.includes(`<code>${id}</code>`), page);
    // What is asked for a bundle that is gone is no event for the operator.
    if (kind !== 'ok' || !request.includes(bundle)) await until(() => edge.process.stderr.includes(id), { what: `the log to name request ${id}` });
  });
}

test('what cannot show a page gets the same facts as text', async (t) => {
  const edge = await startWith(t, 'down');
  const forms = [
    ['a navigation', ['Sec-Fetch-Dest: document', chromeLike], 'text/html; charset=utf-8'],
    ['an older browser', [chromeLike], 'text/html; charset=utf-8'],
    ['a plain tool', ['Accept: */*'], 'text/html; charset=utf-8'],
    ["a script's fetch", ['Sec-Fetch-Dest: empty', 'Accept: */*'], 'text/plain; charset=utf-8'],
    ['an image', ['Sec-Fetch-Dest: image', 'Accept: image/*,*/*;q=0.8'], 'text/plain; charset=utf-8'],
    ['JSON', ['Accept: application/json'], 'text/plain; charset=utf-8'],
  ];
  const client = await connectRaw(t, edge.url);
  for (const [name, fields, type] of forms) {
    const answer = await client.send(get('/', ...fields)).response();
    assert.equal(answer.headers.get('content-type'), type, name);
    if (type.startsWith('text/html')) continue;
    assert.equal(
      answer.body.toString('utf8'),
      '502 The site does not answer as it should\n\nIts server is down, or what it sent makes no sense. This is not your fault, and nothing is wrong with your device.\n' +
        `Try again in a minute. If it stays like this, please tell the people who run the site.\n\nrequest ${answer.headers.get('x-request-id')}\n`,
      name,
    );
  }
  // A HEAD is told what its GET would be.
  const head = await client.send(crlf('HEAD / HTTP/1.1', 'Host: a')).response({ method: 'HEAD' });
  assert.equal(head.headers.get('content-type'), 'text/html; charset=utf-8');
});

// WCAG 2 contrast of each text with what lies behind it, the lowest.
function lowestContrast() {
  const channels = (color) => /rgba?\(([^)]*)\)/.exec(color)[1].split(',').map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrasts = [...document.querySelectorAll('h1, p, a, footer, code')].map((element) => {
    const [low, high] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
  return Math.min(...contrasts);
}

test('in a browser: whole, readable in light and dark, on small screens, and nothing else is loaded', async (t) => {
  const edge = await startWith(t, 'down');
  const { context } = await openChromium(t);
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const [path, link] of [['/', 'Try again'], [bundle, 'To the first page']]) {
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 640 });
        asked.length = 0;
        await page.goto(edge.url + path);
        assert.deepEqual(asked, [new URL(path, edge.url).href]);
        const name = `${colorScheme} ${path} ${width}`;
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, name);
        const contrast = await page.evaluate(lowestContrast);
        assert.ok(contrast >= 4.5, `${name}: contrast ${contrast}`);
        const tree = await page.locator('body').ariaSnapshot();
        assert.match(tree, /- main:[\s\S]*heading "[^"]+" \[level=1\][\s\S]*- contentinfo:[\s\S]*name request/, name);
        assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.textContent), link, name);
        assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none', name);
      }
    }
  }
});

test('"Try again" shows the page as soon as the site is back', async (t) => {
  const port = await freePort();
  const edge = await startEdge(t, `http://127.0.0.1:${port}`);
  const { context } = await openChromium(t);
  const page = await context.newPage();
  await page.goto(`${edge.url}/tea?x=1`);
  assert.equal(await page.getByRole('heading').textContent(), 'The site does not answer as it should');
  const origin = createServer((request, response) => response.setHeader('content-type', 'text/html').end(`<h1>back at ${request.url}</h1>`));
  origin.listen(port, '127.0.0.1');
  await once(origin, 'listening');
  t.after(() => {
    origin.closeAllConnections();
    origin.close();
  });
  await page.getByRole('link', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'back at /tea?x=1' }).waitFor();
});

test('a host that no site has, and a site that leads back to itself', async (t) => {
  const port = await freePort();
  const folder = folderOf(t, {
    'inlay.toml': `schema = 1\nstate = "state"\n[listen]\nhttp = ["127.0.0.1:${port}"]\n[[site]]\nhosts = ["loop.test"]\norigin = "http://127.0.0.1:${port}"\n`,
  });
  const edge = await startServing(t, ['serve', '--config', `${folder}/inlay.toml`]);
  for (const [host, status, words] of [['other.test', 421, 'This site is not served here'], ['loop.test', 508, 'The site leads back to itself']]) {
    const client = await connectRaw(t, edge.url);
    const answer = await client.send(crlf('GET / HTTP/1.1', `Host: ${host}`, chromeLike)).response();
    assert.equal(answer.status, status);
    assert.ok(answer.body.toString('utf8').includes(words), answer.body.toString('utf8'));
  }
});
