// The verbs other programs rely on: what they read, write and exit with.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { inlay } from '../support/inlay.mjs';
import { program, root, scale } from '../support/paths.mjs';
import { until } from '../support/wait.mjs';
import { appFolder, folderOf, memoryOf, temporaryFolder } from './edge.mjs';

const page = '<!doctype html>\n<html><head>\n<title>t</title>\n<link rel="icon" href="data:,">\n</head><body><p>ü &amp; x</p>\n<script>"</head>"</script></body></html>\n';
const tagPattern = /<script src="(\/cdn-cgi\/apps\/head\/[\w-]{27}\.js)"><\/script>/;
const memoryMaxMib = 64;

test('what is not known is named, with the nearest that is, and nothing on standard output', async (t) => {
  const rows = [
    [['serv'], "'serv'", "'serve'"],
    [['rewite', 'x.html'], "'rewite'", "'rewrite'"],
    [['chek'], "'chek'", "'check'"],
    [['--versoin'], "'--versoin'", "'--version'"],
    [['--version', '--jso'], "'--jso'", "'--json'"],
    [['rewrite', '--ap', 'x'], "'--ap'", "'--app'"],
    [['rewrite', '--chnk=3'], "'--chnk'", "'--chunk'"],
    [['check', '--jsno', '.'], "'--jsno'", "'--json'"],
    [['serve', '--orign', 'x'], "'--orign'", "'--origin'"],
    [['demo', '--lisen', 'x'], "'--lisen'", "'--listen'"],
    [['debug', 'tokns'], "'tokns'", "'tokens'"],
    [['debug', 'tokens', '--hlp'], "'--hlp'", "'--help'"],
  ];
  for (const [args, given, nearest] of rows) {
    await t.test(args.join(' '), async (t) => {
      const { code, stdout, stderr } = await inlay(t, args);
      assert.equal(code, 2);
      assert.equal(stdout.length, 0);
      const line = stderr.split('\n').find((text) => text.includes(given));
      assert.ok(line?.includes(nearest), stderr);
    });
  }
  for (const args of [[], ['check'], ['check', 'a', 'b'], ['rewrite', 'a', 'b'], ['rewrite', '--chunk', 'x'], ['rewrite', '--chunk', '-1'], ['rewrite', '--app'], ['rewrite', '--options', 'x'], ['serve', 'x']]) {
    await t.test(`wrong: ${args.join(' ') || 'nothing'}`, async (t) => {
      const { code, stdout, stderr } = await inlay(t, args, { limitMs: 5000 });
      assert.equal(code, 2, stderr);
      assert.equal(stdout.length, 0);
      assert.notEqual(stderr, '');
    });
  }
});

test('help goes to standard output and teaches', async (t) => {
  for (const args of [['--help'], ['help'], ...['serve', 'check', 'rewrite', 'demo', 'debug', 'debug tokens'].map((verb) => [...verb.split(' '), '--help'])]) {
    await t.test(args.join(' '), async (t) => {
      const { code, stdout, stderr } = await inlay(t, args);
      assert.equal(code, 0);
      assert.equal(stderr, '');
      const verb = args.filter((word) => !word.includes('help')).at(-1) ?? 'VERB';
      assert.match(stdout.toString(), new RegExp(verb, 'i'));
      assert.ok(stdout.length > 60);
    });
  }
});

test('--version', async (t) => {
  const { code, stdout } = await inlay(t, ['--version', '--json']);
  assert.equal(code, 0);
  const version = JSON.parse(stdout);
  for (const key of ['version', 'v8', 'openssl', 'libuv', 'nghttp2', 'gumbo', 'store_schema']) assert.ok(key in version, key);
  for (const key of ['version', 'v8', 'openssl', 'libuv', 'gumbo']) assert.match(version[key], /^\d+\.\d+/);
  assert.match((await inlay(t, ['--version'])).stdout.toString(), /^inlay \d/);
});

