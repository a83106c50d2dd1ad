// The bundled app apps/back-to-top: its logic in jsdom, its effect in Chromium.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bundleOf, nextTurn, openPage, require, root, serve } from './support.mjs';
import { launchChromium } from '../support/chromium.mjs';

const folder = path.join(root, 'apps/back-to-top');
const kHtml = '<!doctype html><html lang=en><head><title>t</title></head><body><h1>Long</h1></body></html>';

// The app in jsdom, which has no layout: `scrollTo(y)` sets what the page would report, then lets a frame pass.
async function start({ html = kHtml, prepare = () => {}, ...install } = {}) {
  const bundle = await bundleOf(folder, install);
  const page = openPage(html, { pretendToBeVisual: true });
  page.scrolls = [];
  page.window.scrollTo = (...args) => page.scrolls.push(args);
  prepare(page);
  page.window.eval(bundle.script);
  page.find = () => page.document.querySelector('cloudflare-app[app="back-to-top"]');
  page.button = () => page.find().querySelector('button');
  page.shown = () => page.find().getAttribute('data-shown');
  page.frame = () => new Promise((resolve) => page.window.requestAnimationFrame(resolve));
  page.scroll = async (y, property = 'pageYOffset', on = page.window) => {
    Object.defineProperty(on, property, { value: y, configurable: true });
    page.document.dispatchEvent(new page.window.Event('scroll', { bubbles: true }));
    await page.frame();
  };
  page.set = (options) => {
    page.window.CloudflareApps.installs.preview.options = page.window.JSON.parse(JSON.stringify(options));
    page.window.eval(bundle.handler(bundle.manifest.preview.handlers[0].execute));
  };
  return page;
}

const kDefaults = Object.fromEntries(
  Object.entries((await bundleOf(folder)).manifest.options.properties).map(([key, field]) => [key, field.default]),
);

