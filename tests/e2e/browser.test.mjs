// The demo as a person sees it, and apps beside each other, in Chromium through the edge.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openChromium } from '../support/chromium.mjs';
import { startOrigin } from '../support/origin.mjs';
import { program } from '../support/paths.mjs';
import { start } from '../support/process.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, folderOf, startEdge } from './edge.mjs';

const button = 'cloudflare-app[app="back-to-top"] button';
const bar = 'cloudflare-app[app="announcement-bar"] section';

async function startDemo(t) {
  const demo = start(t, program, ['demo', '--listen', '127.0.0.1:0']);
  const [, withApps] = await demo.saw(/with four apps +(http:\/\/\S+)/);
  const [, without] = await demo.saw(/same without +(http:\/\/\S+)/);
  await demo.saw(/Ctrl-C ends it/);
  return { demo, withApps, without };
}

test('the demo: every page loads, has the bar, and its button leads back to the top', async (t) => {
  const { demo, withApps } = await startDemo(t);
  const { context, errors } = await openChromium(t);
  const page = await context.newPage();
  const pages = ['', 'about.html', 'teas.html', 'contact.html', 'journal/brewing.html'];
  for (const path of pages) {
    const answer = await page.goto(withApps + path);
    assert.equal(answer.status(), 200, path);
    assert.equal(await page.locator('script[src^="/cdn-cgi/apps/head/"]').count(), 1, path);
    assert.equal(await page.locator('head > script[src^="/cdn-cgi/apps/head/"]').count(), 1, `${path}: in the head`);
    assert.equal(await page.locator('img').evaluateAll((images) => images.every((image) => image.complete && image.naturalWidth > 0)), true, path);
    const box = await page.locator(bar).boundingBox();
    assert.deepEqual([box.x, box.y, box.width], [0, 0, 1280], `${path}: the bar fills the top`);
    const outer = page.locator('main a:is([href^="http"], [href^="//"])');
    assert.deepEqual(await outer.evaluateAll((links) => links.filter((link) => !link.relList.contains('noopener') || !link.querySelector('svg'))), [], path);
  }
  await page.goto(withApps);
  assert.equal(await page.getByRole('link', { name: /^Aldermoor.* \(opens in a new tab\)$/ }).getAttribute('target'), '_blank');
  await page.goto(`${withApps}journal/brewing.html`);
  assert.equal(await page.locator(button).isVisible(), false, 'nothing to go back from yet');
  await page.mouse.wheel(0, 2000);
  await page.locator(button).waitFor({ state: 'visible' });
  await page.locator(button).click();
  await until(async () => (await page.evaluate(() => scrollY)) === 0, { what: 'the page to be at its top' });
  await page.getByRole('button', { name: 'Close' }).click();
  await page.goto(`${withApps}about.html`);
  assert.equal(await page.locator(bar).count(), 0, 'closed stays closed');
  assert.deepEqual(errors, []);
  assert.deepEqual(await demo.stop('SIGINT'), { code: 0, signal: null });
});

test('the demo counts views, and shows the counts', async (t) => {
  const { withApps, without } = await startDemo(t);
  const { context, errors } = await openChromium(t);
  const page = await context.newPage();
  const counts = async () => {
    const html = await (await fetch(`${without}views`)).text();
    return Object.fromEntries([...html.matchAll(/<tr><td>(.*?)<\/td><td>(\d+)<\/td><td>(\d+)<\/td>/g)].map(([, path, views]) => [path, Number(views)]));
  };
  const counted = (expected) =>
    until(async () => JSON.stringify(await counts()) === JSON.stringify(expected), { what: `counts of ${JSON.stringify(expected)}` });
  assert.deepEqual(await counts(), {});
  for (const path of ['teas.html', 'about.html', 'teas.html?x=1#y']) {
    await page.goto('about:blank');
    await page.goto(withApps + path);
  }
  await counted({ '/about.html': 1, '/teas.html': 2 });
  await page.getByRole('link', { name: 'See the views' }).click();
  await counted({ '/about.html': 1, '/teas.html': 2, '/views': 1 });
  assert.equal(await page.getByRole('row', { name: '/teas.html 2' }).count(), 1);
  const messages = [
    ['a path that is markup', '{"event":"view","path":"/<script>alert(1)</script>"}', '/&lt;script>alert(1)&lt;/script>'],
    ['no JSON', 'event=view', undefined],
    ['no path', '{"event":"view"}', undefined],
    ['not a path', '{"event":"view","path":"javascript:alert(1)"}', undefined],
    ['too long', JSON.stringify({ event: 'view', path: `/${'x'.repeat(5000)}` }), undefined],
    ['nothing', '', undefined],
  ];
  for (const [name, body, path] of messages) {
    const before = await counts();
    const answer = await fetch(`${withApps}views`, { method: 'POST', body });
    assert.equal(answer.status, 204, name);
    assert.deepEqual(await counts(), path === undefined ? before : { [path]: 1, ...before }, name);
  }
  assert.deepEqual(errors, []);
});

// The page less the tag, the styles and what the external links got.
function withoutApps(html) {
  return html
    .replace(/<script src="\/cdn-cgi\/apps\/head\/[\w-]{27}\.js"><\/script>/, '')
    .replace(/<style>\.inlay-[^<]*<\/style>/g, '')
    .replace(/<span class="inlay-external"[^]*?<\/svg><\/span>(<span class="inlay-new-tab">[^<]*<\/span>)?/g, '')
    .replace(/ rel="noopener"( target="_blank")?/g, '');
}

test('the demo without the apps is the same site', async (t) => {
  const { withApps, without } = await startDemo(t);
  for (const path of ['', 'about.html', 'style.css', 'images/garden.png']) {
    const headers = { accept: 'text/html' };
    const plain = Buffer.from(await (await fetch(without + path, { headers })).arrayBuffer()).toString('latin1');
    const marked = Buffer.from(await (await fetch(withApps + path, { headers })).arrayBuffer()).toString('latin1');
    assert.equal(withoutApps(marked), plain, path);
  }
});

test('an app that throws leaves the page and the other apps alone', async (t) => {
  const origin = await startOrigin(t, (_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>t</title><link rel=icon href="data:,"><h1>hello</h1>');
  });
  const broken = folderOf(t, {
    'install.json': { resources: { head: [{ type: 'script', contents: 'throw new Error("broken app")' }] } },
  });
  const edge = await startEdge(t, origin.url, { apps: [broken, appFolder(t, { name: 'fine' })] });
  const { context, errors } = await openChromium(t);
  const page = await context.newPage();
  await page.goto(edge.url);
  await page.waitForFunction(() => window.fineBody === true);
  assert.equal(await page.evaluate(() => window.fineHead), 'hello');
  assert.equal(await page.locator('h1').textContent(), 'hello');
  assert.equal(errors.length, 1);
  assert.match(errors[0], /broken app/);
});