test('check', async (t) => {
  const good = appFolder(t);
  const bad = folderOf(t, { 'install.json': '{\n  "resources": {"head": [{"type": "script", "src": "./a.js"}, {"type": "script"}, {"type": "picture", "src": "./a.js"}]}\n}\n', 'a.js': '' });
  const rows = [
    { name: 'the bundled app', folder: join(root, 'apps/back-to-top'), code: 0, lines: 0 },
    { name: 'a good folder', folder: good, code: 0, lines: 0 },
    { name: 'a bad folder', folder: bad, code: 1, lines: 2 },
    { name: 'no JSON', folder: folderOf(t, { 'install.json': '{"resources": ' }), code: 1, lines: 1 },
    { name: 'no manifest', folder: folderOf(t, { 'other.json': '{}' }), code: 1, lines: 1 },
    { name: 'no folder', folder: '/nowhere/at/all', code: 1, lines: 1 },
    { name: 'a key twice: only a warning', folder: folderOf(t, { 'install.json': '{"resources": {"head": [{"type": "script", "src": "a.js"}]}, "options": {}, "options": {}}', 'a.js': '' }), code: 0, lines: 1, severity: 'warning' },
  ];
  for (const { name, folder, code, lines, severity = 'error' } of rows) {
    await t.test(name, async (t) => {
      const text = await inlay(t, ['check', folder]);
      const json = await inlay(t, ['check', '--json', folder]);
      assert.equal(text.code, code, text.stdout.toString());
      assert.equal(json.code, code);
      const said = text.stdout.toString().split('\n').filter((line) => line !== '');
      const listed = JSON.parse(json.stdout);
      assert.equal(said.length, lines, text.stdout.toString());
      assert.equal(listed.length, lines);
      for (const [i, line] of said.entries()) {
        const { file, line: at, column, severity: how, rule, message } = listed[i];
        assert.equal(line, `${file}:${at}:${column}: ${how}: ${message} [${rule}]`);
        assert.match(line, /^\S.*:\d+:\d+: (error|warning): \S.* \[[a-z0-9-]+\]$/);
        assert.equal(how, severity);
        assert.ok(at >= 1 && column >= 1);
      }
    });
  }
});

test('check of inserts says where, in the file as it is written', async (t) => {
  const column = (line, part) => [...line.slice(0, line.indexOf(part))].length + 1;
  // Each stands in a line of its own; its column is where `at` begins.
  const rows = [
    { insert: String.raw`{"selector": "[title=\"\u00e4\\\"\"] é😀 p:hover", "method": "after", "html": "x"}`, at: ':hover', rule: 'insert-selector', says: /^:hover depends on what the visitor does/ },
    { insert: String.raw`{"selector": "p:has(b)", "method": "after", "html": "x"}`, at: ':has', rule: 'insert-selector', says: /:has/ },
    { insert: String.raw`{"selector": "p", "method": "after", "html": "<b>ok</b>\n<script>a = {{ options.text }}</script>"}`, at: '{{', rule: 'insert-placeholder', says: /cannot be put into code: .*data-/ },
    { insert: String.raw`{"selector": "p", "method": "after", "html": "<a title=\"{{ text }}\" href={{ options.text }}>"}`, at: '{{ options', rule: 'insert-placeholder', says: /quot/ },
    { insert: String.raw`{"selector": "p", "attributes": {"onclick": "go({{ text }})"}}`, at: '{{', rule: 'insert-placeholder', says: /code/ },
    { insert: String.raw`{"selector": "p", "method": "prepned", "html": "x"}`, at: '"prepned"', rule: 'insert-shape', says: /"prepned".*nearest is "prepend"/ },
    { insert: String.raw`{"selector": "p", "mehtod": "prepend", "html": "x", "attributes": {}}`, at: '"mehtod"', rule: 'insert-shape', says: /"mehtod".*"method"/, more: 1 },
    { insert: String.raw`{"selector": "p", "method": "after", "html": "{{ options.txet }}"}`, at: '{{', rule: 'unknown-option', severity: 'warning', says: /txet/ },
    { insert: String.raw`{"selector": "p", "method": "after", "html": "<!-- open"}`, at: '"}', rule: 'insert-not-closed', severity: 'warning', says: /-->/ },
  ];
  const manifestOf = (inserts) => `{\n  "resources": {},\n  "options": {"properties": {"text": {"type": "string"}}},\n  "inlay": {"inserts": [\n${inserts.map((insert) => `    ${insert}`).join(',\n')}\n  ]}\n}\n`;
  const check = async (t, inserts) => {
    const folder = folderOf(t, { 'install.json': manifestOf(inserts) });
    const [text, json] = [await inlay(t, ['check', folder]), await inlay(t, ['check', '--json', folder])];
    assert.equal(text.code, json.code);
    const listed = JSON.parse(json.stdout);
    const lines = listed.map(({ file, line, column, severity, message, rule }) => `${file}:${line}:${column}: ${severity}: ${message} [${rule}]\n`);
    assert.equal(text.stdout.toString(), lines.join(''));
    return { code: text.code, listed, file: join(folder, 'install.json') };
  };
  for (const { insert, at, rule, says, severity = 'error', more = 0 } of rows) {
    await t.test(`${rule}: ${insert}`, async (t) => {
      const { code, listed, file } = await check(t, [insert]);
      assert.equal(code, severity === 'error' ? 1 : 0);
      assert.equal(listed.length, 1 + more, JSON.stringify(listed));
      const found = listed.find((problem) => problem.rule === rule && says.test(problem.message));
      assert.ok(found, JSON.stringify(listed));
      assert.deepEqual([found.file, found.line, found.column, found.severity], [file, 5, column(`    ${insert}`, at), severity]);
    });
  }
  await t.test('all of them in one manifest', async (t) => {
    const { code, listed } = await check(t, rows.map(({ insert }) => insert));
    assert.equal(code, 1);
    assert.deepEqual([...new Set(listed.map(({ line }) => line))], rows.map((_, i) => 5 + i));
  });
  await t.test('a pattern of pages', async (t) => {
    const line = String.raw`  "inlay": {"pages": {"include": ["/\u00e4/*", "blog"]}, "inserts": []}`;
    const folder = folderOf(t, { 'install.json': `{\n${line}\n}\n` });
    const { code, stdout } = await inlay(t, ['check', '--json', folder]);
    assert.equal(code, 1);
    const [{ line: at, column: where, rule }] = JSON.parse(stdout);
    assert.deepEqual([at, where, rule], [2, column(line, 'blog'), 'page-pattern']);
  });
  await t.test('the bundled app of inserts', async (t) => {
    const { code, stdout } = await inlay(t, ['check', '--json', join(root, 'apps/external-links')]);
    assert.deepEqual([code, JSON.parse(stdout)], [0, []]);
  });
});

