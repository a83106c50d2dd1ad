// The bundled app apps/ab-test, an edge script: who sees what, what caches are told, and that nothing flickers in Chromium.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { folderOf, startEdge } from '../e2e/edge.mjs';
import { inlay } from '../support/inlay.mjs';
import { launchChromium } from '../support/chromium.mjs';
import { startOrigin } from '../support/origin.mjs';
import { root } from './support.mjs';

const folder = path.join(root, 'apps/ab-test');
const marked = '<!doctype html><html lang=en><title>t</title><h1 data-variant=a>Old</h1><h1 data-variant=B>New</h1><p class=x>Text</p></html>';

async function rewrite(t, html, { options = {}, variant = 'b', args = [] } = {}) {
  const file = path.join(folderOf(t, { 'options.json': options }), 'options.json');
  const url = `https://shop.example/?x=1&ab-headline=${variant}`;
  const { code, stdout } = await inlay(t, ['rewrite', '--strict', '--app', folder, '--options', file, '--url', url, ...args], { input: html });
  assert.equal(code, 0);
  return stdout.toString();
}

const html = (variant) => `<!doctype html><html lang=en data-ab-headline="${variant}"><title>t</title>`;

describe('what is different', () => {
  test('elements of the other variant are left out', async (t) => {
    assert.equal(await rewrite(t, marked, { variant: 'a' }), `${html('a')}<h1 data-variant=a>Old</h1><p class=x>Text</p></html>`);
    assert.equal(await rewrite(t, marked), `${html('b')}<h1 data-variant=B>New</h1><p class=x>Text</p></html>`);
  });

  test('of another test they stay', async (t) => {
    const page = `${marked}<i data-variant=a data-test=other>x</i><i data-variant=a data-test=headline>y</i>`;
    assert.equal(await rewrite(t, page), `${html('b')}<h1 data-variant=B>New</h1><p class=x>Text</p></html><i data-variant=a data-test=other>x</i>`);
  });

  const rows = [
    ['other text', { what: 'text', value: '<b>' }, '<p class=x>&lt;b&gt;</p>'],
    ['other HTML', { what: 'html', value: '<b>New</b>' }, '<p class=x><b>New</b></p>'],
    ['left out', { what: 'hide', value: '' }, ''],
    ['a class', { what: 'class', value: 'big' }, '<p class="x big">Text</p>'],
    ['an address', { what: 'link', value: '/new' }, '<p class=x href="/new">Text</p>'],
    ['nothing that is known', { what: 'toString', value: '' }, '<p class=x>Text</p>'],
    ['no selector', { selector: '', what: 'hide' }, '<p class=x>Text</p>'],
    ['no selector that can be', { selector: 'p:last-child', what: 'hide' }, '<p class=x>Text</p>'],
  ];
  for (const [name, change, expected] of rows) {
    test(name, async (t) => {
      const page = '<!doctype html><html lang=en><title>t</title><p class=x>Text</p>';
      const options = { changes: [{ selector: 'p.x', value: '', ...change }] };
      assert.equal(await rewrite(t, page, { options }), `${html('b')}${expected}`);
      assert.equal(await rewrite(t, page, { options, variant: 'a' }), `${html('a')}<p class=x>Text</p>`);
    });
  }

  test('the same whatever the chunks', async (t) => {
    for (const chunk of ['1', '7', '64']) assert.equal(await rewrite(t, marked, { args: ['--chunk', chunk] }), await rewrite(t, marked));
  });
});

// A site with the app on it. `ask(path, cookie)` resolves to { variant, cookies, fields, status, text }.
async function startSite(t, { options = {}, fields = {} } = {}) {
  const seen = [];
  const origin = await startOrigin(t, (request, response) => {
    seen.push(request.headers);
    if (request.url === '/style.css') return response.writeHead(200, { 'content-type': 'text/css' }).end('p {}');
    if (request.url === '/gone') return response.writeHead(404, { 'content-type': 'text/html' }).end(marked);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...fields }).end(marked);
  });
  const file = path.join(folderOf(t, { 'options.json': options }), 'options.json');
  const edge = await startEdge(t, origin.url, { apps: [folder], args: ['--options', file] });
  const ask = async (at, cookie) => {
    const answer = await fetch(edge.url + at, { headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) } });
    const text = await answer.text();
    return { variant: /data-ab-[\w-]+="(.)"/.exec(text)?.[1], cookies: answer.headers.getSetCookie(), fields: answer.headers, status: answer.status, text };
  };
  return { edge, ask, seen };
}

