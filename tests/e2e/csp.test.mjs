// Pages with policies, through the edge in Chromium: apps run exactly where the policy allows, no violation is of ours,
// and no policy differs from the origin's by a byte. The matrix is also the evaluator's test: where the row says
// that the browser would refuse the tag, the edge has left it out.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { blocks } from '../docs/documents.mjs';
import { launchChromium, openChromium } from '../support/chromium.mjs';
import { startOrigin, startRawOrigin } from '../support/origin.mjs';
import { root } from '../support/paths.mjs';
import { until } from '../support/wait.mjs';
import { configuration, startConfigured } from './configured.mjs';
import { folderOf } from './edge.mjs';

const everything = { head: true, body: true, style: true };
const nothing = { head: false, body: false, style: false };
const noStyle = { ...everything, style: false };
const noBody = { ...everything, body: false };

// [name, what the page has, what works]. HOST stands for the edge's host and port, NAME for its host, PORT for its port.
// fields: policies of the head; metas: before the tag's place; late: metas behind it; body: metas in the body.
const rows = [
  ['no policy', {}, everything],
  ["'self' for all", { fields: ["default-src 'self'"] }, everything],
  ["'self' for scripts", { fields: ["script-src 'self'"] }, everything],
  ['the host', { fields: ['default-src HOST'] }, everything],
  ['the host without port', { fields: ['script-src NAME'] }, nothing],
  ['another port', { fields: ['script-src NAME:1'] }, nothing],
  ['any port', { fields: ['default-src NAME:*'] }, everything],
  ['any host at the port', { fields: ['script-src *:PORT'] }, everything],
  ['hosts below', { fields: ['script-src *.NAME:PORT'] }, nothing],
  ['http:', { fields: ['default-src http:'] }, everything],
  ['https: on http, said by a trusted proxy', { fields: ['script-src https:'] }, nothing],
  ['https host on http, said by a trusted proxy', { fields: ['script-src https://HOST'] }, nothing],
  ['*', { fields: ['default-src *'] }, everything],
  ['data: alone', { fields: ['script-src data:'] }, nothing],
  ['another host', { fields: ['script-src https://static.example'] }, nothing],
  ['nonce', { fields: ["default-src 'nonce-aB+/9=='"] }, everything],
  ['nonce and strict-dynamic', { fields: ["script-src 'nonce-abc' 'strict-dynamic' https:"] }, everything],
  ["strict-dynamic with 'self'", { fields: ["script-src 'self' 'strict-dynamic'"] }, nothing],
  ['a nonce that is none', { fields: [`script-src 'nonce-a"b'`] }, nothing],
  ['hash only', { fields: ["script-src 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='"] }, nothing],
  ["'none'", { fields: ["script-src 'none'"] }, nothing],
  ['empty', { fields: ['script-src'] }, nothing],
  ['default-src alone', { fields: ["default-src 'none'"] }, nothing],
  ['script-src-elem over script-src', { fields: ["script-src 'none'; script-src-elem 'self'"] }, everything],
  ['script-src-elem forbids', { fields: ["script-src 'self'; script-src-elem 'none'"] }, nothing],
  ['the first of two directives', { fields: ["script-src 'self'; script-src 'none'"] }, everything],
  ['two fields', { fields: ["script-src 'self'", "script-src 'nonce-a'"] }, everything],
  ['two fields, different nonces', { fields: ["script-src 'nonce-a'", "script-src 'nonce-b'"] }, nothing],
  ['a list', { fields: ["script-src 'self', script-src 'none'"] }, nothing],
  ['report only', { reportOnly: ["default-src 'none'"] }, everything],
  ['sandbox', { fields: ['sandbox allow-same-origin'] }, nothing],
  ['sandbox with scripts', { fields: ["sandbox allow-scripts; default-src 'self'"] }, everything],
  ['a folder', { fields: ['script-src HOST/cdn-cgi/apps/'] }, everything],
  ['a file of that name', { fields: ['script-src HOST/cdn-cgi/apps'] }, nothing],
  ['a folder elsewhere', { fields: ['script-src HOST/assets/'] }, nothing],
  ['a folder, encoded', { fields: ['script-src HOST/cdn%2Dcgi/'] }, everything],
  ['not ASCII: no directive', { fields: ["script-src 'none' \u00e9"] }, everything],
  ['style by nonce', { fields: ["script-src 'self'; style-src 'nonce-s'"] }, everything],
  ["style by 'self'", { fields: ["style-src 'self'"] }, everything],
  ['style by data:', { fields: ['style-src data:'] }, everything],
  ['no style', { fields: ["style-src 'none'"] }, noStyle],
  ['style inline only', { fields: ["style-src 'unsafe-inline'"] }, noStyle],
  ['trusted types', { fields: ["require-trusted-types-for 'script'"] }, everything],
  ['trusted types by our name', { fields: ["require-trusted-types-for 'script'; trusted-types inlay"] }, everything],
  ['trusted types by another name', { fields: ["require-trusted-types-for 'script'; trusted-types x"] }, noBody],
  ['names alone', { fields: ['trusted-types x'] }, everything],
  ['meta before the tag', { metas: ["script-src 'none'"] }, nothing],
  ['meta with a nonce', { metas: ["default-src 'nonce-m'"] }, everything],
  ["meta with 'self'", { metas: ["default-src 'self'"] }, everything],
  ['meta beside a field', { fields: ["script-src 'self'"], metas: ["script-src 'nonce-a'"] }, everything],
  ['sandbox in a meta', { metas: ['sandbox'] }, everything],
  ['meta behind the tag', { late: ["script-src 'none'"] }, everything],
  ['meta in the body', { body: ["script-src 'none'"] }, everything],
];

const escapeAttribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const meta = (policy) => `<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">`;

function pageOf({ metas = [], late = [], body = [] }) {
  const head = `<title>t</title>${metas.map(meta).join('')}<link rel="icon" href="/icon">${late.map(meta).join('')}`;
  return `<!doctype html><html><head>${head}</head><body>${body.map(meta).join('')}<h1>x</h1></body></html>`;
}

// The values of the fields of that name in a raw head, in order, byte for byte.
const valuesOf = (head, name) => head.split('\r\n').filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());

describe('policies of pages', () => {
  const closers = [];
  const suite = { after: (close) => closers.push(close) };
  let edge;
  let browser;
  let has = {}; // what the page has that is asked for next

  before(async () => {
    const origin = await startRawOrigin(suite, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        if (!bytes.toString('latin1').startsWith('GET /page')) {
          return socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
        }
        const fields = (has.fields ?? []).map((policy) => `Content-Security-Policy: ${policy}\r\n`);
        const reportOnly = (has.reportOnly ?? []).map((policy) => `Content-Security-Policy-Report-Only: ${policy}\r\n`);
        const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n${fields.join('')}${reportOnly.join('')}\r\n`;
        socket.end(Buffer.from(head + pageOf(has), 'latin1'));
      });
    });
    const app = folderOf(suite, {
      'install.json': {
        resources: {
          head: [{ type: 'script', contents: 'window.headRan = true' }, { type: 'style', src: './app.css' }],
          body: [{ type: 'script', contents: 'window.bodyRan = true' }],
        },
      },
      'app.css': 'h1 { color: rgb(1, 2, 3) }\n',
    });
    const inserts = folderOf(suite, {
      'install.json': {
        inlay: {
          inserts: [
            { selector: 'body', method: 'append', html: '<script>window.inlineRan = true</script><script src="/cdn-cgi/apps/none.js"></script>' },
          ],
        },
      },
    });
    edge = await startConfigured(
      suite,
      configuration({ trusted: ['127.0.0.1'], sites: [{ hosts: ['127.0.0.1'], origin: origin.url, app: `${app}" }, { folder = "${inserts}` }] }),
    );
    browser = await launchChromium({ extraHTTPHeaders: { 'X-Forwarded-Proto': 'http' } });
  });
  after(async () => {
    await browser?.close();
    for (const close of closers.reverse()) await close();
  });

  const filled = (policy) => {
    const { host, hostname, port } = new URL(edge.url);
    return policy.replaceAll('HOST', host).replaceAll('NAME', hostname).replaceAll('PORT', port);
  };
  const filledIn = (page) => Object.fromEntries(Object.entries(page).map(([where, policies]) => [where, policies.map(filled)]));

  // What ran, and what the page reports that is about us.
  async function visit(page) {
    has = filledIn(page);
    const tab = await browser.context.newPage();
    const problems = [];
    tab.on('console', (message) => {
      if (['error', 'warning', 'info'].includes(message.type()) && /cdn-cgi\/apps\/(head|body|style)\/|data:text\/css|trusted/i.test(message.text())) problems.push(message.text());
    });
    try {
      // A policy does not hold for what the debugger evaluates.
      const debuggerOf = await browser.context.newCDPSession(tab);
      await tab.goto(`${edge.url}/page`, { waitUntil: 'load' });
      const expression = `JSON.stringify({ head: window.headRan === true, body: window.bodyRan === true, inline: window.inlineRan === true,
        style: getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)' })`;
      const { result } = await debuggerOf.send('Runtime.evaluate', { expression, returnByValue: true });
      const { inline, ...worked } = JSON.parse(result.value ?? '{}');
      return { worked, inline, problems };
    } finally {
      await tab.close();
    }
  }

  // The page as the edge sends it.
  async function fetched(page) {
    has = filledIn(page);
    const response = await fetch(`${edge.url}/page`, { headers: { accept: 'text/html', 'x-forwarded-proto': 'http' } });
    return { html: await response.text(), headers: response.headers };
  }

  test('apps run exactly where the policy allows, and no violation is ours', async () => {
    for (const [name, page, expected] of rows) {
      const { html, headers } = await fetched(page);
      assert.equal(/<script[^>]* src="\/cdn-cgi\/apps\/head\//.test(html), expected.head, `${name}: the tag`);
      assert.equal(headers.get('content-security-policy'), page.fields ? Buffer.from(has.fields.join(', '), 'latin1').toString('latin1') : null, `${name}: the field`);
      for (const policy of [...(has.metas ?? []), ...(has.late ?? []), ...(has.body ?? [])]) assert.ok(html.includes(meta(policy)), `${name}: the meta`);
      const { worked, problems } = await visit(page);
      // A sandbox without scripts leaves nothing to ask.
      assert.deepEqual({ ...nothing, ...worked }, expected, `${name}: ${problems.join('\n')}`);
      const silent = problems.filter((text) => !text.startsWith('CloudflareApps: ') && !/report-only/.test(text));
      assert.deepEqual(silent, [], name);
    }
  });

  test('scripts of inserts run by a reused nonce', async () => {
    const cases = [
      ['no policy', {}, true],
      ['inline allowed', { fields: ["script-src 'self' 'unsafe-inline'"] }, true],
      ['nonce', { fields: ["script-src 'nonce-abc'"] }, true],
      ["nonce beside 'self'", { fields: ["script-src 'self' 'nonce-abc'"] }, true],
      ["'self' alone", { fields: ["script-src 'self'"] }, false],
      ['nonce of a meta', { metas: ["script-src 'nonce-abc'"] }, true],
      ['nonce of a meta behind the tag', { late: ["script-src 'nonce-abc'"] }, true],
    ];
    for (const [name, page, runs] of cases) assert.equal((await visit(page)).inline, runs, name);
  });

  test('what docs/csp.md shows is so', async () => {
    const shown = blocks('docs/csp.md').filter(({ info }) => info[0] === 'csp');
    assert.ok(shown.length >= 6);
    for (const { info, text, line } of shown) {
      assert.ok(['runs', 'forbidden'].includes(info[1]), `line ${line}`);
      const { worked } = await visit({ fields: [text.trim()] });
      assert.deepEqual(worked, info[1] === 'runs' ? everything : nothing, `docs/csp.md:${line}`);
    }
  });

});

test('the bundled apps look and work the same under strict policies', async (t) => {
  let policy = {};
  let told = 0;
  const origin = await startOrigin(t, (request, response) => {
    if (request.url === '/views') {
      told += 1;
      return response.writeHead(204).end();
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...policy });
    response.end(`<!doctype html><html><head><title>t</title><link rel="icon" href="/icon"></head><body><p><a href="https://other.example/">there</a></p>${'<p>text</p>'.repeat(400)}</body></html>`);
  });
  const apps = ['announcement-bar', 'back-to-top', 'page-view-beacon', 'external-links'].map((name) => join(root, 'apps', name));
  const edge = await startConfigured(t, configuration({ sites: [{ hosts: ['127.0.0.1'], origin: origin.url, app: apps.join('" }, { folder = "') }] }));
  const { context, errors } = await openChromium(t);
  // The looks of the bar, the button and the mark of the link, as the browser computed them.
  const seen = async () => {
    const page = await context.newPage();
    await page.goto(edge.url);
    await page.mouse.wheel(0, 2000);
    const button = page.locator('cloudflare-app[app="back-to-top"] button');
    await button.waitFor({ state: 'visible' });
    const looks = [];
    for (const part of [page.locator('cloudflare-app[app="announcement-bar"] section'), button, page.locator('a .inlay-external'), page.locator('a svg')]) {
      looks.push(await part.evaluate((element) => {
        const { position, backgroundColor, color, borderRadius, whiteSpace, font } = getComputedStyle(element);
        return { position, backgroundColor, color, borderRadius, whiteSpace, font, width: element.getBoundingClientRect().width };
      }));
    }
    const rel = await page.locator('a').getAttribute('rel');
    await page.close();
    return { looks, rel };
  };
  const without = await seen();
  await until(() => told === 1, { what: 'the view to be told' });
  assert.equal(without.rel, 'noopener');
  policy = { 'content-security-policy': "default-src 'nonce-abc' 'self'" };
  assert.deepEqual(await seen(), without);
  await until(() => told === 2, { what: 'the view to be told there too' });
  assert.deepEqual(errors, []);

  // A style element of an insert needs a nonce, as docs/csp.md says: the mark of links is there, without its style.
  policy = { 'content-security-policy': "default-src 'self'" };
  const { looks, rel } = await seen();
  assert.deepEqual([looks.slice(0, 2), rel], [without.looks.slice(0, 2), without.rel]);
  assert.equal(looks[3].width, without.looks[3].width);
  await until(() => told === 3, { what: 'the view to be told there too' });
  assert.equal(errors.filter((error) => !/inline style/.test(error)).join('\n'), '');
});
