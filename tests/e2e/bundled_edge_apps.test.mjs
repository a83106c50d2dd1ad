// The bundled apps with edge scripts beside those with page resources and inserts, on one page, as visitors get it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { openChromium } from '../support/chromium.mjs';
import { startOrigin } from '../support/origin.mjs';
import { root } from '../support/paths.mjs';
import { folderOf, startEdge } from './edge.mjs';

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Teas</title><link rel="icon" href="data:,"></head>
<body>
<h1>Teas</h1>
<p data-variant="a">Old words</p>
<p data-variant="b">New words, and <a href="https://other.example/">a link</a></p>
<img src="/tea-400x300.svg" alt=""><img src="/pot.svg" alt="">
</body>
</html>
`;
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300"/></svg>';

const imageHints = { atOnce: 1, hosts: [{ host: 'images.example', fonts: false }] };
const abTest = { share: 100, changes: [{ selector: 'h1', what: 'html', value: 'Teas <img src="/b.svg" alt="">' }] };

// Apps in this order, each with its options.
async function startSite(t, apps) {
  const origin = await startOrigin(t, (request, response) => {
    if (request.url !== '/') return response.setHeader('content-type', 'image/svg+xml').end(picture);
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  const folder = folderOf(t, Object.fromEntries(apps.map(([app, options]) => [`${app}.json`, options])));
  const args = apps.flatMap(([app]) => ['--app', join(root, 'apps', app), '--options', join(folder, `${app}.json`)]);
  return startEdge(t, origin.url, { args });
}

async function htmlOf(edge) {
  return (await fetch(edge.url, { headers: { accept: 'text/html' } })).text();
}

test('all kinds of apps on one page', async (t) => {
  const edge = await startSite(t, [['image-hints', imageHints], ['back-to-top', {}], ['ab-test', abTest], ['external-links', { newTab: true }]]);
  const { context, errors } = await openChromium(t);
  const view = await context.newPage();
  await view.goto(edge.url);
  assert.equal(await view.locator('html').getAttribute('data-ab-headline'), 'b', 'ab-test');
  assert.equal(await view.locator('[data-variant="a"]').count(), 0);
  assert.equal(await view.locator('link[rel=preconnect]').getAttribute('href'), 'https://images.example', 'image-hints');
  assert.equal(await view.locator('img[src="/pot.svg"]').getAttribute('loading'), 'lazy');
  assert.equal(await view.locator('img[src="/tea-400x300.svg"]').getAttribute('loading'), null);
  assert.equal(await view.getByRole('link', { name: /opens in a new tab/ }).getAttribute('target'), '_blank', 'external-links');
  assert.equal(await view.locator('cloudflare-app[app="back-to-top"]').count(), 1, 'back-to-top');
  assert.deepEqual(errors, []);
});

test('what one script puts in, the next one sees', async (t) => {
  const before = await startSite(t, [['ab-test', abTest], ['image-hints', imageHints]]);
  assert.match(await htmlOf(before), /<h1>Teas <img src="\/b\.svg" alt=""><\/h1>[^]*<img src="\/tea-400x300\.svg" alt="" loading="lazy"/);
  const after = await startSite(t, [['image-hints', imageHints], ['ab-test', abTest]]);
  assert.match(await htmlOf(after), /<h1>Teas <img src="\/b\.svg" alt=""><\/h1>[^]*<img src="\/tea-400x300\.svg" alt=""><img src="\/pot\.svg" alt="" loading="lazy"/);
});

test('a page without a change of theirs leaves byte for byte', async (t) => {
  const edge = await startSite(t, [['image-hints', { atOnce: 20, shapes: false }]]);
  assert.equal(await htmlOf(edge), page);
});
