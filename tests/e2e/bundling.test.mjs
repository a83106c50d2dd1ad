// Edge scripts that need a bundler: TypeScript and packages, in author's verbs. The folder may be hostile.
import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { inlay } from '../support/inlay.mjs';
import { startOrigin } from '../support/origin.mjs';
import { ask, folderOf, navigation, startEdge, temporaryFolder } from './edge.mjs';

const manifest = (src) => JSON.stringify({ inlay: { edge: { src } } });
const pkg = { 'node_modules/pkg/package.json': '{"main":"i.js"}', 'node_modules/pkg/i.js': 'exports.hello = (name) => "hello " + name' };

test('run-script bundles what needs it', async (t) => {
  const rows = [
    ['TypeScript', { 'main.ts': 'const x: number = 41; export default (): number => x + 1' }, 42],
    ['an enum in another file', { 'main.mts': 'import { E } from "./e"; export default () => E.B', 'e.ts': 'export enum E { A, B }' }, 1],
    ['a package', { 'main.ts': 'import { hello } from "pkg"; export default () => hello("x")', ...pkg }, 'hello x'],
    ['a package that a plain module imports', { 'main.mjs': 'import { hello } from "pkg"; export default () => hello("x")', ...pkg }, 'hello x'],
    ['JSON and HTML', { 'main.ts': 'import d from "./d.json"; import h from "./h.html"; export default () => [d, h]', 'd.json': '{"a":1}', 'h.html': '<b>ü' }, [{ a: 1 }, '<b>ü']],
    ['JSX', { 'main.jsx': '/** @jsx h */ const h = (name, _, ...inner) => `<${name}>${inner}</${name}>`; export default () => <b>x</b>' }, '<b>x</b>'],
    ['syntax of later years', { 'main.ts': 'class A { accessor x = 7 } export default () => new A().x' }, 7],
    ['a name that begins with a dash', { '--main.ts': 'export default () => 1' }, 1],
  ];
  for (const [name, files, expected] of rows) {
    await t.test(name, async (t) => {
      const { code, stdout } = await inlay(t, ['run-script', join(folderOf(t, files), Object.keys(files)[0]), '--json']);
      const lines = stdout.toString().trim().split('\n').map((line) => JSON.parse(line));
      assert.deepEqual([lines.find(({ type }) => type === 'result')?.value, lines.at(-1).outcome, code], [expected, 'ok', 0], stdout.toString());
    });
  }
});

test('errors show places in the files that the author wrote', async (t) => {
  const folder = folderOf(t, {
    'main.ts': 'import { check } from "./lib/check";\n\nexport default (): void => {\n  check("ä", 0 as number);\n};',
    'lib/check.ts': 'interface Some { a: number }\n\nexport const check = (x: string, n: number) => { /* é */ if (n === 0) throw new TypeError(x) };',
  });
  const { code, stderr } = await inlay(t, ['run-script', join(folder, 'main.ts')]);
  assert.equal(code, 1);
  assert.equal(stderr, 'TypeError: ä\n  at check (lib/check.ts:3:77)\n  at main_default (main.ts:4:3)\noutcome: threw\n');
});

test('what cannot be bundled is told with its place', async (t) => {
  const outside = join(temporaryFolder(t), 'secret.txt');
  writeFileSync(outside, 'root:x:0:0');
  const rows = [
    ['a syntax error', 'export default {\n  html(r) { const é = 1; é ++ 3 }\n}', '2:31: error: Expected ";" but found "3"'],
    ['no such package', 'import x from "nope"; export default x', '1:15: error: Could not resolve "nope"'],
    ['no such file', 'import x from "./nope"; export default x', '1:15: error: Could not resolve "./nope"'],
    ['a file outside', 'import x from "../../../../../../../../etc/passwd"; export default x', '1:15: error: Could not resolve "../../../../../../../../etc/passwd"'],
    ['an absolute path', `import x from "${outside}"; export default x`, `1:15: error: Could not resolve "${outside}"`],
    ['a link that leads out', 'import x from "./link.txt"; export default x', '1:15: error: Could not resolve "./link.txt"'],
    ['something of Node.js', 'import x from "node:fs"; export default x', '1:15: error: Could not resolve "node:fs"'],
    ['something of the network', 'import x from "https://a.example/x.js"; export default x', /^\/.*\/e\.ts:1:\d+: error: import of "https:\/\/a\.example\/x\.js": .*elsewhere.* \[edge-import\]$/],
  ];
  for (const [name, source, expected] of rows) {
    await t.test(name, async (t) => {
      const folder = folderOf(t, { 'install.json': manifest('e.ts'), 'e.ts': source });
      symlinkSync(outside, join(folder, 'link.txt'));
      const { code, stdout } = await inlay(t, ['check', folder]);
      const lines = stdout.toString().split('\n').filter((line) => line.includes('e.ts:'));
      assert.equal(code, 1, stdout.toString());
      assert.equal(lines.length, 1, stdout.toString());
      if (expected instanceof RegExp) assert.match(lines[0], expected);
      else assert.ok(lines[0].startsWith(`${folder}/e.ts:${expected}`) && lines[0].endsWith(' [edge-bundling]'), lines[0]);
      assert.doesNotMatch(stdout.toString(), /root:x/);
    });
  }
});

