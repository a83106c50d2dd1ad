// The bundled app apps/announcement-bar: when it is shown, how it looks, how it is closed, in Chromium.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launchChromium } from '../support/chromium.mjs';
import { bundleOf, defaultsOf, require, root, serve } from './support.mjs';

const folder = path.join(root, 'apps/announcement-bar');
const manifest = JSON.parse(await readFile(path.join(folder, 'install.json'), 'utf8'));
const defaults = defaultsOf(manifest.options.properties);
const link = { url: 'https://example.org/take-part', label: 'Take part', newTab: false };

const kText = '<p>Water just off the boil, three minutes, no longer.</p>';
const kBody = `<a id=first href="#x">first</a><h1>Tea</h1>${kText.repeat(40)}<a id=last href="#y">last</a>`;
const pageOf = ({ body = kBody, css = '', attributes = 'lang=en' }) =>
  `<!doctype html><html ${attributes}><head><meta charset=utf-8><script src="/bundle.js"></script><title>t</title>` +
  `<link rel=icon href="data:,"><link rel=stylesheet href="/site.css"><style>${css}</style></head><body>${body}</body></html>`;

let browser;
before(async () => (browser = await launchChromium({ viewport: { width: 800, height: 600 } })));
after(() => browser?.close());

// A page with these installs; `options` for a single one. `now` (text for Date) and `zone` set the visitor's clock.
async function open(t, { installs, options = {}, id, html, viewport, media = {}, now, zone, prepare, ...page } = {}) {
  const bundles = await Promise.all((installs ?? [{ id, options }]).map((install) => bundleOf(folder, install)));
  const site = await serve({
    '/': ['text/html', html ?? pageOf(page)],
    '/bundle.js': ['text/javascript', bundles.map(({ script }) => script).join(';\n')],
    '/site.css': ['text/css', 'h1 { margin: 1em 0 }'],
  });
  const tab = await browser.context.newPage();
  t.after(async () => {
    await tab.close();
    await site.close();
  });
  tab.problems = [];
  tab.on('pageerror', (error) => tab.problems.push(error.message));
  tab.on('console', (line) => ['error', 'warning'].includes(line.type()) && tab.problems.push(line.text()));
  if (viewport) await tab.setViewportSize(viewport);
  await tab.emulateMedia({ reducedMotion: 'reduce', ...media });
  if (zone) await (await browser.context.newCDPSession(tab)).send('Emulation.setTimezoneOverride', { timezoneId: zone });
  if (now) await tab.clock.install({ time: now });
  await tab.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({ type: 'layout-shift', buffered: true });
  });
  if (prepare) await tab.addInitScript(prepare);
  await tab.goto(`${site.origin}/`);
  tab.element = tab.locator('cloudflare-app[app="announcement-bar"]');
  tab.box = tab.element.locator('> [data-part=box]');
  tab.part = (name) => tab.element.locator(`[data-part=${name}]`);
  tab.focused = () => tab.evaluate(() => document.activeElement.id || document.activeElement.dataset.part || document.activeElement.tagName);
  tab.set = (next) =>
    tab.evaluate(`CloudflareApps.installs.preview.options = ${JSON.stringify(next)};${bundles[0].handler(manifest.preview.handlers[0].execute)}`);
  return tab;
}

const shown = (page) => page.element.count().then((count) => count > 0);

