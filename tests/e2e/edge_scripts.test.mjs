// Pages through edge scripts in `serve`, with the real cell.
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import { startServing } from '../support/inlay.mjs';
import { startOrigin } from '../support/origin.mjs';
import { program } from '../support/paths.mjs';
import { descendantsOf, killProcess, start } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';
import { configuration, startConfigured } from './configured.mjs';
import { ask, crlf, folderOf, get, navigation, startEdge, temporaryFolder } from './edge.mjs';

const head = '<!doctype html><title>t</title>';
const paragraphs = (count) => Array.from({ length: count }, (_, i) => `<p>${i}</p>`).join('');
const page = `${head}${paragraphs(5)}`;
const html = { 'content-type': 'text/html' };

const scriptApp = (t, source, inlay = {}) =>
  folderOf(t, { 'install.json': { inlay: { edge: { src: './edge.js' }, ...inlay } }, 'edge.js': source });
// An app whose html() does that with each paragraph.
const onParagraphs = (t, body, before = '') =>
  scriptApp(t, `${before}\nexport default { html(rewriter) { rewriter.on('p', { ${body} }); } };`);
const marks = (t, name) => onParagraphs(t, `element(e) { e.setAttribute('${name}', ''); }`);
const marked = (text, name, from = 0, to = Infinity) =>
  text.replace(/<p[^>]*>/g, (() => {
    let at = -1;
    return (tag) => (++at >= from && at < to ? `${tag.slice(0, -1)} ${name}="">` : tag);
  })());

const textOfAnswer = (answer) => ({ ...answer, body: answer.body.toString('latin1') });
const askText = async (...of) => textOfAnswer(await ask(...of));

const answering = (t, body = page, fields = html) => startOrigin(t, (_, response) => response.writeHead(200, fields).end(body));
const cellsOf = (serving) => descendantsOf(serving.process.pid).filter(({ name }) => name === 'inlay-cell').map(({ pid }) => pid);
const killCells = (serving) => cellsOf(serving).forEach((pid) => killProcess(pid));
const eventsOf = (serving, event) =>
  serving.process.stderr
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line));

test('a script changes a page', async (t) => {
  await t.test('uncoded', async (t) => {
    const origin = await answering(t);
    const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
    assert.equal((await askText(t, edge.url, navigation('/'))).body, marked(page, 'a'));
    const plain = await askText(t, edge.url, get('/'));
    assert.equal(plain.body, marked(page, 'a'), 'also for plain tools');
  });
  await t.test('coded', async (t) => {
    const origin = await answering(t, gzipSync(page), { ...html, 'content-encoding': 'gzip' });
    const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
    const answer = await askText(t, edge.url, navigation('/', 'Accept-Encoding: gzip'));
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    assert.equal(gunzipSync(Buffer.from(answer.body, 'latin1')).toString(), marked(page, 'a'));
  });
  await t.test('larger than the windows and the allowance', async (t) => {
    const large = `${head}${`${'x'.repeat(1000)}<p>1</p>`.repeat(3_000)}`;
    const origin = await answering(t, large);
    const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
    assert.equal((await askText(t, edge.url, navigation('/'), { limitMs: 30_000 })).body, marked(large, 'a'));
    assert.deepEqual(eventsOf(edge, 'script.failed'), []);
  });
  await t.test('but neither images nor other kinds of answers', async (t) => {
    const origin = await answering(t, 'GIF89a<p>', { 'content-type': 'image/gif' });
    const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
    assert.equal((await askText(t, edge.url, navigation('/'))).body, 'GIF89a<p>');
  });
});

test('a slow page leaves as it comes', async (t) => {
  const held = [];
  const origin = await startOrigin(t, (_, response) => {
    response.writeHead(200, html).write(`${head}<p>1</p>`);
    held.push(response);
  });
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
  const visitor = await connectRaw(t, edge.url);
  visitor.send(navigation('/'));
  await visitor.saw(/<p a="">1<\/p>/);
  held[0].write('<p>2</p>');
  await visitor.saw(/<p a="">2<\/p>/);
  held[0].end('<p>3</p>');
  await visitor.saw(/<p a="">3<\/p>[^]*\r\n0\r\n\r\n$/);
});