test('warnings of the bundler are warnings', async (t) => {
  const folder = folderOf(t, { 'install.json': manifest('e.ts'), 'e.ts': 'export default { html() { return typeof x === "strin" } }' });
  const { code, stdout } = await inlay(t, ['check', folder, '--json']);
  const found = JSON.parse(stdout).filter(({ rule }) => rule === 'edge-bundling-doubt');
  assert.deepEqual([code, found.length, found[0]?.line, found[0]?.column, found[0]?.severity], [0, 1, 1, 47, 'warning']);
});

test('a script too large for a package is refused', async (t) => {
  const folder = folderOf(t, { 'install.json': manifest('e.ts'), 'e.ts': `export default { x: "${'x'.repeat(2 << 20)}" }` });
  const { code, stdout } = await inlay(t, ['check', folder]);
  assert.equal(code, 1);
  assert.match(stdout.toString(), /install\.json:1:\d+: error: the bundled script has \d+ bytes, limit 2097152 \(edge_file_bytes_max\) \[file-too-large\]/);
});

test('serve bundles folders given by --app, and gives what rewrite gives; a configuration names what was built', async (t) => {
  const page = `<!doctype html><html><head><title>t</title></head><body>${'<p>text é<b>x</b>'.repeat(5000)}</body></html>`;
  const { url: origin } = await startOrigin(t, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page));
  const app = folderOf(t, {
    'install.json': {
      resources: { head: [{ type: 'script', src: './head.js' }] },
      inlay: { edge: { src: './edge.ts' }, limits: { cpuMs: 50 }, inserts: [{ selector: 'title', method: 'after', html: '<p>inserted' }] },
    },
    'head.js': '1',
    'edge.ts': 'import { mark } from "pkg"; let n: number = 0; export default { html(r: any) { r.on("p", { element(p: any) { if (n++ < 40) p.setAttribute("m", mark(n)) } });\n  r.on("b", { element(b: any) {\n    if (n > 100) throw new TypeError("no") } }) } }',
    'node_modules/pkg/package.json': '{"main":"i.js"}',
    'node_modules/pkg/i.js': 'exports.mark = (n) => `<${n}>`',
  });
  const edge = await startEdge(t, origin, { apps: [app] });
  const served = await ask(t, edge.url, navigation('/'));
  const file = join(temporaryFolder(t), 'page.html');
  writeFileSync(file, page);
  const { stdout } = await inlay(t, ['rewrite', '--app', app, '--url', 'http://site.test/', file]);
  assert.match(stdout.toString(), /<p m="&lt;1&gt;">inserted/);
  const without = (html) => html.toString().replace(/(?<=head\/)[\w-]{27}/, ''); // the site is part of the plan's hash
  assert.equal(without(served.body), without(stdout));

  const [, told] = await edge.process.saw(/^(.*"script\.failed".*)$/m);
  const { outcome, error, stack } = JSON.parse(told);
  assert.deepEqual([outcome, error], ['threw', 'TypeError']);
  assert.match(stack, /at element \(edge\.ts:3:24\)/);

  const config = join(temporaryFolder(t), 'inlay.toml');
  writeFileSync(config, `schema = 1\nstate = "${temporaryFolder(t)}"\n[listen]\nhttp = ["127.0.0.1:0"]\n[[site]]\nhosts = ["site.test"]\norigin = "${origin}"\napps = [{ folder = "${app}" }]\n`);
  const refused = await inlay(t, ['serve', '--config', config]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /edge\.ts.* must be bundled into one \[edge-needs-bundling\]/);
});