describe('announcement bar: when', () => {
  // The same moment is another day elsewhere: 23:30 on the 27th in New York is 04:30 on the 28th in Greenwich.
  const rows = [
    ['no dates', {}, '2026-11-28T12:00:00Z', 'UTC', true],
    ['empty dates', { start: '', end: '' }, '2026-11-28T12:00:00Z', 'UTC', true],
    ['the day before', { start: '2026-11-28', end: '2026-11-28' }, '2026-11-27T23:59:50Z', 'UTC', false],
    ['the first moment', { start: '2026-11-28', end: '2026-11-28' }, '2026-11-28T00:00:00Z', 'UTC', true],
    ['the last moment', { start: '2026-11-28', end: '2026-11-28' }, '2026-11-28T23:59:50Z', 'UTC', true],
    ['the day after', { start: '2026-11-28', end: '2026-11-28' }, '2026-11-29T00:00:00Z', 'UTC', false],
    ['only a start', { start: '2026-11-28' }, '2031-01-01T00:00:00Z', 'UTC', true],
    ['only an end', { end: '2026-11-28' }, '2001-01-01T00:00:00Z', 'UTC', true],
    ['only an end, passed', { end: '2026-11-28' }, '2026-12-01T00:00:00Z', 'UTC', false],
    ["the visitor's own day has not begun", { start: '2026-11-28' }, '2026-11-28T04:30:00Z', 'America/New_York', false],
    ["the visitor's own day has begun", { start: '2026-11-28' }, '2026-11-28T05:00:00Z', 'America/New_York', true],
    ['begun far in the east', { start: '2026-11-28' }, '2026-11-27T11:00:00Z', 'Pacific/Auckland', true],
    ['over in the east', { end: '2026-11-28' }, '2026-11-28T11:00:00Z', 'Pacific/Auckland', false],
    ['the end of a day with 23 hours', { end: '2026-03-29' }, '2026-03-29T21:59:50Z', 'Europe/Berlin', true],
    ['after a day with 23 hours', { end: '2026-03-29' }, '2026-03-29T22:00:00Z', 'Europe/Berlin', false],
    ['a date as older forms give it', { start: '11-28-2026' }, '2026-11-28T06:00:00Z', 'America/New_York', true],
    ['a date in words', { end: 'November 28 2026' }, '2026-11-28T20:00:00Z', 'UTC', true],
    ['a time of day', { end: 'November 28 2026 18:00:00' }, '2026-11-28T18:00:00Z', 'UTC', false],
    ['a moment with its zone', { start: '2026-11-28T18:00:00+01:00' }, '2026-11-28T17:00:00Z', 'America/New_York', true],
    ['a moment with its zone, before', { start: '2026-11-28T18:00:00+01:00' }, '2026-11-28T16:59:50Z', 'America/New_York', false],
    ['an end before its start', { start: '2026-11-29', end: '2026-11-28' }, '2026-11-28T12:00:00Z', 'UTC', false],
    ['no dates at all', undefined, '2026-11-28T12:00:00Z', 'UTC', true],
    ['null', { start: null, end: null }, '2026-11-28T12:00:00Z', 'UTC', true],
  ];
  for (const [name, when, now, zone, expected] of rows) {
    test(name, async (t) => {
      const page = await open(t, { options: { when }, now, zone });
      assert.equal(await shown(page), expected);
      assert.deepEqual(page.problems, []);
    });
  }

  for (const when of [{ start: 'soon' }, { end: '2026-02-30' }, { end: '2026-13-01' }, { start: {} }]) {
    test(`a date that nobody can read is never due, and says so: ${JSON.stringify(when)}`, async (t) => {
      const page = await open(t, { options: { when } });
      assert.equal(await shown(page), false);
      assert.match(page.problems.join(), /^announcement-bar: a date cannot be read/);
    });
  }

  test('it comes and goes while the page is open', async (t) => {
    const page = await open(t, { options: { when: { start: '2026-11-28', end: '2026-11-28' } }, now: '2026-11-27T22:00:00Z', zone: 'UTC' });
    const steps = [['01:59:00', false], ['02:00', true], ['23:57:00', true], ['02:00', false]];
    for (const [passed, expected] of steps) {
      await page.clock.runFor(passed);
      assert.equal(await shown(page), expected, passed);
    }
    assert.equal(await page.evaluate(() => document.documentElement.getAttribute('style')), null);
  });

  test('a device that slept through the end looks when it wakes', async (t) => {
    const page = await open(t, { options: { when: { end: '2026-11-28' } }, now: '2026-11-28T22:00:00Z', zone: 'UTC' });
    await page.clock.setSystemTime('2026-11-29T08:00:00Z');
    assert.equal(await shown(page), true);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    assert.equal(await shown(page), false);
  });

  test('a panel never opens in the middle of a visit', async (t) => {
    const page = await open(t, { options: { look: 'panel', when: { start: '2026-11-28' } }, now: '2026-11-27T23:00:00Z', zone: 'UTC' });
    await page.clock.runFor('02:00:00');
    assert.equal(await shown(page), false);
  });

  test('the preview shows it on any day, closed or not', async (t) => {
    const page = await open(t, { id: 'preview', options: { when: { end: '2001-01-01' } } });
    assert.equal(await shown(page), true);
    await page.part('close').click();
    assert.equal(await shown(page), false);
    await page.set(defaults);
    assert.equal(await shown(page), true);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });

  test('nothing to say, nothing to show', async (t) => {
    const page = await open(t, { options: { title: '', message: '' } });
    assert.equal(await shown(page), false);
  });
});