test('rewrite', async (t) => {
  const app = appFolder(t);
  const second = appFolder(t, { name: 'second' });
  const folder = folderOf(t, { 'page.html': page, 'options.json': { greeting: 'bonjour' }, 'list.json': '[]', 'broken.json': '{"greeting": \n nonsense}' });
  const file = join(folder, 'page.html');
  const whole = await inlay(t, ['rewrite', '--app', app, file]);
  const text = whole.stdout.toString();

  await t.test('one tag, before the first link of the head; everything else as it came', () => {
    assert.equal(whole.code, 0, whole.stderr);
    assert.equal(text.replace(tagPattern, ''), page);
    assert.equal(text.indexOf('<script src="/cdn-cgi'), page.indexOf('<link'));
  });
  await t.test('without an app the bytes come out as they went in', async (t) => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256));
    for (const input of [Buffer.from(page), bytes, Buffer.alloc(0)]) assert.deepEqual((await inlay(t, ['rewrite'], { input })).stdout, input);
  });
  for (const chunk of [1, 2, 3, 7, 64, 1000]) {
    await t.test(`--chunk ${chunk}`, async (t) => {
      const cut = await inlay(t, ['rewrite', '--app', app, '--chunk', String(chunk), file]);
      assert.equal(cut.stdout.toString(), text);
      assert.equal((await inlay(t, ['rewrite', '--chunk', String(chunk), file])).stdout.toString(), page);
    });
  }
  await t.test('a file and standard input give the same', async (t) => {
    assert.equal((await inlay(t, ['rewrite', '--app', app], { input: page })).stdout.toString(), text);
    assert.equal((await inlay(t, ['rewrite', '--app', app, '-'], { input: page })).stdout.toString(), text);
  });
  const bundleOf = async (t, args) => {
    const out = temporaryFolder(t);
    const { stdout, code, stderr } = await inlay(t, ['rewrite', ...args, '--bundles', out, file]);
    assert.equal(code, 0, stderr);
    const [, path] = tagPattern.exec(stdout.toString());
    return { out, path, head: readFileSync(join(out, path), 'utf8') };
  };
  await t.test('--bundles writes every file that is named', async (t) => {
    const { out, path, head } = await bundleOf(t, ['--app', app]);
    const [body] = /\/cdn-cgi\/apps\/body\/[\w-]{27}\.js/.exec(head);
    assert.deepEqual(globSync('**/*.js', { cwd: out }).sort(), [path, body].map((name) => name.slice(1)).sort());
    assert.match(head, /sampleHead/);
    assert.match(readFileSync(join(out, body), 'utf8'), /sampleBody/);
  });
  await t.test('several apps stand in the order given', async (t) => {
    const { head } = await bundleOf(t, ['--app', app, '--app', second]);
    assert.ok(head.indexOf('sampleHead') < head.indexOf('secondHead'));
    const other = await bundleOf(t, ['--app', second, '--app', app]);
    assert.ok(other.head.indexOf('secondHead') < other.head.indexOf('sampleHead'));
    assert.notEqual(other.path, (await bundleOf(t, ['--app', app, '--app', second])).path);
  });
  await t.test('--options belongs to the app before it', async (t) => {
    const options = join(folder, 'options.json');
    const plain = await bundleOf(t, ['--app', app, '--app', second]);
    assert.equal(plain.head.match(/"hello"/g).length, 2);
    for (const args of [['--app', app, '--options', options, '--app', second], ['--app', app, '--app', second, '--options', options]]) {
      const { head } = await bundleOf(t, args);
      assert.equal(head.match(/"bonjour"/g).length, 1);
      const first = args[2] === '--options';
      assert.equal(head.indexOf('"bonjour"') < head.indexOf('"hello"'), first);
    }
  });
  await t.test('the same app twice is two installs', async (t) => {
    const { head } = await bundleOf(t, ['--app', app, '--app', app]);
    assert.equal(head.match(/sampleHead/g).length, 2);
  });
  for (const type of ['application/json', 'text/plain', 'application/xhtml+xml', 'text/html; charset=utf-16']) {
    await t.test(`--content-type ${type} is left alone`, async (t) => {
      assert.equal((await inlay(t, ['rewrite', '--app', app, '--content-type', type, file])).stdout.toString(), page);
    });
  }
  const wrong = [
    { name: 'no such file', args: ['--app', app, join(folder, 'none.html')], code: 3, says: /none\.html/ },
    { name: 'a folder for a file', args: ['--app', app, folder], code: 3, says: /./ },
    { name: 'no such app', args: ['--app', join(folder, 'none'), file], code: 1, says: /none/ },
    { name: 'no options file', args: ['--app', app, '--options', join(folder, 'none.json'), file], code: [1, 3], says: /none\.json/ },
    { name: 'options that are no object', args: ['--app', app, '--options', join(folder, 'list.json'), file], code: 1, says: /list\.json:1:1: error: / },
    { name: 'options that are no JSON', args: ['--app', app, '--options', join(folder, 'broken.json'), file], code: 1, says: /broken\.json:2:\d+: error: / },
    { name: 'options before any app', args: ['--options', join(folder, 'options.json'), '--app', app, file], code: 2, says: /--app before it/ },
    { name: 'a type that breaks the head', args: ['--app', app, '--content-type', 'text/html\r\nX: y', file], code: 2, says: /--content-type/ },
    { name: 'bundles where none can be', args: ['--app', app, '--bundles', join(file, 'x'), file], code: 3, says: /page\.html/ },
  ];
  for (const { name, args, code, says } of wrong) {
    await t.test(name, async (t) => {
      const result = await inlay(t, ['rewrite', ...args]);
      assert.ok([code].flat().includes(result.code), `${result.code}: ${result.stderr}`);
      assert.match(result.stderr, says);
      if (name !== 'bundles where none can be') assert.equal(result.stdout.length, 0);
    });
  }
});