describe('who sees what', () => {
  test('half and half, and then always the same', async (t) => {
    const { ask } = await startSite(t);
    const counts = { a: 0, b: 0 };
    for (let i = 0; i < 100; i += 1) {
      const { variant, cookies, text } = await ask('/');
      counts[variant] += 1;
      assert.deepEqual(cookies, [`inlay-ab-headline=${variant}; Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly`]);
      assert.equal(text.includes('New'), variant === 'b');
    }
    // Further off than five standard deviations, one run in two million.
    assert.ok(counts.a > 25 && counts.b > 25, JSON.stringify(counts));
    for (const variant of ['a', 'b', 'a']) {
      const again = await ask('/', `other=1; inlay-ab-headline=${variant}; last=2`);
      assert.deepEqual([again.variant, again.cookies], [variant, []]);
    }
  });

  const shares = [[0, 'a'], [100, 'b']];
  for (const [share, expected] of shares) {
    test(`${share} %`, async (t) => {
      const { ask } = await startSite(t, { options: { share } });
      for (let i = 0; i < 10; i += 1) assert.equal((await ask('/')).variant, expected);
      const kept = expected === 'a' ? 'b' : 'a';
      assert.equal((await ask('/', `inlay-ab-headline=${kept}`)).variant, kept, 'who has seen the other keeps it');
    });
  }

  test('a cookie that says something else is as none', async (t) => {
    const { ask } = await startSite(t, { options: { share: 0 } });
    for (const cookie of ['inlay-ab-headline=c', 'inlay-ab-headline=', 'inlay-ab-headline="b"', 'xinlay-ab-headline=b', 'inlay-ab-headlines=b']) {
      const { variant, cookies } = await ask('/', cookie);
      assert.deepEqual([variant, cookies.length], ['a', 1], cookie);
    }
  });

  test('looking at a variant changes nothing', async (t) => {
    const { ask } = await startSite(t, { options: { share: 0 } });
    const looked = await ask('/?ab-headline=b');
    assert.deepEqual([looked.variant, looked.cookies], ['b', []]);
    assert.equal((await ask('/?ab-headline=b', 'inlay-ab-headline=a')).variant, 'b');
    assert.equal((await ask('/?x=ab-headline=b')).variant, 'a');
  });

  test('a name of its own', async (t) => {
    const { ask } = await startSite(t, { options: { name: 'Big Sale!', share: 100, keepDays: 1 } });
    const { cookies, text } = await ask('/');
    assert.deepEqual(cookies, ['inlay-ab-bigsale=b; Path=/; Max-Age=86400; SameSite=Lax; HttpOnly']);
    assert.match(text, /<html lang=en data-ab-bigsale="b">/);
  });

  test('what is no page is left alone; an error page is a page', async (t) => {
    const { ask } = await startSite(t);
    const style = await ask('/style.css');
    assert.deepEqual([style.text, style.cookies, style.fields.get('cache-control')], ['p {}', [], null]);
    const gone = await ask('/gone');
    assert.equal(gone.status, 404);
    assert.ok(gone.variant);
  });
});

describe('caches', () => {
  const rows = [
    ['nothing said', {}, 'private', 'Cookie'],
    ['public', { 'cache-control': 'public, max-age=600, s-maxage=900' }, 'private, max-age=600', 'Cookie'],
    ['private already', { 'cache-control': 'private, max-age=5', vary: 'Accept-Language' }, 'private, max-age=5', 'Accept-Language, Cookie'],
    ['not kept at all', { 'cache-control': 'no-store', vary: 'Cookie' }, 'no-store', 'Cookie'],
  ];
  for (const [name, fields, control, vary] of rows) {
    test(name, async (t) => {
      const { ask } = await startSite(t, { fields: { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT', ...fields } });
      const { fields: got } = await ask('/');
      assert.equal(got.get('cache-control'), control);
      const names = new Set((got.get('vary') ?? '').split(',').map((word) => word.trim().toLowerCase()));
      for (const word of vary.split(', ')) assert.ok(names.has(word.toLowerCase()), `${got.get('vary')}`);
      assert.deepEqual([got.get('etag'), got.get('last-modified')], [null, null], 'both variants would have the same');
    });
  }
});

describe('ab-test in Chromium', () => {
  let browser;
  before(async () => (browser = await launchChromium()));
  after(() => browser?.close());

  test('a visitor sees one variant, the same on every page, without scripts', async (t) => {
    const { edge } = await startSite(t, { options: { changes: [{ selector: 'p.x', what: 'text', value: 'Changed' }] } });
    for (let visitor = 0; visitor < 4; visitor += 1) {
      await browser.context.clearCookies();
      const page = await browser.context.newPage();
      const views = [];
      for (const at of ['/', '/other', '/']) {
        await page.goto(edge.url + at);
        views.push(await page.locator('body').innerText());
      }
      assert.ok(['Old\n\nText', 'New\n\nChanged'].includes(views[0]), JSON.stringify(views));
      assert.deepEqual(new Set(views).size, 1);
      assert.equal(await page.evaluate(() => document.cookie), '', 'scripts do not see the cookie');
      await page.close();
    }
  });
});