const looks = [
  ['bar', 'top'],
  ['bar', 'bottom'],
  ['banner', 'top'],
  ['banner', 'bottom'],
  ['note', 'top'],
  ['note', 'bottom'],
  ['panel', 'top'],
];

describe('announcement bar: looks', () => {
  const widths = [320, 800, 1400];
  for (const [look, place] of looks) {
    for (const attributes of ['lang=en', 'lang=ar dir=rtl']) {
      test(`${look} at the ${place}, ${attributes}: inside the window at every width, readable, and the page does not move`, async (t) => {
        const options = { look, place, link };
        const page = await open(t, { options, attributes, viewport: { width: 320, height: 600 } });
        for (const width of widths) {
          await page.setViewportSize({ width, height: 600 });
          const seen = await page.evaluate(async () => {
            await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
            const parts = [...document.querySelectorAll('cloudflare-app [data-part]')].map((part) => [part.dataset.part, part.getBoundingClientRect()]);
            const overlap = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
            const inside = parts.filter(([name]) => ['text', 'link', 'close'].includes(name));
            return {
              names: parts.map(([name]) => name),
              outside: parts.filter(([, box]) => box.left < -0.5 || box.right > innerWidth + 0.5 || box.top < -0.5 || box.bottom > innerHeight + 0.5).map(([name]) => name),
              overlaps: inside.flatMap((one, i) => inside.slice(i + 1).filter((other) => overlap(one, other)).map((other) => [one[0], other[0]])),
              scrollWidth: document.documentElement.scrollWidth,
              shift: window.shift,
            };
          });
          assert.deepEqual(seen.names, ['box', 'text', 'title', 'message', 'link', 'close'], `${width}`);
          assert.deepEqual({ width, outside: seen.outside, overlaps: seen.overlaps, scrollWidth: seen.scrollWidth }, { width, outside: [], overlaps: [], scrollWidth: width });
          if (width === widths[0]) assert.equal(seen.shift, 0);
        }
        assert.deepEqual(page.problems, []);
      });
    }
  }

  test('the note stands in the corner that its side names', async (t) => {
    const rows = [
      ['lang=en', 'end', 'right'],
      ['lang=en', 'start', 'left'],
      ['lang=ar dir=rtl', 'end', 'left'],
      ['lang=ar dir=rtl', 'start', 'right'],
    ];
    for (const [attributes, side, expected] of rows) {
      const page = await open(t, { attributes, options: { look: 'note', place: 'bottom', side } });
      const { x, y, width, height } = await page.box.boundingBox();
      assert.deepEqual([x < 400 ? 'left' : 'right', x === 16 || x + width === 784, y + height], [expected, true, 584], `${attributes} ${side}`);
    }
  });

  const bodies = [
    ['its margin', ''],
    ['no margin', 'body { margin: 0 }'],
    ['margin and padding', 'body { margin: 10px 20px; padding: 30px }'],
    ['a narrow column', 'body { max-width: 30rem; margin: 2em auto; padding: 1em }'],
    ['a column of boxes', 'body { display: flex; flex-direction: column; min-height: 100vh; align-items: center; margin: 12px }'],
    ['boxes side by side', 'body { display: flex; margin: 0 }'],
    ['a grid', 'body { display: grid; grid-template-columns: 1fr 1fr; margin: 7px }'],
    ['a place of its own', 'body { position: relative; margin: 25px }'],
  ];
  for (const [name, css] of bodies) {
    for (const place of ['top', 'bottom']) {
      test(`from edge to edge over a body with ${name}, ${place}`, async (t) => {
        const page = await open(t, { css, options: { place } });
        const [bar, first] = [await page.box.boundingBox(), await page.locator('#first').boundingBox()];
        assert.deepEqual([bar.x, bar.width], [0, 800]);
        if (place === 'top') {
          assert.equal(bar.y, 0);
          assert.ok(first.y >= bar.height, `covers the page: ${first.y} < ${bar.height}`);
        } else {
          assert.equal(bar.y + bar.height, 600);
          await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
          const last = await page.locator('#last').boundingBox();
          assert.ok(last.y + last.height <= bar.y + 1, 'covers the end of the page');
        }
      });
    }
  }

  test('at the top it takes room, and gives it back', async (t) => {
    for (const css of ['', 'body { display: grid }']) {
      const page = await open(t, { css });
      const before = (await page.locator('#first').boundingBox()).y;
      const { height } = await page.box.boundingBox();
      await page.part('close').click();
      assert.equal((await page.locator('#first').boundingBox()).y, before - height, css);
    }
  });

  test('rules that a site has for its own elements do not reach it', async (t) => {
    const css =
      'a, button, div, section, strong, span { margin: 3em !important } button, a { width: 100%; text-transform: uppercase; background: red; float: left }' +
      'section { padding: 5em; display: block; border: 9px solid } strong { color: red; font-size: 60px } div { position: absolute }';
    const plain = await open(t, { options: { link } });
    const dressed = await open(t, { options: { link }, css: css.replace(' !important', '') });
    const of = (page) => page.box.evaluate((box) => [...box.querySelectorAll('[data-part]')].map((part) => [part.offsetWidth, part.offsetHeight, getComputedStyle(part).color]));
    assert.deepEqual(await of(dressed), await of(plain));
  });

  const colors = [
    ['as chosen', { background: '#003300', text: '#ffffcc', link: '#ffcc00' }, ['rgb(0, 51, 0)', 'rgb(255, 255, 204)', 'rgb(255, 204, 0)', 'rgb(0, 51, 0)']],
    ['text that cannot be read', { background: '#ffffff', text: '#ffee88', link: '#cc0000' }, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)', 'rgb(204, 0, 0)', 'rgb(255, 255, 255)']],
    ['a link that does not stand out', { background: '#224466', text: '#ffffff', link: '#335577' }, ['rgb(34, 68, 102)', 'rgb(255, 255, 255)', 'rgb(255, 255, 255)', 'rgb(34, 68, 102)']],
    ['three digits', { background: '#fff', text: '#000', link: '#00f' }, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)', 'rgb(0, 0, 255)', 'rgb(255, 255, 255)']],
    ['no colours', { background: 'red;x', text: '', link: null }, ['rgb(28, 43, 74)', 'rgb(255, 255, 255)', 'rgb(255, 200, 87)', 'rgb(28, 43, 74)']],
    ['not given', undefined, ['rgb(28, 43, 74)', 'rgb(255, 255, 255)', 'rgb(255, 200, 87)', 'rgb(28, 43, 74)']],
  ];
  for (const [name, chosen, expected] of colors) {
    test(`colours: ${name}`, async (t) => {
      const page = await open(t, { options: { colors: chosen, link } });
      const style = (locator) => locator.evaluate((part) => [getComputedStyle(part).backgroundColor, getComputedStyle(part).color]);
      assert.deepEqual([...(await style(page.box)), ...(await style(page.part('link')))], expected);
    });
  }

  test('whatever is chosen, text has a contrast of at least 4.5 and the link stands out by 3', async () => {
    const scope = {};
    new Function('INSTALL_SCOPE', await readFile(path.join(folder, 'source/colors.js'), 'utf8'))(scope);
    const luminance = (color) => {
      const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    const steps = ['00', '44', '77', '99', 'cc', 'ff'];
    const every = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));
    let at = 0;
    for (const background of every) {
      for (let i = 0; i < 12; i++) {
        const [text, button] = [every[(at += 7) % every.length], every[(at += 11) % every.length]];
        const palette = scope.palette({ background, text, link: button });
        const names = JSON.stringify({ background, text, button, palette });
        assert.ok(contrast(palette.text, background) >= 4.5, names);
        assert.ok(contrast(palette.button, background) >= 3, names);
        assert.ok(contrast(palette.buttonText, palette.button) >= 4.5, names);
      }
    }
  });

  test('no movement for those who asked for less, a short one for others', async (t) => {
    for (const [reducedMotion, expected] of [['reduce', 'none'], ['no-preference', 'announcement-bar-in']]) {
      for (const look of ['note', 'panel']) {
        const page = await open(t, { options: { look }, media: { reducedMotion } });
        assert.equal(await page.box.evaluate((box) => getComputedStyle(box).animationName), expected, look);
      }
    }
  });

  test('not on paper', async (t) => {
    for (const [look, place] of looks) {
      const page = await open(t, { options: { look, place } });
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.box.isVisible(), false, look);
    }
  });

  const texts = [
    ['markup stays text', { title: '<img src=x onerror=alert(1)>', message: '</span><b>bold</b>' }, '<img src=x onerror=alert(1)> </span><b>bold</b>'],
    ['only a headline', { title: 'Strike', message: '' }, 'Strike'],
    ['only a text', { title: '', message: 'Strike' }, 'Strike'],
  ];
  for (const [name, options, expected] of texts) {
    test(`text: ${name}`, async (t) => {
      const page = await open(t, { options });
      assert.equal(await page.part('text').textContent(), expected);
    });
  }

  const links = [
    ['https', { url: 'https://example.org/a?b', label: 'Go' }, ['Go', 'https://example.org/a?b', '', '']],
    ['a new tab', { url: 'https://example.org/', label: 'Go', newTab: true }, ['Go', 'https://example.org/', '_blank', 'noopener']],
    ['a path of the site', { url: '#last', label: 'Go' }, ['Go', /^http:\/\/127\.0\.0\.1:\d+\/#last$/, '', '']],
    ['mail', { url: 'mailto:a@example.org', label: 'Write' }, ['Write', 'mailto:a@example.org', '', '']],
    ['no label', { url: 'https://example.org/', label: '' }, ['Take part', 'https://example.org/', '', '']],
    ['no address', { url: '', label: 'Go' }, null],
    ['a script', { url: 'javascript:alert(1)', label: 'Go' }, null],
    ['a script behind blanks', { url: ' \tjava\nscript:alert(1)', label: 'Go' }, null],
    ['data', { url: 'data:text/html,x', label: 'Go' }, null],
    ['no link at all', null, null],
  ];
  for (const [name, chosen, expected] of links) {
    test(`link: ${name}`, async (t) => {
      const page = await open(t, { options: { link: chosen } });
      const seen = await page.element.evaluate((element) => {
        const found = element.querySelector('a');
        return found && [found.textContent, found.href, found.target, found.rel];
      });
      if (expected?.[1] instanceof RegExp) assert.match(seen[1], expected[1]);
      else assert.deepEqual(seen, expected);
      assert.deepEqual(page.problems, []);
    });
  }
});

