// `rewrite` with edge scripts: what leaves is what a visitor would get, however the page comes and whatever scripts do.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { inlay } from '../support/inlay.mjs';
import { program } from '../support/paths.mjs';
import { run } from '../support/process.mjs';
import { folderOf, temporaryFolder } from './edge.mjs';

const page = '<!doctype html><html><head><title>t</title></head><body><p>one<p>two é<script>let x = "<p>"</script><div class=a>x</div></body></html>';

const edgeApp = (t, source, more = {}) => folderOf(t, { 'install.json': { inlay: { edge: { src: './edge.js' }, ...more } }, 'edge.js': source });
const adds = (name) => `export default { html(rewriter) { rewriter.on("p", { element(p) { p.append("<i>${name}</i>", { html: true }); p.setAttribute("${name}", "1"); } }); } }`;

// { html, stderr, code }
async function rewrite(t, apps, { input = page, args = [], chunk = 0 } = {}) {
  const file = join(temporaryFolder(t), 'page.html');
  writeFileSync(file, input);
  const flags = apps.flatMap((app) => ['--app', app]);
  const { code, stdout, stderr } = await inlay(t, ['rewrite', ...flags, '--chunk', String(chunk), ...args, file]);
  return { code, html: stdout.toString(), stderr };
}

test('scripts change the page in install order, at any chunking', async (t) => {
  const first = edgeApp(t, 'export default { html(rewriter, ctx) { rewriter.on("body", { element(body) { body.append(`<p>${ctx.options.x ?? "none"}`, { html: true }); } }); } }');
  const second = edgeApp(t, adds('s'));
  const expected = '<!doctype html><html><head><title>t</title></head><body><p s="1">one<i>s</i><p s="1">two é<script>let x = "<p>"</script><i>s</i><div class=a>x</div><p s="1">none<i>s</i></body></html>';
  for (const chunk of [0, 1, 2, 7, 64]) {
    const { code, html, stderr } = await rewrite(t, [first, second], { chunk });
    assert.deepEqual([code, stderr], [0, ''], String(chunk));
    assert.equal(html, expected, String(chunk));
  }
});

test('a script sees options, the address and the answer, and may answer itself', async (t) => {
  const app = edgeApp(t, `export default { async fetch(request, env, ctx) { return new Response([request.url, request.method, ctx.request.url].join(" "), { headers: { "content-type": "text/plain" } }); } }`);
  const { code, html, stderr } = await rewrite(t, [app], { args: ['--url', 'https://shop.test/a?b'] });
  assert.deepEqual([code, html, stderr], [0, 'https://shop.test/a?b GET https://shop.test/a?b', '']);
});

test('scripts run where their patterns say, and on pages only', async (t) => {
  const app = edgeApp(t, adds('s'), { pages: { include: ['/blog/*'] } });
  const at = async (...args) => (await rewrite(t, [app], { args })).html.includes('<i>s</i>');
  assert.equal(await at('--url', 'https://a.test/blog/x'), true);
  assert.equal(await at('--url', 'https://a.test/shop'), false);
  assert.equal(await at('--url', 'https://a.test/blog/x', '--content-type', 'text/plain'), false);
});

test('scripts see what page apps and inserts have put in', async (t) => {
  const inserts = folderOf(t, { 'install.json': { inlay: { inserts: [{ selector: 'body', method: 'prepend', html: '<p>inserted' }] } } });
  const { html } = await rewrite(t, [edgeApp(t, adds('s')), inserts]);
  assert.match(html, /<body><p s="1">inserted/);
});

test('what fails is told in a line, and the page is whole', async (t) => {
  const good = adds('s');
  const on = (body) => `export default { html(rewriter) { rewriter.on("p", { element(p) { ${body} } }); } }`;
  const rows = [
    ['throws', on('throw new TypeError("no")'), /^app \S{12}: threw: TypeError: no \(at .*edge\.js:1:\d+\)\)\n$/],
    ['rejects', on('return Promise.reject(new RangeError("later"))'), /^app \S{12}: threw: RangeError: later/],
    ['does not compile', 'let x = ;', /start_failed: SyntaxError: .*edge\.js:1:9/],
    ['exports nothing to call', 'export default {}', /start_failed: TypeError: the default export has neither html\(\) nor fetch\(\)/],
    ['a loop', on('for (;;);'), /over_cpu: .*cpuMs/],
    ['a loop when loaded', 'for (;;); export default {}', /over_cpu/],
    ['what only a kill ends', on('Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'), /: over_cpu: its cell/],
    ['waits for ever', 'export default { fetch() { return new Promise(() => {}) } }', /over_wall: .*wallMs/, { limits: { wallMs: 200 } }],
  ];
  for (const [name, source, told, more] of rows) {
    await t.test(name, async (t) => {
      const alone = (await rewrite(t, [edgeApp(t, good)])).html;
      const { code, html, stderr } = await rewrite(t, [edgeApp(t, source, more), edgeApp(t, good)], { args: ['--strict'], chunk: 7 });
      assert.equal(html, alone);
      assert.equal(code, 1);
      assert.match(stderr, told);
      assert.equal(stderr.split('\n').filter((line) => line.startsWith('app ')).length, 1, stderr);
    });
  }
  const { code } = await rewrite(t, [edgeApp(t, on('throw 1'))]);
  assert.equal(code, 0, 'without --strict');
});