test('scripts compose, and each fails alone', async (t) => {
  const origin = await answering(t);
  const fails = onParagraphs(t, `element(e) { if (++count === 3) throw new TypeError('third'); e.setAttribute('b', ''); }`, 'let count = 0;');
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a'), fails, marks(t, 'c')] });
  const answer = await askText(t, edge.url, navigation('/'));
  assert.equal(answer.body, marked(marked(marked(page, 'a'), 'b', 0, 2), 'c'));
  const [told] = await until(() => eventsOf(edge, 'script.failed').length === 1 && eventsOf(edge, 'script.failed'), { what: 'one failure' });
  assert.deepEqual([told.outcome, told.error, told.message, told.host], ['threw', 'TypeError', 'third', 'site.test']);
});

test('a killed cell costs its scripts, never the page', async (t) => {
  await t.test('in the midst of the page the rest follows as it is', async (t) => {
    const held = [];
    const origin = await startOrigin(t, (_, response) => {
      response.writeHead(200, html).write(`${head}<p>1</p><b`);
      held.push(response);
    });
    const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
    const visitor = await connectRaw(t, edge.url);
    visitor.send(navigation('/'));
    await visitor.saw(/<p a="">1<\/p>/);
    killCells(edge);
    held[0].end('>x</b><p>2</p>');
    const { body } = textOfAnswer(await visitor.response());
    assert.equal(body, `${head}<p a="">1</p><b>x</b><p>2</p>`);
  });
  await t.test('before its first byte it is tried again', async (t) => {
    const origin = await answering(t, '<!doctype html><p>1</p>');
    const waits = scriptApp(t, `export default { html(rewriter) { rewriter.onDocument({ async doctype() { console.log('here'); await new Promise((done) => setTimeout(done, 300)); } }); rewriter.on('p', { element(e) { e.setAttribute('a', ''); } }); } };`);
    const edge = await startEdge(t, origin.url, { apps: [waits] });
    const visitor = await connectRaw(t, edge.url);
    visitor.send(navigation('/'));
    await until(() => eventsOf(edge, 'script.console').length === 1, { what: 'the script to run' });
    killCells(edge);
    assert.equal(textOfAnswer(await visitor.response()).body, '<!doctype html><p a="">1</p>');
    assert.equal(eventsOf(edge, 'script.console').length, 2);
  });
  await t.test('the next page has its scripts again', async (t) => {
    const origin = await answering(t);
    const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
    for (let i = 0; i < 2; ++i) {
      assert.equal((await askText(t, edge.url, navigation('/'))).body, marked(page, 'a'));
      killCells(edge);
      await until(() => eventsOf(edge, 'cell.given_up').length === i + 1, { what: 'the edge to know' });
    }
    await until(async () => (await askText(t, edge.url, navigation('/'))).body === marked(page, 'a'), { what: 'a page with its scripts' });
  });
});

test('without cells pages come without scripts', async (t) => {
  const origin = await answering(t);
  const folder = temporaryFolder(t);
  const copy = join(folder, 'inlay');
  copyFileSync(program, copy); // alone: no inlay-cell beside it
  const process = start(t, copy, ['serve', '--origin', origin.url, '--listen', '127.0.0.1:0', '--app', marks(t, 'a')], { cwd: folder });
  const [, url] = await process.saw(/^ready (\S+)$/m);
  assert.equal((await askText(t, url, navigation('/'))).body, page);
});

test('a script that cannot be loaded fails alone', async (t) => {
  const origin = await answering(t);
  const edge = await startEdge(t, origin.url, { apps: [scriptApp(t, 'throw new Error("at once");'), marks(t, 'b')] });
  assert.equal((await askText(t, edge.url, navigation('/'))).body, marked(page, 'b'));
  await until(() => eventsOf(edge, 'script.failed').some(({ outcome }) => outcome === 'start_failed' || outcome === 'threw'), { what: 'the failure' });
});