describe('announcement bar: closing', () => {
  for (const [look, place] of looks) {
    test(`${look} at the ${place}: closed stays closed, until it says something else`, async (t) => {
      const options = { look, place };
      const page = await open(t, { options });
      await page.part('close').click();
      assert.equal(await shown(page), false);
      await page.reload();
      assert.equal(await shown(page), false);
      await page.evaluate(() => {
        for (const key of Object.keys(localStorage)) localStorage.setItem(key, 'what it said before');
      });
      await page.reload();
      assert.equal(await shown(page), true);
      assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage), document.cookie]), [['inlay-announcement-bar:abcdefghijkl'], '']);
    });

    test(`${look} at the ${place}: Escape closes it from inside`, async (t) => {
      const page = await open(t, { options: { look, place, link } });
      await page.part('link').focus();
      await page.keyboard.press('Escape');
      assert.equal(await shown(page), false);
      await page.reload();
      assert.equal(await shown(page), false);
    });
  }

  test('Escape elsewhere on the page is not its matter', async (t) => {
    const page = await open(t);
    await page.locator('#first').focus();
    await page.keyboard.press('Escape');
    assert.equal(await shown(page), true);
  });

  test('the owner may forbid it, except for the panel', async (t) => {
    for (const [look, expected] of [['bar', 0], ['banner', 0], ['note', 0], ['panel', 1]]) {
      const page = await open(t, { options: { look, closable: false, link } });
      assert.equal(await page.part('close').count(), expected, look);
      await page.part('link').focus();
      await page.keyboard.press('Escape');
      assert.equal(await shown(page), look !== 'panel', look);
    }
  });

  test('once closing is forbidden, it shows also to those who had closed it', async (t) => {
    const page = await open(t, { id: 'aaaaaaaaaaaa' });
    await page.part('close').click();
    const again = await open(t, { id: 'aaaaaaaaaaaa', options: { closable: false } });
    assert.equal(await shown(again), true);
  });

  const storages = [
    ['forbidden', () => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } })],
    ['full', () => (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })],
    ['absent', () => Object.defineProperty(window, 'localStorage', { value: undefined })],
  ];
  for (const [name, prepare] of storages) {
    test(`storage is ${name}: closed for this page at least`, async (t) => {
      const page = await open(t, { prepare });
      await page.part('close').click();
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      assert.equal(await shown(page), false);
      assert.deepEqual(page.problems, []);
    });
  }
});