const bigMib = scale > 1 ? 1024 : 100;
test(`a page of ${bigMib} MiB takes little memory`, async (t) => {
  const app = appFolder(t);
  for (const args of [['rewrite'], ['rewrite', '--app', app]]) {
    await t.test(args.length > 1 ? 'with an app: one tag, the rest as it came' : 'without an app: as it came', async (t) => {
      const { output, input, first, peak } = await streamThrough(t, args, bigMib);
      const tag = tagPattern.exec(first)?.[0];
      assert.equal(tag !== undefined, args.length > 1);
      assert.equal(output.size, input.size + (tag?.length ?? 0));
      assert.equal(output.hash, input.hash);
      assert.ok(peak < memoryMaxMib, `${peak} MiB`);
    });
  }
});

// Streams a generated page of so many MiB through the program. Hashes are over everything but the first tag.
async function streamThrough(t, args, mib) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const output = { size: 0, hash: createHash('sha256') };
  const input = { size: 0, hash: createHash('sha256') };
  let start = '';
  const startBytes = 4096;
  child.stdout.on('data', (chunk) => {
    output.size += chunk.length;
    if (start.length < startBytes) {
      start += chunk.toString('latin1');
      if (start.length >= startBytes) output.hash.update(Buffer.from(start.replace(tagPattern, ''), 'latin1'));
    } else {
      output.hash.update(chunk);
    }
  });
  const put = async (bytes) => {
    input.size += bytes.length;
    input.hash.update(bytes);
    if (!child.stdin.write(bytes)) await once(child.stdin, 'drain');
  };
  await put(Buffer.from(page.replace('</body></html>\n', '')));
  for (let i = 0; i < mib; i++) await put(Buffer.alloc(1024 * 1024, `<p class=c${i}>text &amp; <b>more</b> ${i % 3 ? '' : '<!-- c -->'}</p>\n`));
  await until(() => output.size >= input.size - 65536, { what: 'the page to come out', limitMs: 60_000 });
  const { peak } = memoryOf(child.pid);
  child.stdin.end();
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  return { output: { size: output.size, hash: output.hash.digest('hex') }, input: { size: input.size, hash: input.hash.digest('hex') }, first: start, peak };
}