describe('back-to-top in a DOM', () => {
  test('a real button with a name, at the end of the body, hidden at first', async () => {
    const page = await start();
    const button = page.button();
    assert.equal(page.document.body.lastElementChild, page.find());
    assert.equal(button.type, 'button');
    assert.equal(button.getAttribute('aria-label'), 'Back to top');
    assert.equal(button.title, 'Back to top');
    assert.equal(button.querySelector('svg').getAttribute('aria-hidden'), 'true');
    assert.equal(page.shown(), 'false');
    assert.deepEqual(page.errors, []);
  });

  test('waits for the body', async () => {
    const { script } = await bundleOf(folder);
    const html = `<html><head><script>${script.replaceAll('</', '<\\/')}</script></head><body><p>x</p></body></html>`;
    const page = openPage(html, { runScripts: 'dangerously', pretendToBeVisual: true });
    assert.equal(page.document.querySelector('cloudflare-app'), null);
    await new Promise((resolve) => page.document.addEventListener('DOMContentLoaded', resolve));
    await nextTurn(page.window);
    assert.ok(page.document.querySelector('body > cloudflare-app > button'));
    assert.deepEqual(page.errors, []);
  });

  const scrollRows = [
    ['below the default distance', {}, 400, 'false'],
    ['beyond the default distance', {}, 401, 'true'],
    ['an own distance', { showAfter: 1000 }, 999, 'false'],
    ['beyond an own distance', { showAfter: 1000 }, 1001, 'true'],
    ['from the first pixel', { showAfter: 0 }, 1, 'true'],
    ['a distance as text', { showAfter: '50' }, 60, 'true'],
    ['no distance', { showAfter: null }, 401, 'true'],
    ['a distance that is no number', { showAfter: 'soon' }, 399, 'false'],
    ['a negative distance', { showAfter: -5 }, 399, 'false'],
  ];
  for (const [name, options, y, expected] of scrollRows) {
    test(`appears: ${name}`, async () => {
      const page = await start({ options });
      await page.scroll(y);
      assert.equal(page.shown(), expected);
      await page.scroll(0);
      assert.equal(page.shown(), 'false');
    });
  }

  test('appears when the body scrolls instead of the window', async () => {
    const page = await start();
    await page.scroll(900, 'scrollTop', page.document.body);
    assert.equal(page.shown(), 'true');
  });

  test('many scroll events cost one look per frame', async () => {
    let frames = 0;
    const page = await start();
    const { requestAnimationFrame } = page.window;
    page.window.requestAnimationFrame = (look) => (frames++, requestAnimationFrame.call(page.window, look));
    for (let i = 0; i < 50; i++) page.document.dispatchEvent(new page.window.Event('scroll'));
    assert.equal(frames, 1);
    await new Promise((resolve) => requestAnimationFrame.call(page.window, resolve));
    page.document.dispatchEvent(new page.window.Event('scroll'));
    assert.equal(frames, 2);
  });

  const lookRows = [
    ['defaults', {}, (p) => [p.button().style.fontSize, p.find().style.bottom], ['16px', '24px']],
    ['size', { size: 60 }, (p) => p.button().style.fontSize, '20px'],
    ['size as text', { size: '72' }, (p) => p.button().style.fontSize, '24px'],
    ['margin', { margin: 80 }, (p) => [p.find().style.bottom, p.find().style.left, p.find().style.right],
      ['80px', '80px', '80px']],
    ['position', { position: 'bottom-left' }, (p) => p.find().getAttribute('data-position'), 'bottom-left'],
    ['dark colour, white arrow', { color: '#2f4858' }, (p) => p.button().style.color, 'rgb(255, 255, 255)'],
    ['light colour, black arrow', { color: '#ffd54d' }, (p) => p.button().style.color, 'rgb(0, 0, 0)'],
    ['mid grey, black arrow', { color: '#777777' }, (p) => p.button().style.color, 'rgb(0, 0, 0)'],
    ['pure blue, white arrow', { color: '#0000FF' }, (p) => p.button().style.color, 'rgb(255, 255, 255)'],
    ['a colour that is none', { color: 'expression(1)' }, (p) => [p.button().style.backgroundColor, p.button().style.color],
      ['', 'rgb(255, 255, 255)']],
    ['colour', { color: '#aa0000' }, (p) => p.button().style.backgroundColor, 'rgb(170, 0, 0)'],
    ['text hidden', { label: 'Nach oben' }, (p) => [p.button().textContent, p.button().getAttribute('aria-label'), p.button().title],
      ['', 'Nach oben', 'Nach oben']],
    ['text shown', { label: 'Nach oben', showLabel: true }, (p) => [p.button().textContent, p.button().getAttribute('aria-label'), p.button().title],
      ['Nach oben', 'Nach oben', '']],
    ['no text', { label: '', showLabel: true }, (p) => p.button().textContent, 'Back to top'],
    ['markup in the text stays text', { label: '<img src=x>', showLabel: true },
      (p) => [p.button().querySelector('img'), p.button().textContent], [null, '<img src=x>']],
  ];
  for (const [name, options, read, expected] of lookRows) {
    test(`option: ${name}`, async () => {
      // jsdom's CSS knows no env(): the assignments it refuses leave the plain distances, as in old browsers.
      const page = await start({ options });
      const got = read(page);
      const plain = (value) => String(value).replace(/^calc\((\w+) \+ env\(.*$/, '$1');
      assert.deepEqual(Array.isArray(got) ? got.map((v) => (v === null ? v : plain(v))) : plain(got), expected);
      assert.deepEqual(page.errors, []);
    });
  }

  test('the colour of the arrow has a contrast of at least 4.5 on every colour', async () => {
    const page = await start({ id: 'preview' });
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    for (let r = 0; r <= 255; r += 51) {
      for (let g = 0; g <= 255; g += 17) {
        for (let b = 0; b <= 255; b += 51) {
          const color = '#' + [r, g, b].map((c) => c.toString(16).padStart(2, '0')).join('');
          page.set({ ...kDefaults, color });
          const arrow = page.button().style.color === 'rgb(0, 0, 0)' ? 0 : 1;
          const [low, high] = [arrow, luminance([r, g, b])].sort();
          assert.ok((high + 0.05) / (low + 0.05) >= 4.5, color);
        }
      }
    }
  });

  test('in a preview it is shown at once and follows the form', async () => {
    const page = await start({ id: 'preview' });
    assert.equal(page.shown(), 'true');
    page.set({ ...kDefaults, label: 'Up', showLabel: true, position: 'bottom-center' });
    assert.equal(page.button().textContent, 'Up');
    assert.equal(page.find().getAttribute('data-position'), 'bottom-center');
    await page.scroll(0);
    assert.equal(page.shown(), 'true');
    assert.equal(page.document.querySelectorAll('cloudflare-app').length, 1);
    assert.deepEqual(page.errors, []);
  });

  test('a change before the body exists counts later', async () => {
    const { script, manifest, handler } = await bundleOf(folder, { id: 'preview' });
    const change =
      `CloudflareApps.installs.preview.options = ${JSON.stringify({ ...kDefaults, label: 'Up' })};` +
      handler(manifest.preview.handlers[0].execute);
    const html = `<head><script>${(script + change).replaceAll('</', '<\\/')}</script></head><body></body>`;
    const page = openPage(html, { runScripts: 'dangerously', pretendToBeVisual: true });
    await new Promise((resolve) => page.document.addEventListener('DOMContentLoaded', resolve));
    await nextTurn(page.window);
    assert.equal(page.document.querySelector('button').getAttribute('aria-label'), 'Up');
    assert.deepEqual(page.errors, []);
  });

  test('a body that was exchanged gets the button again, once', async () => {
    const page = await start();
    const next = page.document.createElement('body');
    next.innerHTML = '<h1>Next page</h1>';
    page.document.body.replaceWith(next);
    await page.scroll(500);
    await page.scroll(510);
    assert.equal(page.document.querySelectorAll('body > cloudflare-app > button').length, 1);
    assert.equal(page.shown(), 'true');
  });

  const clickRows = [
    ['smooth', {}, false, [[{ top: 0, left: 0, behavior: 'smooth' }]]],
    ['not smooth', { smooth: false }, false, [[{ top: 0, left: 0, behavior: 'instant' }]]],
    ['reduced motion', {}, true, [[{ top: 0, left: 0, behavior: 'instant' }]]],
  ];
  for (const [name, options, reduced, expected] of clickRows) {
    test(`click: ${name}`, async () => {
      const prepare = ({ window, document }) => {
        document.documentElement.style.scrollBehavior ??= '';
        window.matchMedia = (query) => ({ matches: reduced && query === '(prefers-reduced-motion: reduce)' });
      };
      const page = await start({ options, prepare });
      page.button().click();
      assert.deepEqual(JSON.parse(JSON.stringify(page.scrolls)), expected);
    });
  }

  test('click in a browser without scroll behaviour', async () => {
    const page = await start({
      prepare: ({ window, document }) => {
        Object.defineProperty(document.documentElement, 'style', { value: {} });
        window.matchMedia = undefined;
      },
    });
    page.button().click();
    assert.deepEqual(page.scrolls, [[0, 0]]);
    assert.deepEqual(page.errors, []);
  });

  test('after a click the focus is on the body and leaves no trace', async () => {
    const page = await start({ html: kHtml.replace('<h1>', '<a href="/">Home</a><h1>') });
    page.button().focus();
    page.button().click();
    assert.equal(page.document.activeElement, page.document.body);
    assert.equal(page.document.body.getAttribute('tabindex'), '-1');
    page.document.querySelector('a').focus();
    assert.deepEqual(page.document.body.getAttributeNames(), []);
  });

  test('a tabindex of the site itself stays', async () => {
    const page = await start({ html: kHtml.replace('<body>', '<body tabindex="0">') });
    page.button().click();
    assert.equal(page.document.activeElement, page.document.body);
    page.document.body.blur();
    assert.equal(page.document.body.getAttribute('tabindex'), '0');
  });

  test('its script is plain ES5', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(path.join(folder, 'source/app.js'), 'utf8');
    await require('esbuild').transform(source, { target: 'es5' });
    assert.doesNotMatch(source, /=>|`/);
  });
});

describe('back-to-top in Chromium', () => {
  let browser;
  before(async () => (browser = await launchChromium()));
  after(() => browser?.close());

  // A page of 40 paragraphs with a link at its start and at its end.
  async function open(t, { options, id, installs = [{ options, id }], css = '', attributes = 'lang=en', html, media = {}, viewport = { width: 800, height: 600 } } = {}) {
    const bundles = await Promise.all(installs.map((install) => bundleOf(folder, install)));
    const script = bundles.map((bundle) => bundle.script).join(';\n');
    const text = '<p>Water just off the boil, three minutes, no longer.</p>'.repeat(60);
    html ??=
      `<!doctype html><html ${attributes}><head><script src="/app.js"></script><title>t</title><link rel=icon href="data:,"><style>${css}</style></head>` +
      `<body><a id=first href="#x">first</a><h1>Tea</h1>${text}<a id=last href="#y">last</a></body></html>`;
    const site = await serve({ '/': ['text/html', html], '/app.js': ['text/javascript', script] });
    const page = await browser.context.newPage();
    t.after(async () => {
      await page.close();
      await site.close();
    });
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()));
    await page.setViewportSize(viewport);
    await page.emulateMedia(media);
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${site.origin}/`);
    page.set = (next) =>
      page.evaluate(`CloudflareApps.installs.preview.options = ${JSON.stringify(next)};${bundles[0].handler(bundles[0].manifest.preview.handlers[0].execute)}`);
    page.button = page.locator('cloudflare-app[app="back-to-top"] > button');
    page.scrollY = () => page.evaluate(() => Math.max(scrollY, document.body.scrollTop));
    page.atTop = () => page.waitForFunction(() => Math.max(scrollY, document.body.scrollTop) === 0);
    page.focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
    return page;
  }

  test('appears after scrolling, a click goes to the top and it disappears', async (t) => {
    const page = await open(t);
    await page.button.waitFor({ state: 'hidden' });
    await page.mouse.wheel(0, 1500);
    await page.button.waitFor({ state: 'visible' });
    assert.equal(await page.button.evaluate((button) => getComputedStyle(button).cursor), 'pointer');
    await page.button.click();
    await page.atTop();
    await page.button.waitFor({ state: 'hidden' });
    assert.deepEqual(page.problems, []);
  });

  test('works by keyboard, and Tab then starts at the top', async (t) => {
    const page = await open(t, { media: { reducedMotion: 'reduce' } });
    await page.evaluate(() => scrollTo(0, 1500));
    await page.button.waitFor({ state: 'visible' });
    await page.locator('#last').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.focused(), 'BUTTON');
    const ring = await page.button.evaluate((button) => getComputedStyle(button).boxShadow);
    assert.match(ring, /rgb\(255, 255, 255\) 0px 0px 0px 2px, rgb\(0, 0, 0\) 0px 0px 0px 5px/);
    await page.keyboard.press('Enter');
    await page.atTop();
    assert.equal(await page.focused(), 'BODY');
    await page.keyboard.press('Tab');
    assert.equal(await page.focused(), 'first');
    assert.equal(await page.evaluate(() => document.body.getAttributeNames().length), 0);
  });

  test('while hidden it cannot be reached by Tab', async (t) => {
    const page = await open(t);
    await page.locator('#first').focus();
    await page.evaluate(() => document.getElementById('last').remove());
    await page.keyboard.press('Tab');
    assert.notEqual(await page.focused(), 'BUTTON');
  });

  const rows = [
    ['a jump where less motion is asked for', { media: { reducedMotion: 'reduce' } }, 'jump'],
    ['a jump by option', { options: { smooth: false } }, 'jump'],
    ['a jump also on sites that glide themselves',
      { options: { smooth: false }, css: 'html { scroll-behavior: smooth }' }, 'jump'],
    ['a glide by default', {}, 'glide'],
  ];
  for (const [name, setup, expected] of rows) {
    test(name, async (t) => {
      const page = await open(t, setup);
      await page.evaluate(() => scrollTo({ top: 1500, behavior: 'instant' }));
      await page.button.waitFor({ state: 'visible' });
      const y = await page.button.evaluate((button) => (button.click(), scrollY));
      assert.equal(y === 0 ? 'jump' : 'glide', expected);
      await page.atTop();
    });
  }

  test('a site that scrolls its body', async (t) => {
    const page = await open(t, { css: 'html, body { height: 100%; margin: 0; overflow: hidden } body { overflow: auto }' });
    await page.evaluate(() => {
      document.documentElement.style.overflow = 'hidden';
      document.body.scrollTop = 1500;
    });
    await page.button.waitFor({ state: 'visible' });
    await page.button.click();
    await page.atTop();
  });

  const places = [
    ['bottom-right', 'default', {}, (box) => [800 - box.x - box.width, 600 - box.y - box.height], [24, 24]],
    ['bottom-left', 'own margin', { position: 'bottom-left', margin: 40 }, (box) => [box.x, 600 - box.y - box.height], [40, 40]],
    ['bottom-center', 'middle', { position: 'bottom-center' }, (box) => [box.x + box.width / 2, box.width], [400, 48]],
    ['size', 'square of 72', { size: 72 }, (box) => [box.width, box.height], [72, 72]],
  ];
  for (const [name, what, options, measure, expected] of places) {
    test(`place and size: ${name}, ${what}`, async (t) => {
      const page = await open(t, { id: 'preview', options, media: { reducedMotion: 'reduce' } });
      await page.button.waitFor({ state: 'visible' });
      // Scrollbars are overlaid in headless mode; a page of another width would fail here by exactly that.
      const width = await page.evaluate(() => document.documentElement.clientWidth);
      assert.equal(width, 800);
      assert.deepEqual(measure(await page.button.boundingBox()).map(Math.round), expected);
    });
  }

  test('rules a site has for its own buttons do not reach it', async (t) => {
    const css = 'button { width: 100%; padding: 40px; border-radius: 0; text-transform: uppercase; margin: 3em }';
    const page = await open(t, { id: 'preview', css, media: { reducedMotion: 'reduce' } });
    await page.button.waitFor({ state: 'visible' });
    const { width, height } = await page.button.boundingBox();
    assert.deepEqual([Math.round(width), Math.round(height)], [48, 48]);
  });

  test('a long text stays inside a narrow window', async (t) => {
    const options = { showLabel: true, label: 'Zurück zum Anfang dieser sehr langen Seite', size: 80 };
    const page = await open(t, { id: 'preview', options, viewport: { width: 320, height: 500 } });
    await page.button.waitFor({ state: 'visible' });
    const { x, width } = await page.button.boundingBox();
    assert.ok(x >= 0 && x + width <= 320, `${x} ${width}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });

  test('the preview follows the form without a reload', async (t) => {
    const page = await open(t, { id: 'preview', media: { reducedMotion: 'reduce' } });
    await page.evaluate(() => (window.sameDocument = true));
    const steps = [
      [{ position: 'bottom-left', margin: 40 }, async () => (await page.button.boundingBox()).x, 40],
      [{ size: 72 }, async () => (await page.button.boundingBox()).width, 72],
      [{ color: '#ffd54d' }, () => page.button.evaluate((button) => getComputedStyle(button).color), 'rgb(0, 0, 0)'],
      [{ showLabel: true, label: 'Up' }, () => page.button.innerText(), 'Up'],
      [{}, () => page.button.innerText(), ''],
    ];
    for (const [change, read, expected] of steps) {
      await page.set({ ...kDefaults, ...change });
      assert.equal(await read(), expected, JSON.stringify(change));
      assert.equal(await page.button.count(), 1);
    }
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.deepEqual(page.problems, []);
  });

  test('two installs stand beside each other and both work', async (t) => {
    const page = await open(t, { installs: [{ id: 'aaaaaaaaaaaa' }, { id: 'bbbbbbbbbbbb', options: { position: 'bottom-left', smooth: false } }] });
    await page.mouse.wheel(0, 1500);
    await page.waitForFunction(() => document.querySelectorAll('cloudflare-app[data-shown="true"]').length === 2);
    const [one, other] = [await page.button.nth(0).boundingBox(), await page.button.nth(1).boundingBox()];
    assert.ok(other.x + other.width < one.x);
    await page.button.nth(1).click();
    await page.atTop();
    assert.deepEqual(page.problems, []);
  });

  test('on a page that reads from right to left the corners stay, and the text follows the arrow', async (t) => {
    const page = await open(t, { id: 'preview', attributes: 'lang=ar dir=rtl', options: { showLabel: true, label: 'إلى الأعلى' }, media: { reducedMotion: 'reduce' } });
    const { x, width } = await page.button.boundingBox();
    assert.equal(Math.round(x + width), 776);
    const [arrow, text] = [await page.button.locator('svg').boundingBox(), await page.button.locator('span').boundingBox()];
    assert.ok(text.x + text.width < arrow.x, `${text.x} ${text.width} ${arrow.x}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 800);
  });

  test('a page without tags around its content, and one without content', async (t) => {
    for (const html of ['<!doctype html><script src="/app.js"></script><link rel=icon href="data:,">Only text.', '<script src="/app.js"></script><link rel=icon href="data:,">']) {
      const page = await open(t, { id: 'preview', html });
      await page.button.waitFor({ state: 'visible' });
      assert.deepEqual(page.problems, []);
    }
  });

  test('for a screen reader it is a button with a name, and the page does not move for it', async (t) => {
    const page = await open(t, { media: { reducedMotion: 'reduce' } });
    assert.doesNotMatch(await page.locator('body').ariaSnapshot(), /button/);
    await page.mouse.wheel(0, 1500);
    await page.button.waitFor({ state: 'visible' });
    assert.match(await page.locator('body').ariaSnapshot(), /- button "Back to top"$/);
    assert.equal(await page.evaluate(() => window.shift), 0);
  });

  test('not on paper', async (t) => {
    const page = await open(t, { id: 'preview' });
    await page.button.waitFor({ state: 'visible' });
    await page.emulateMedia({ media: 'print' });
    await page.button.waitFor({ state: 'hidden' });
  });
});