describe('announcement bar: keyboard and screen readers', () => {
  for (const [look, place] of looks.filter(([name]) => name !== 'panel')) {
    test(`${look} at the ${place}: a region with a name, in the order of the page`, async (t) => {
      const page = await open(t, { options: { look, place, link, closeLabel: 'Schließen' } });
      const tree = await page.locator('body').ariaSnapshot();
      const region = /- region "Today is a day of action":\n([\s\S]*?)(?=\n- |$)/.exec(tree);
      assert.ok(region, tree);
      assert.match(region[1], /strong: Today is a day of action[\s\S]*Together with many[\s\S]*link "Take part"[\s\S]*button "Schließen"/);
      const places = ['first', 'link'].map((name) => tree.indexOf(name === 'link' ? 'Take part' : '"first"'));
      assert.equal(places[1] < places[0], place === 'top', tree);
    });
  }

  test('Tab reaches link and button, with a ring, and goes on to the page after closing', async (t) => {
    const page = await open(t, { options: { link } });
    const order = [];
    for (let i = 0; i < 2; i++) {
      await page.keyboard.press('Tab');
      order.push(await page.focused());
      assert.match(await page.evaluate(() => getComputedStyle(document.activeElement).boxShadow), /rgb\(255, 255, 255\).*rgb\(0, 0, 0\)/);
    }
    assert.deepEqual(order, ['link', 'close']);
    await page.keyboard.press('Enter');
    assert.equal(await shown(page), false);
    await page.keyboard.press('Tab');
    assert.equal(await page.focused(), 'first');
  });

  test('it takes no focus by itself', async (t) => {
    for (const [look, place] of looks.filter(([name]) => name !== 'panel')) {
      const page = await open(t, { options: { look, place, link } });
      assert.equal(await page.focused(), 'BODY', look);
    }
  });

  test('a panel is a modal dialog: it has the focus and keeps it, and gives it back', async (t) => {
    const page = await open(t, { options: { look: 'panel', link }, body: `<input id=field autofocus>${kBody}` });
    assert.equal(await page.focused(), 'text');
    assert.match(await page.locator('body').ariaSnapshot(), /- dialog "Today is a day of action":/);
    const order = [];
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('Tab');
      order.push(await page.focused());
    }
    assert.deepEqual(order.filter((name) => !['link', 'close', 'BODY'].includes(name)), [], `the page is out of reach: ${order}`);
    assert.deepEqual(order.slice(0, 2), ['link', 'close']);
    await page.part('close').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('cloudflare-app')), null);
  });

  test('a click beside the panel closes it, one inside does not', async (t) => {
    const page = await open(t, { options: { look: 'panel' } });
    const { x, y } = await page.box.boundingBox();
    await page.mouse.click(x + 8, y + 8);
    assert.equal(await shown(page), true);
    await page.mouse.click(x - 8, y - 8);
    assert.equal(await shown(page), false);
  });

  test('a browser without dialogs shows the panel all the same', async (t) => {
    const page = await open(t, { options: { look: 'panel' }, prepare: () => delete HTMLDialogElement.prototype.showModal });
    assert.equal(await page.box.isVisible(), true);
    await page.part('close').click();
    assert.equal(await shown(page), false);
  });

  test('what has the focus is never below it', async (t) => {
    const css = '#under { position: fixed; bottom: 20px; right: 30px; }';
    for (const look of ['bar', 'banner', 'note']) {
      const page = await open(t, { css, body: `${kBody}<button id=under>under</button>`, options: { look, place: 'bottom' } });
      await page.locator('#under').focus();
      await page.waitForFunction(() => getComputedStyle(document.querySelector('cloudflare-app [data-part=box]')).visibility === 'hidden');
      await page.locator('#first').focus();
      await page.waitForFunction(() => getComputedStyle(document.querySelector('cloudflare-app [data-part=box]')).visibility === 'visible');
    }
  });
});