test('what leaves does not depend on how the page came, also when the cell is killed in its middle', async (t) => {
  const input = `<!doctype html><body>${'<p>text</p>'.repeat(1000)}<h1>here</h1>${'<p>more</p>'.repeat(500)}`;
  const kills = edgeApp(t, 'export default { html(rewriter) { rewriter.on("p", { element(p) { p.setAttribute("k", "1") } }).on("h1", { element() { Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) } }) } }', { limits: { cpuMs: 50 } });
  const results = [];
  for (const chunk of [0, 3, 1000, 65536]) results.push(await rewrite(t, [kills, edgeApp(t, adds('s'))], { input, chunk }));
  for (const { html, stderr } of results) {
    assert.equal(html.replaceAll(/ [ks]="1"|<i>s<\/i>/g, ''), input);
    assert.match(stderr, /over_cpu/);
    assert.equal(html, results[0].html);
  }
});

test('TypeScript is bundled first, and errors show its places', async (t) => {
  const app = folderOf(t, {
    'install.json': { inlay: { edge: { src: './edge.ts' } } },
    'edge.ts': 'interface P { tagName: string }\nexport default { html(rewriter: any): void {\n  rewriter.on("p", { element(p: P) { throw new TypeError(p.tagName) } });\n} };',
  });
  const { stderr, html } = await rewrite(t, [app]);
  assert.equal(html, page);
  assert.match(stderr, /^app \S{12}: threw: TypeError: p \(at .*edge\.ts:3:44\)\)\n$/);
});

test('console and lost rejections are shown', async (t) => {
  const app = edgeApp(t, 'console.warn("a", 1); Promise.reject(new Error("lost")); export default { html() {} }');
  const { code, stderr } = await rewrite(t, [app], { args: ['--strict'] });
  assert.equal(code, 0);
  assert.match(stderr, /^app \S{12}: console\.warn: a 1$/m);
  assert.match(stderr, /^app \S{12}: not handled: Error: lost/m);
});

test('large pages stream through', async (t) => {
  const input = `<!doctype html><body>${'<p>text and more text</p>\n'.repeat(12_000)}`;
  const { html, stderr } = await rewrite(t, [edgeApp(t, 'export default { html(rewriter) { rewriter.on("p", { element(p) { p.tagName = "b" } }) } }')], { input });
  assert.equal(stderr, '');
  assert.equal(html, input.replaceAll('<p>', '<b>').replaceAll('</p>', '</b>'));
});

test('without a cell the page goes on without scripts, and check says that it does not know', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-alone-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const alone = join(folder, 'inlay');
  await run(t, 'cp', [program, alone]);
  const app = edgeApp(t, adds('s'));
  writeFileSync(join(folder, 'page.html'), page);
  const { code, stdout, stderr } = await run(t, alone, ['rewrite', '--app', app, '--strict', join(folder, 'page.html')]);
  assert.deepEqual([code, stdout.toString()], [1, page]);
  assert.match(stderr, /inlay-cell/);
  const checked = await run(t, alone, ['check', app]);
  assert.equal(checked.code, 0);
  assert.match(checked.stdout.toString(), /warning: not loaded: .*inlay-cell.* \[edge-not-loaded\]/);
});

test('check loads the script in a cell', async (t) => {
  const rows = [
    ['fine', 'export default { html() { throw 1 } }', 0, ''],
    ['does not compile', 'let ä = "😀"; let x = ; export default {}', 1, 'edge.js:1:22: error: SyntaxError: Unexpected token \';\' [edge-start]'],
    ['throws', 'const a = 1;\nnull.x; export default {}', 1, "edge.js:2:6: error: TypeError: Cannot read properties of null (reading 'x') [edge-start]"],
    ['nothing to call', 'export default {}', 1, 'install.json:1:25: error: TypeError: the default export has neither html() nor fetch() [edge-start]'],
    ['no function', 'export default { html: 1 }', 1, 'install.json:1:25: error: TypeError: html of the default export is not a function [edge-start]'],
    ['a loop', 'for (;;); export default {}', 1, 'install.json:1:25: error: Error: stopped: more processor time than its limit (cpuMs) [edge-start]'],
    ['what only a kill ends', 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1); export default {}', 1, 'install.json:1:25: error: the script does not let itself be loaded (over_cpu) [edge-start]'],
  ];
  for (const [name, source, wanted, expected] of rows) {
    await t.test(name, async (t) => {
      const folder = edgeApp(t, source);
      const { code, stdout } = await inlay(t, ['check', folder]);
      assert.equal(stdout.toString(), expected && `${folder}/${expected}\n`);
      assert.equal(code, wanted);
    });
  }
});
