// The browser-side runtime in a real browser: the parts where jsdom is no judge.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runtimes, serve } from './support.mjs';
import { launchChromium } from '../support/chromium.mjs';

// A head bundle by hand: the runtime, one install, and the app code as the bundle wraps it.
function bundle(install, code) {
  const data = JSON.stringify(install);
  return (
    `${runtimes.minified};CloudflareApps.installs["a"]={appId:"a",scope:{}};` +
    `Object.assign(CloudflareApps.installs["a"],${data});` +
    `;if(CloudflareApps.matchPage(CloudflareApps.installs['a'].URLPatterns)){ ${code}\n};`
  );
}

const kWhenReady = (code) => `document.addEventListener('DOMContentLoaded', function () { ${code} })`;
const kPlace = kWhenReady(
  `var e = CloudflareApps.createElement(CloudflareApps.installs['a'].options.location);
   e.setAttribute('app', 'test'); e.textContent = 'Hello'; window.placed = e`,
);

describe('runtime in Chromium', () => {
  let browser;
  before(async () => (browser = await launchChromium()));
  after(() => browser?.close());

  async function open(t, script, { path = '/shop/tea', head = '', body = '<h1>Tea</h1><main><p>text</p></main>' } = {}) {
    const html =
      `<!doctype html><html><head>${head}<script src="/head.js"></script><link rel=icon href="data:,">` +
      `<title>t</title></head><body>${body}</body></html>`;
    const site = await serve({ [path]: ['text/html', html], '/head.js': ['text/javascript', script] });
    const page = await browser.context.newPage();
    t.after(async () => {
      await page.close();
      await site.close();
    });
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(error.message));
    page.on('console', (message) => page.problems.push(message.text()));
    await page.goto(site.origin + path);
    return page;
  }

  const rows = [
    ['after', { selector: 'h1', method: 'after' }, 'h1 + cloudflare-app[app="test"]'],
    ['replace', { selector: 'main', method: 'replace' }, 'body:not(:has(main)) > h1 + cloudflare-app'],
    ['body, prepend', { selector: 'body', method: 'prepend' }, 'body > cloudflare-app:first-child'],
  ];
  for (const [name, location, at] of rows) {
    test(`an app in the head finds its place: ${name}`, async (t) => {
      const install = { options: { location }, selectors: { 'location.selector': location.selector } };
      const page = await open(t, bundle(install, kPlace));
      await page.locator(at).waitFor();
      assert.equal(await page.locator(at).textContent(), 'Hello');
      assert.deepEqual(page.problems, []);
    });
  }

  test('an install for other pages does not run; one for this page does', async (t) => {
    const code = 'window.ran = true';
    const here = await open(t, bundle({ options: {}, URLPatterns: ['^127.0.0.1:\\d+/shop/?.*$'] }, code));
    assert.equal(await here.evaluate('window.ran'), true);
    const elsewhere = await open(t, bundle({ options: {}, URLPatterns: ['^127.0.0.1:\\d+/cart/?$'] }, code));
    assert.equal(await elsewhere.evaluate('typeof window.ran'), 'undefined');
    assert.deepEqual([...here.problems, ...elsewhere.problems], []);
  });

  test('the three names are one object, and an element with such an id is not taken for it', async (t) => {
    const page = await open(t, bundle({ options: {} }, ''), { head: '<style></style>', body: '<div id=Eager></div><a id=Inlay></a>' });
    assert.equal(await page.evaluate('CloudflareApps === Eager && Eager === Inlay && !Eager.nodeType'), true);
  });

  test('named elements before the bundle do not get in its way', async (t) => {
    const body = '<form id=CloudflareApps></form><img name=Eager><h1>x</h1>';
    const page = await open(t, '', { body });
    assert.equal(await page.evaluate('CloudflareApps.tagName'), 'FORM');
    await page.addScriptTag({ content: runtimes.minified });
    assert.equal(await page.evaluate("CloudflareApps.createElement({selector: 'h1', method: 'after'}).parentNode.tagName"), 'BODY');
    assert.deepEqual(page.problems, []);
  });

  test('included twice, by two layers, on a page with a strict policy', async (t) => {
    const head = `<meta http-equiv="Content-Security-Policy" content="script-src 'self'"><script src="/head.js"></script>`;
    const install = { options: { location: { selector: 'main', method: 'replace' } }, selectors: { l: 'main' } };
    const page = await open(t, bundle(install, kPlace), { head });
    await page.waitForFunction(() => window.placed);
    // Each layer ran its app: the second finds the place taken, as the first app meant it.
    assert.equal(await page.locator('cloudflare-app').count(), 1);
    assert.equal(await page.locator('main').count(), 0);
    assert.deepEqual(page.problems, []);
  });

  test('marks once per turn and again later, with real timers', async (t) => {
    const install = { options: {}, selectors: { s: '#late' } };
    const page = await open(t, bundle(install, ''));
    const marked = await page.evaluate(async () => {
      const seen = [];
      const look = () => seen.push(document.querySelector('#late').hasAttribute('cfapps-selector'));
      CloudflareApps.createElement();
      document.querySelector('main').insertAdjacentHTML('beforeend', '<i id=late></i>');
      CloudflareApps.createElement();
      look();
      await new Promise((resolve) => setTimeout(resolve, 0));
      CloudflareApps.createElement();
      look();
      return seen;
    });
    assert.deepEqual(marked, [false, true]);
  });
});
