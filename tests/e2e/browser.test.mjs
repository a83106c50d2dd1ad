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

async function startDemo(t) {
  const demo = start(t, program, ['demo', '--listen', '127.0.0.1:0']);
  const [, withApp] = await demo.saw(/with the app +(http:\/\/\S+)/);
  const [, without] = await demo.saw(/same without +(http:\/\/\S+)/);
  return { demo, withApp, without };
}

test('the demo: every page loads, the button comes with scrolling and leads back to the top', async (t) => {
  const { demo, withApp } = await startDemo(t);
  const { context, errors } = await openChromium(t);
  const page = await context.newPage();
  const pages = ['', 'about.html', 'teas.html', 'contact.html', 'journal/brewing.html'];
  for (const path of pages) {
    const answer = await page.goto(withApp + path);
    assert.equal(answer.status(), 200, path);
    assert.equal(await page.locator('script[src^="/cdn-cgi/apps/head/"]').count(), 1, path);
    assert.equal(await page.locator('head > script[src^="/cdn-cgi/apps/head/"]').count(), 1, `${path}: in the head`);
    assert.equal(await page.locator('img').evaluateAll((images) => images.every((image) => image.complete && image.naturalWidth > 0)), true, path);
  }
  await page.goto(`${withApp}journal/brewing.html`);
  assert.equal(await page.locator(button).isVisible(), false, 'nothing to go back from yet');
  await page.mouse.wheel(0, 2000);
  await page.locator(button).waitFor({ state: 'visible' });
  if (process.env.INLAY_SCREENSHOT) await page.screenshot({ path: process.env.INLAY_SCREENSHOT });
  await page.locator(button).click();
  await until(async () => (await page.evaluate(() => scrollY)) === 0, { what: 'the page to be at its top' });
  assert.deepEqual(errors, []);
  assert.deepEqual(await demo.stop('SIGINT'), { code: 0, signal: null });
});

test('the demo without the app is the same site', async (t) => {
  const { withApp, without } = await startDemo(t);
  for (const path of ['', 'about.html', 'style.css', 'images/garden.png']) {
    const headers = { accept: 'text/html' };
    const plain = Buffer.from(await (await fetch(without + path, { headers })).arrayBuffer()).toString('latin1');
    const marked = Buffer.from(await (await fetch(withApp + path, { headers })).arrayBuffer()).toString('latin1');
    assert.equal(marked.replace(/<script src="\/cdn-cgi\/apps\/head\/[\w-]{27}\.js"><\/script>/, ''), plain, path);
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
