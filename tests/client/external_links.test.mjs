// The bundled app apps/external-links, which is inserts only: what it does to links, and how that looks in Chromium.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launchChromium } from '../support/chromium.mjs';
import { program } from '../support/paths.mjs';
import { run } from '../support/process.mjs';
import { root, serve } from './support.mjs';

const folder = path.join(root, 'apps/external-links');
const markup = /<span class="inlay-external"[^]*?<\/svg><\/span>/g;
const words = /<span class="inlay-new-tab"> \((.*?)\)<\/span>/g;

async function rewrite(t, html, options = {}, args = []) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'inlay-links-'));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));
  const file = path.join(scratch, 'options.json');
  writeFileSync(file, JSON.stringify(options));
  const { code, stdout, stderr } = await run(t, program, ['rewrite', '--app', folder, '--options', file, ...args], { input: html });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout.toString();
}

// One page's body after the app, with its two pieces of markup written short.
async function bodyOf(t, body, options) {
  const html = await rewrite(t, `<!doctype html><head><title>t</title></head><body>${body}</body>`, options);
  assert.match(html, /^<!doctype html><head><title>t<\/title>(<style>[^<]*<\/style>)*<\/head><body>/);
  return /<body>([^]*)<\/body>/.exec(html)[1].replace(markup, '[mark]').replace(words, '[$1]');
}

const own = { ownHost: 'shop.example', alsoOwn: 'www.shop.example:8443' };

describe('which links lead elsewhere', () => {
  const elsewhere = [
    'http://other.example/', 'https://other.example/tea?x=1#y', '//other.example/', 'HTTPS://Other.Example/', 'https://other.example',
    'https://share.example/?u=https://shop.example/tea', 'https://other.example/shop.example/', 'https://other.example/#//shop.example/',
    'https://shop.example.other.example/', 'https://myshop.example/', 'https://shop.examples/', 'https://blog.shop.example/',
    'https://shop.example@other.example/', 'https://shop.example:80@other.example/', 'https://shop.example:8080/', 'https://www.shop.example/',
    'https://www.shop.example:84433/', 'https:///other.example/', '///other.example/', 'https:other.example', 'https:/other.example/', 'https:\\\\other.example/',
  ];
  const within = [
    '/', '', '#x', '?x=https://other.example/', 'tea.html', '/go?to=//other.example/', 'mailto:a@other.example', 'tel:+1', 'javascript:void 0', 'httpd.html',
    'ftp://other.example/', 'https://shop.example', 'https://shop.example/', 'http://shop.example/tea', '//shop.example/', '//shop.example',
    'HTTPS://SHOP.example/Tea', 'https://shop.example?x', 'http://shop.example#x', '//shop.example?x', 'https://shop.example/?u=https://other.example/',
    'https://www.shop.example:8443/', 'https://www.shop.example:8443', '//www.shop.example:8443#x', 'https&#58;//shop.example/', 'https://shop&period;example/',
  ];
  // Two hosts, one host, none: a field that is not filled in makes nothing one's own.
  const settings = [
    ['two hosts', own, elsewhere, within],
    ['one host', { ownHost: 'shop.example' }, [...elsewhere, 'https://www.shop.example:8443/'], within.filter((href) => !href.includes('www.'))],
    ['the other host', { alsoOwn: 'shop.example' }, elsewhere, within.filter((href) => !href.includes('www.'))],
    ['no host', {}, [...elsewhere, 'https://shop.example/', '//shop.example'], ['/', '', '#x', 'tea.html', 'mailto:a@other.example']],
  ];
  for (const [name, options, marked, unmarked] of settings) {
    test(name, async (t) => {
      const link = (href) => `<a href="${href}">x</a>`;
      const changed = (href) => `<a href="${href}" rel="noopener">x[mark]</a>`;
      assert.deepEqual((await bodyOf(t, marked.map(link).join('\n'), options)).split('\n'), marked.map(changed));
      assert.deepEqual((await bodyOf(t, unmarked.map(link).join('\n'), options)).split('\n'), unmarked.map(link));
    });
  }
});