test('one that always fails is kept away, and comes back', async (t) => {
  const origin = await startOrigin(t, ({ url }, response) => response.writeHead(200, html).end(url === '/bad' ? `${page}<i>` : page));
  const app = scriptApp(t, `export default { html(rewriter) { rewriter.on('i', { element() { throw new Error('bad'); } }).on('p', { element(e) { e.setAttribute('a', ''); } }); } };`);
  const edge = await startEdge(t, origin.url, { apps: [app] });
  for (let i = 0; i < 20; ++i) assert.equal((await askText(t, edge.url, navigation('/bad'))).body, marked(`${page}<i>`, 'a'));
  await until(() => eventsOf(edge, 'breaker.opened').length === 1, { what: 'the breaker to open' });
  assert.equal((await askText(t, edge.url, navigation('/'))).body, page);
  await until(async () => (await askText(t, edge.url, navigation('/'))).body === marked(page, 'a'), { what: 'the script to be back', limitMs: 20_000 });
});

test('a reload brings the new script to the next page', async (t) => {
  const origin = await answering(t);
  const textOf = (app) => configuration({ sites: [{ hosts: ['site.test'], origin: origin.url, app }] });
  const edge = await startConfigured(t, textOf(marks(t, 'a')));
  assert.equal((await askText(t, edge.url, navigation('/'))).body, marked(page, 'a'));
  assert.equal((await edge.reload(textOf(marks(t, 'b')))).done, true);
  assert.equal((await askText(t, edge.url, navigation('/'))).body, marked(page, 'b'));
});

test('sites have cells of their own', async (t) => {
  const origin = await answering(t);
  const counts = onParagraphs(t, `element(e) { e.setAttribute('n', String(++globalThis.count)); }`, 'globalThis.count = 0;');
  const sites = [
    { hosts: ['a.test'], origin: origin.url, app: counts },
    { hosts: ['b.test'], origin: origin.url, app: counts },
  ];
  const pageOf = async (t, edge, host) => (await askText(t, edge.url, crlf('GET / HTTP/1.1', `Host: ${host}`, 'Sec-Fetch-Dest: document'))).body;
  await t.test('nothing of one is seen by the other', async (t) => {
    const edge = await startConfigured(t, configuration({ sites }));
    assert.match(await pageOf(t, edge, 'a.test'), /n="1"/);
    assert.match(await pageOf(t, edge, 'b.test'), /n="1"/);
    assert.match(await pageOf(t, edge, 'a.test'), /n="6"/);
  });
  await t.test('one place is enough for both, one after the other', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'inlay.toml'), `${configuration({ sites })}[cells]\nmax = 1\n`);
    const edge = await startServing(t, ['serve', '--config', 'inlay.toml'], { cwd: folder });
    for (const host of ['a.test', 'b.test', 'a.test']) {
      await until(async () => /n="\d/.test(await pageOf(t, edge, host)), { what: `a page of ${host} with its script` });
      assert.ok(cellsOf(edge).length <= 1);
    }
  });
});

test('fifty pages at once', async (t) => {
  const origin = await startOrigin(t, ({ url }, response) => response.writeHead(200, html).end(`${page}<p>${url}</p>`));
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a'), marks(t, 'b')] });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => askText(t, edge.url, navigation(`/${i}`))));
  answers.forEach(({ body }, i) => assert.equal(body, marked(marked(`${page}<p>/${i}</p>`, 'a'), 'b')));
});

test('pages through scripts carry no validators', async (t) => {
  const seen = [];
  const origin = await startOrigin(t, (request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { ...html, etag: '"x"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT', 'accept-ranges': 'bytes', 'cache-control': 'max-age=60' });
    response.end(request.method === 'HEAD' ? undefined : page);
  });
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
  const answer = await askText(t, edge.url, navigation('/', 'If-None-Match: "x"', 'If-Modified-Since: Tue, 01 Jan 2099 00:00:00 GMT'));
  assert.equal(answer.body, marked(page, 'a'));
  for (const name of ['etag', 'last-modified', 'accept-ranges']) assert.equal(answer.headers.get(name), undefined, name);
  assert.equal(answer.headers.get('cache-control'), 'max-age=60');
  assert.equal(seen[0]['if-none-match'], undefined);
  assert.equal(seen[0]['if-modified-since'], undefined);
  const headOnly = await askText(t, edge.url, navigation('/').replace('GET', 'HEAD'), { method: 'HEAD' });
  assert.equal(headOnly.status, 200);
  for (const name of ['etag', 'last-modified', 'content-length']) assert.equal(headOnly.headers.get(name), undefined, name);
});