describe('announcement bar: the page around it', () => {
  test('the preview follows the form without a reload', async (t) => {
    const page = await open(t, { id: 'preview', options: { link } });
    await page.evaluate(() => (window.sameDocument = true));
    const steps = [
      [{ title: 'Closed on Monday' }, () => page.part('title').textContent(), 'Closed on Monday'],
      [{ look: 'banner' }, () => page.element.getAttribute('data-look'), 'banner'],
      [{ place: 'bottom' }, () => page.box.evaluate((box) => box.getBoundingClientRect().bottom), 600],
      [{ place: 'top' }, () => page.box.evaluate((box) => [box.getBoundingClientRect().top, document.documentElement.style.padding]), [0, '']],
      [{ look: 'note', side: 'start' }, () => page.element.evaluate((element) => element.getBoundingClientRect().x), 16],
      [{ look: 'panel' }, () => page.box.evaluate((box) => [box.tagName, box.open]), ['DIALOG', true]],
      [{ look: 'panel', message: 'Other' }, () => page.part('message').textContent(), 'Other'],
      [{ colors: { background: '#ffffff' } }, () => page.box.evaluate((box) => getComputedStyle(box).color), 'rgb(0, 0, 0)'],
      [{ closable: false }, () => page.part('close').count(), 0],
      [{ link: { url: 'https://example.org/', label: 'Now' } }, () => page.part('link').textContent(), 'Now'],
      [{ title: '', message: '' }, () => page.element.count(), 0],
      [{}, () => page.element.count(), 1],
    ];
    for (const [change, read, expected] of steps) {
      await page.set({ ...defaults, ...change });
      assert.deepEqual(await read(), expected, JSON.stringify(change));
      assert.ok((await page.element.count()) <= 1, JSON.stringify(change));
    }
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.deepEqual(page.problems, []);
  });

  const pairs = [
    ['two bars at the top', [{}, {}]],
    ['two bars at the bottom', [{ place: 'bottom' }, { place: 'bottom' }]],
    ['bar and banner at the bottom', [{ place: 'bottom' }, { look: 'banner', place: 'bottom' }]],
    ['a bar and a note at the top', [{}, { look: 'note' }]],
    ['a bar and a note at the bottom', [{ place: 'bottom' }, { look: 'note', place: 'bottom' }]],
    ['two notes in a corner', [{ look: 'note' }, { look: 'note' }]],
    ['notes in two corners', [{ look: 'note', side: 'start' }, { look: 'note' }]],
  ];
  for (const [name, [one, other]] of pairs) {
    test(`two installs: ${name} stand beside each other, and each closes for itself`, async (t) => {
      const page = await open(t, { installs: [{ id: 'aaaaaaaaaaaa', options: one }, { id: 'bbbbbbbbbbbb', options: { ...other, title: 'Second' } }] });
      await page.waitForFunction(() => document.querySelectorAll('cloudflare-app').length === 2);
      const [a, b] = [await page.box.nth(0).boundingBox(), await page.box.nth(1).boundingBox()];
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert.ok(apart, JSON.stringify([a, b]));
      await page.locator('cloudflare-app', { hasText: 'Second' }).locator('[data-part=close]').click();
      assert.equal(await page.element.count(), 1);
      await page.reload();
      assert.equal(await page.element.count(), 1);
      assert.doesNotMatch(await page.element.textContent(), /Second/);
    });
  }

  test('two panels: one after the other', async (t) => {
    const page = await open(t, { installs: [{ id: 'aaaaaaaaaaaa', options: { look: 'panel' } }, { id: 'bbbbbbbbbbbb', options: { look: 'panel', title: 'Second' } }] });
    await page.keyboard.press('Escape');
    assert.doesNotMatch(await page.element.textContent(), /Second/);
    await page.keyboard.press('Escape');
    assert.equal(await page.element.count(), 0);
  });

  const documents = [
    ['no tags at all', '<!doctype html><script src="/bundle.js"></script><title>t</title><link rel=icon href="data:,">Only text.'],
    ['an empty body', '<!doctype html><html><head><script src="/bundle.js"></script><link rel=icon href="data:,"></head><body></body></html>'],
    ['no doctype', '<html><head><script src="/bundle.js"></script><link rel=icon href="data:,"></head><body><p>x'],
    ['the script at the end', '<!doctype html><html><head><link rel=icon href="data:,"></head><body><p>x</p><script src="/bundle.js"></script></body></html>'],
    ['the script loaded late', '<!doctype html><html><head><link rel=icon href="data:,"><script src="/bundle.js" async></script></head><body><p>x</p></body></html>'],
  ];
  for (const [name, html] of documents) {
    test(`a document with ${name}`, async (t) => {
      for (const [look, place] of looks) {
        const page = await open(t, { html, options: { look, place } });
        assert.equal(await page.box.isVisible(), true, look);
        assert.deepEqual(page.problems, []);
      }
    });
  }

  test('a body that was exchanged gets it again, once, unless it was closed', async (t) => {
    const page = await open(t);
    const exchange = () => page.evaluate(async () => {
      const next = document.createElement('body');
      next.innerHTML = '<h1>Next page</h1>';
      document.body.replaceWith(next);
      await new Promise((resolve) => setTimeout(resolve, 0));
      return document.querySelectorAll('body > cloudflare-app:first-child').length;
    });
    assert.equal(await exchange(), 1);
    await page.part('close').click();
    assert.equal(await exchange(), 0);
  });

  test("the root's own style stays while nothing is fixed", async (t) => {
    const page = await open(t, { attributes: 'style="padding-top: 3px; color: red"' });
    await page.part('close').click();
    assert.equal(await page.evaluate(() => document.documentElement.getAttribute('style')), 'padding-top: 3px; color: red');
  });

  test('its scripts are plain ES5', async () => {
    for (const { src, type } of manifest.resources.head) {
      if (type !== 'script') continue;
      const source = await readFile(path.join(folder, src), 'utf8');
      await require('esbuild').transform(source, { target: 'es5' });
      assert.doesNotMatch(source, /=>|`/);
    }
  });
});