describe('what becomes of a link', () => {
  const rows = [
    ['text', '<a href="//x.example/">x</a>', {}, '<a href="//x.example/" rel="noopener">x[mark]</a>'],
    ['a rel of its own stays', '<a rel="me license" href="//x.example/">x</a>', {}, '<a rel="me license noopener" href="//x.example/">x[mark]</a>'],
    ['what is there is not said twice', '<a rel="noopener nofollow" href="//x.example/">x</a>', {}, '<a rel="noopener nofollow" href="//x.example/">x[mark]</a>'],
    ['all that can be said', '<a rel=nofollow href="//x.example/">x</a>', { rel: 'noopener nofollow noreferrer' }, '<a rel="nofollow noopener noreferrer" href="//x.example/">x[mark]</a>'],
    ['no sign', '<a href="//x.example/">x</a>', { mark: false }, '<a href="//x.example/" rel="noopener">x</a>'],
    ['a new tab', '<a href="//x.example/">x</a>', { newTab: true }, '<a href="//x.example/" rel="noopener" target="_blank">x[mark][opens in a new tab]</a>'],
    ['a new tab without a sign', '<a href="//x.example/">x</a>', { newTab: true, mark: false }, '<a href="//x.example/" rel="noopener" target="_blank">x[opens in a new tab]</a>'],
    ['the words are text', '<a href="//x.example/">x</a>', { newTab: true, newTabText: 'ouvre <un> "onglet" & é' }, '<a href="//x.example/" rel="noopener" target="_blank">x[mark][ouvre &lt;un&gt; "onglet" &amp; é]</a>'],
    ['a target of its own', '<a target=_self href="//x.example/">x</a>', { newTab: true }, '<a target=_self href="//x.example/" rel="noopener">x[mark]</a>'],
    ['a picture', '<a href="//x.example/"><img alt="x"></a>', {}, '<a href="//x.example/" rel="noopener"><img alt="x">[mark]</a>'],
    ['no sign on it', '<a class="big no-external-mark" href="//x.example/"><img alt="x"></a>', {}, '<a class="big no-external-mark" href="//x.example/" rel="noopener"><img alt="x"></a>'],
    ['no sign inside of it', '<ul class=no-external-mark><li><a href="//x.example/">x</a></ul><a href="//x.example/">x</a>', {},
      '<ul class=no-external-mark><li><a href="//x.example/" rel="noopener">x</a></ul><a href="//x.example/" rel="noopener">x[mark]</a>'],
    ['in a drawing', '<svg><a href="//x.example/"><text>x</text></a></svg>', { newTab: true }, '<svg><a href="//x.example/" rel="noopener"><text>x</text></a></svg>'],
    ['inner markup', '<a href="//x.example/"><b>x</b> <i>y</i></a>', {}, '<a href="//x.example/" rel="noopener"><b>x</b> <i>y</i>[mark]</a>'],
    ['not closed', '<p><a href="//x.example/">x<p>', {}, '<p><a href="//x.example/" rel="noopener">x[mark]<p>'],
    ['the next link closes it', '<a href="//x.example/">x<a href="/">y</a>', {}, '<a href="//x.example/" rel="noopener">x[mark]<a href="/">y</a>'],
    ['text that only looks like one', '<!-- <a href="//x.example/">x</a> --><textarea><a href="//x.example/">x</a></textarea>', {}, '<!-- <a href="//x.example/">x</a> --><textarea><a href="//x.example/">x</a></textarea>'],
    ['no address', '<a name="https://x.example/">x</a><link-a href="//x.example/">', {}, '<a name="https://x.example/">x</a><link-a href="//x.example/">'],
  ];
  for (const [name, body, options, expected] of rows) test(name, async (t) => assert.equal(await bodyOf(t, body, options), expected));

  test('a host that would be a selector is text', async (t) => {
    const body = '<a href="//x.example/">x</a><b>y</b>';
    assert.equal(await bodyOf(t, body, { ownHost: '"]), b, a:not([x="' }), '<a href="//x.example/" rel="noopener">x[mark]</a><b>y</b>');
  });

  test('a page without external links gets the styles and nothing else', async (t) => {
    const page = '<!doctype html><title>t</title><p><a href="/">x</a>\r\n';
    const html = await rewrite(t, page, { newTab: true });
    assert.equal(html.replace(/<style>[^<]*<\/style>/g, ''), page);
    assert.equal(html.match(/<style>/g).length, 2);
    assert.equal(await rewrite(t, page, { mark: false }), page);
  });

  test('nothing to load, no script, and the same whatever the chunks', async (t) => {
    const page = '<!doctype html><head></head><p><a href="https://x.example/">x</a> and <a href=//y.example>y</a>';
    const whole = await rewrite(t, page, { newTab: true });
    assert.doesNotMatch(whole, /script|url\(|src=/);
    for (const chunk of ['1', '7', '64']) assert.equal(await rewrite(t, page, { newTab: true }, ['--chunk', chunk]), whole);
  });
});

describe('external-links in Chromium', () => {
  let browser;
  before(async () => (browser = await launchChromium()));
  after(() => browser?.close());

  async function open(t, body, { options = {}, attributes = 'lang=en', css = '', policy = '', colorScheme = 'light' } = {}) {
    const meta = policy && `<meta http-equiv=Content-Security-Policy content="${policy}">`;
    const source = `<!doctype html><html ${attributes}><head><meta charset=utf-8>${meta}<title>t</title><link rel=icon href="data:,"><style>${css}</style></head><body>${body}</body></html>`;
    const site = await serve({ '/': ['text/html; charset=utf-8', await rewrite(t, source, options)] });
    const page = await browser.context.newPage();
    t.after(async () => {
      await page.close();
      await site.close();
    });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${site.origin}/`);
    page.sign = page.locator('a > .inlay-external > svg').first();
    return page;
  }
  const link = '<p>See <a href="https://x.example/">their page</a>, it says so.</p>';

  test('the sign is as high as small letters, in the colour of the link, on the line of its last word', async (t) => {
    const page = await open(t, `${link}<p style="font-size:40px">${link}</p>`, { css: 'a { color: rgb(10, 20, 30) }' });
    const { x, width, height } = await page.sign.boundingBox();
    assert.deepEqual([width, height].map((size) => Math.round(size * 10) / 10), [11.2, 11.2]);
    assert.ok(x > 0);
    assert.equal(await page.sign.evaluate((svg) => getComputedStyle(svg).stroke), 'rgb(10, 20, 30)');
    // However narrow the window, the sign never begins a line.
    await page.setContent(await page.content());
    for (let size = 60; size < 200; size += 4) {
      const apart = await page.evaluate((px) => {
        document.body.style.width = `${px}px`;
        const a = document.querySelector('a');
        const range = document.createRange();
        range.setStart(a.firstChild, a.firstChild.data.indexOf('page') + 3);
        range.setEnd(a.firstChild, a.firstChild.data.indexOf('page') + 4);
        return a.querySelector('svg').getBoundingClientRect().left < range.getBoundingClientRect().left;
      }, size);
      assert.equal(apart, false, `${size} px`);
    }
  });

  const looks = [
    ['a box with an arrow', {}, [true, true]],
    ['an arrow', { look: 'arrow' }, [false, true]],
  ];
  for (const [name, options, expected] of looks) {
    test(name, async (t) => {
      const page = await open(t, link, { options });
      const shown = (part) => page.sign.locator(part).evaluate((shape) => shape.getClientRects().length > 0);
      assert.deepEqual([await shown('.box'), await shown('.arrow')], expected);
      const [outer, inner] = [await page.sign.boundingBox(), await page.sign.locator('.arrow').boundingBox()];
      assert.ok(inner.x >= outer.x - 1 && inner.y >= outer.y - 1 && inner.y + inner.height <= outer.y + outer.height + 1, JSON.stringify({ outer, inner }));
    });
  }

  test('styles that a site has for its own drawings do not reach it', async (t) => {
    const page = await open(t, link, { css: 'svg { display: block; width: 100%; height: auto }' });
    const { width } = await page.sign.boundingBox();
    assert.ok(width < 12, `${width}`);
    assert.equal(await page.sign.evaluate((svg) => getComputedStyle(svg).display), 'inline');
  });

  test('in the dark it has the colour of the link', async (t) => {
    const page = await open(t, link, { css: ':root { color-scheme: light dark }', colorScheme: 'dark' });
    const colors = await page.sign.evaluate((svg) => [getComputedStyle(svg).stroke, getComputedStyle(svg.closest('a')).color]);
    assert.equal(colors[0], colors[1]);
  });

  test('where text runs from right to left it stands at the left and points there', async (t) => {
    const page = await open(t, '<p>انظر <a href="https://x.example/">صفحتهم</a></p>', { attributes: 'lang=ar dir=rtl' });
    assert.equal(await page.sign.evaluate((svg) => getComputedStyle(svg).transform), 'matrix(-1, 0, 0, 1, 0, 0)');
    const text = await page.locator('a').evaluate((a) => {
      const range = document.createRange();
      range.selectNodeContents(a.firstChild);
      return range.getBoundingClientRect().left;
    });
    assert.ok((await page.sign.boundingBox()).x < text);
  });

  test('screen readers hear of the new tab, and nothing of the sign', async (t) => {
    const page = await open(t, link, { options: { newTab: true } });
    assert.match(await page.locator('body').ariaSnapshot(), /link "their page\W* \(opens in a new tab\)"/);
    assert.equal(await page.locator('a').evaluate((a) => a.scrollWidth), 0);
    const box = await page.locator('.inlay-new-tab').boundingBox();
    assert.deepEqual([box.width, box.height], [1, 1]);
    const plain = await open(t, link);
    assert.match(await plain.locator('body').ariaSnapshot(), /link "their page\W*"/);
  });

  test('without styles the sign is right, and the words are seen', async (t) => {
    const page = await open(t, link, { options: { newTab: true }, policy: "style-src 'none'" });
    const { width } = await page.sign.boundingBox();
    assert.equal(Math.round(width * 10) / 10, 11.2);
    assert.ok((await page.locator('.inlay-new-tab').boundingBox()).width > 50);
  });

  test('a click opens a tab that has no hold of the page', async (t) => {
    const other = await serve({ '/': ['text/html', '<!doctype html><title>other</title><link rel=icon href="data:,">'] });
    t.after(() => other.close());
    const page = await open(t, `<a href="${other.origin}/">there</a>`, { options: { newTab: true, rel: 'noopener noreferrer' } });
    const [tab] = await Promise.all([browser.context.waitForEvent('page'), page.getByRole('link').click()]);
    await tab.waitForLoadState();
    assert.deepEqual(await tab.evaluate(() => [document.title, window.opener, document.referrer]), ['other', null, '']);
    await tab.close();
  });
});