test('rewrite says what of the inserts was not carried out', async (t) => {
  const app = (insert) => folderOf(t, { 'install.json': { inlay: { inserts: [insert] } } });
  const fillsPage = app({ selector: 'b', method: 'before', html: 'x'.repeat(40_000) });
  const endsScripts = app({ selector: '#code', method: 'append', html: '</script><p>' });
  const many = `<p>${'<b></b>'.repeat(60)}</p>`;
  for (const [folder, input, says] of [
    [endsScripts, '<script id=code>1</script>', /^inlay rewrite: 1 contents were left out: they cannot stand where their selector leads\n$/],
    [fillsPage, many, /^inlay rewrite: over_output: inserts would add more than 1 MiB and 16 bytes for each byte of the page; the rest is as it came\n$/],
    [endsScripts, '<p id=code>1</p>', /^$/],
    [fillsPage, '<b></b>', /^$/],
  ]) {
    const missed = !says.test('');
    for (const [flags, code] of [[[], 0], [['--strict'], missed ? 1 : 0]]) {
      const result = await inlay(t, ['rewrite', '--app', folder, ...flags], { input });
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, says);
      if (folder === endsScripts && missed) assert.equal(result.stdout.toString(), input);
    }
  }
});

test('rewrite ends when nobody reads any more', async (t) => {
  const child = spawn(program, ['rewrite'], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  child.stdin.on('error', () => {}); // it ends before it has read all
  child.stdout.destroy();
  child.stdin.end(Buffer.alloc(10_000_000, 'x'));
  const [code, signal] = await once(child, 'close');
  assert.ok(code === 3 || signal === 'SIGPIPE', `code ${code}, signal ${signal}`);
});

test('debug tokens answers line by line, also what is no object', async (t) => {
  const lines = ['{"input":"<p a=1>x&amp;y</p>","state":"Data state","lastStartTag":null,"chunk":0}', 'nonsense', '{"input":"<p","state":"Data state","lastStartTag":null,"chunk":1}'];
  const { code, stdout } = await inlay(t, ['debug', 'tokens'], { input: `${lines.join('\n')}\n` });
  assert.equal(code, 0);
  const [first, second, third] = stdout.toString().trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(first, [['StartTag', 'p', { a: '1' }], ['Character', 'x&y'], ['EndTag', 'p']]);
  assert.equal(typeof second.error, 'string');
  assert.ok(Array.isArray(third));
});