test('a visitor who leaves frees what his page held', async (t) => {
  const origin = await startOrigin(t, (_, response) => response.writeHead(200, html).write(`${head}<p>1</p>`));
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
  const visitor = await connectRaw(t, edge.url);
  visitor.send(navigation('/'));
  await visitor.saw(/<p a="">1<\/p>/);
  visitor.socket.destroy();
  const other = await answering(t);
  assert.ok(other);
  assert.deepEqual(eventsOf(edge, 'cell.given_up'), []);
});

test('what is under way when the edge is to end is finished', async (t) => {
  const held = [];
  const origin = await startOrigin(t, (_, response) => {
    response.writeHead(200, html).write(`${head}<p>1</p>`);
    held.push(response);
  });
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
  const visitor = await connectRaw(t, edge.url);
  visitor.send(navigation('/'));
  await visitor.saw(/<p a="">1<\/p>/);
  edge.process.child.kill('SIGTERM');
  held[0].end('<p>2</p>');
  assert.equal(textOfAnswer(await visitor.response()).body, `${head}<p a="">1</p><p a="">2</p>`);
});

test('a page that breaks off breaks off at the visitor, too', async (t) => {
  const origin = await startOrigin(t, (_, response) => {
    response.writeHead(200, { ...html, 'content-length': 1000 }).write(`${head}<p>1</p>`);
    response.on('close', () => {});
    setImmediate(() => response.destroy());
  });
  const edge = await startEdge(t, origin.url, { apps: [marks(t, 'a')] });
  const visitor = await connectRaw(t, edge.url);
  visitor.send(navigation('/'));
  const text = await visitor.sawClose();
  assert.doesNotMatch(text, /\r\n0\r\n\r\n$/);
});

test('cookies go only to scripts that may see them', async (t) => {
  const shows = (permissions) =>
    scriptApp(t, `export default { html(rewriter, ctx) { const seen = ctx.request.headers.get('cookie') + '|' + ctx.request.headers.get('authorization'); rewriter.on('p', { element(e) { e.setAttribute('seen', seen); } }); } };`, { permissions });
  for (const [cookies, expected] of [[false, 'null|null'], [true, 'a=b|Basic x']]) {
    const origin = await answering(t, `${head}<p>1</p>`);
    const edge = await startEdge(t, origin.url, { apps: [shows({ cookies })] });
    const { body } = await askText(t, edge.url, navigation('/', 'Cookie: a=b', 'Authorization: Basic x'));
    assert.equal(body, `${head}<p seen="${expected}">1</p>`);
  }
});

test('a handler that answers itself', async (t) => {
  const origin = await answering(t, page, { ...html, 'set-cookie': 'origin=1' });
  const made = scriptApp(t, `export default { fetch() { return new Response('<h1>mine</h1>', { status: 418, headers: { 'content-type': 'text/html', 'x-mine': '1' } }); } };`);
  const edge = await startEdge(t, origin.url, { apps: [made] });
  const answer = await askText(t, edge.url, navigation('/'));
  assert.deepEqual([answer.status, answer.body, answer.headers.get('x-mine'), answer.headers.get('set-cookie')], [418, '<h1>mine</h1>', '1', 'origin=1']);
});

test('a loop without end costs its script', async (t) => {
  const origin = await answering(t);
  const loops = onParagraphs(t, 'element(e) { e.setAttribute("a", ""); while (true); }');
  const edge = await startEdge(t, origin.url, { apps: [loops, marks(t, 'b')] });
  assert.equal((await askText(t, edge.url, navigation('/'))).body, marked(marked(page, 'a', 0, 1), 'b'));
  await until(() => eventsOf(edge, 'script.failed').some(({ outcome }) => outcome === 'over_cpu'), { what: 'the failure' });
});
