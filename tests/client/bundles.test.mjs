// The bundles of tests/golden/bundles do in a page what the format promises: shared globals, isolated failures,
// guarded scripts, unguarded styles. apps_test makes sure that they are what the program builds.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { nextTurn, openPage, root, runtimes } from './support.mjs';

const html = '<!DOCTYPE html><head></head><body><h1>t</h1><div id=main><p>p</p></div></body>';

async function run(name, { url = 'https://site.example/blog/one' } = {}) {
  const page = openPage(html, { url });
  page.seen = [];
  page.window.seen = (...values) => page.seen.push(...values);
  page.window.eval(runtimes.minified);
  for (const part of ['head', 'body']) {
    const file = path.join(root, 'tests/golden/bundles', name, `expected.${part}.js`);
    page.window.eval(await readFile(file, 'utf8'));
  }
  return page;
}

const styles = ({ document }) =>
  [...document.querySelectorAll('link[rel=stylesheet]')].map((link) =>
    Buffer.from(link.href.split(';base64,')[1], 'base64').toString()
  );

test('a resource that throws stops neither its app nor the others, and the error is seen', async () => {
  const page = await run('two-apps');
  const [one, , two] = Object.keys(page.window.CloudflareApps.installs);
  assert.deepEqual(page.seen, [
    `throws ${one}`, true, 'plan pro', `throws ${two}`, true, 'bar 1 2 undefined',
  ]);
  await nextTurn(page.window);
  assert.equal(page.errors.length, 2);
  for (const [error] of page.errors) assert.match(String(error.detail ?? error), /undefined_function/);
});

test('top-level var and function are globals, let is not, and use strict has no effect', async () => {
  const { window } = await run('two-apps');
  assert.equal(typeof window.Library.use, 'function');
  assert.equal(window.helper(), 1);
  assert.equal(window.shared, 2);
  assert.equal(window.undeclared, 'only in sloppy mode');
  assert.equal(window.eval('typeof inner'), 'undefined');
  assert.equal(window.count, 2);
});

test('an install runs only on its pages, its styles everywhere', async () => {
  const page = await run('two-apps', { url: 'https://site.example/' });
  assert.ok(!page.seen.includes('plan pro'));
  assert.equal(page.window.Library, undefined);
  assert.deepEqual(styles(page), ['.bar { top: 0 }']);
});

test('the head bundle loads the body bundle', async () => {
  const { document } = await run('two-apps');
  const sources = [...document.querySelectorAll('script')].map((script) => script.getAttribute('src'));
  assert.equal(sources.length, 1);
  assert.match(sources[0], /^\/cdn-cgi\/apps\/body\/[\w-]{27}\.js$/);
});

test('data is what was chosen, whatever is in it', async () => {
  const { window, document } = await run('one-script');
  const [[id, install]] = Object.entries(window.CloudflareApps.installs);
  assert.equal(install.options.text, '</script><b>&');
  assert.equal(install.options.extra.a, 1.5);
  assert.deepEqual({ ...install.selectors }, { 'location.selector': 'body' });
  assert.match(window.CloudflareApps.siteId, /^[0-9a-f]{32}$/);
  const element = document.body.firstChild;
  assert.equal(element.localName, 'cloudflare-app');
  assert.equal(element.getAttribute('data-id'), id);
  install.scope.setOptions({ location: { selector: 'h1', method: 'after' } });
  assert.equal(document.querySelector('h1').nextSibling.localName, 'cloudflare-app');
});

test('options choose resources and files', async () => {
  const page = openPage(html);
  const called = [];
  Object.assign(page.window, { bar: () => called.push('bar'), noBar: () => called.push('noBar') });
  page.window.eval(runtimes.minified);
  page.window.eval(
    await readFile(path.join(root, 'tests/golden/bundles/choices/expected.head.js'), 'utf8')
  );
  assert.deepEqual(called, ['noBar', 'bar']);
  assert.deepEqual(styles(page), ['red{}', 'blue{}']);
});

test('a folder of the Eager time runs', async () => {
  const { seen } = await run('eager');
  assert.equal(seen[0].localName, 'cloudflare-app');
  assert.equal(seen[0].parentNode, null);
  assert.deepEqual({ ...seen[1] }, {});
});
