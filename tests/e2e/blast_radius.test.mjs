// A cell in the hands of an attacker: native code behind the true walls, on its true channel. It opens nothing, the edge
// lives and goes on, no visitor of any site loses a page to it, and nothing of another site reaches it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Agent } from 'node:http';
import { test } from 'node:test';

import { startOrigin } from '../support/origin.mjs';
import { Steady, compromisedCell, each, pageApp, scriptApp, serveSites, visit } from './scripted_sites.mjs';

const names = existsSync(compromisedCell) ? execFileSync(compromisedCell, ['names'], { encoding: 'utf8' }).trim().split('\n') : [];
const plays = names.filter((name) => !name.startsWith('attack:'));
const attacks = names.filter((name) => name.startsWith('attack:'));

// What an app that may change the page may do to it anyway, all of it or a part: an answer of its own.
const ownAnswers = new Set(['output without end', 'ends before it begins', 'ends twice', 'ends as failed', 'finished twice', ...plays.filter((name) => name.startsWith('head: '))]);

const mark = '<!--compromised-->';
const harmless = '<!--harmless-->';
const ofA = '<!--a-->';
const paragraphs = Array.from({ length: 400 }, (_, i) => `<p id=p${i}>Paragraph ${i} of the page, which has to arrive.</p>\n`).join('');
const pageOf = (secret) => `<!doctype html><html><head><title>t</title></head><body>\n${secret}\n${paragraphs}</body></html>\n`;
const secretOfB = 'secret-of-the-page-of-b';
const optionOfB = 'secret-of-the-options-of-b';

const commentOf = (comment) => `export default { html(rewriter) { rewriter.on('body', { element(body) { body.prepend('${comment}', { html: true }); } }); } };\n`;
const sourceOfB = `export default {
  html(rewriter, ctx) {
    rewriter.on('p', { element(p) { p.setAttribute('data-b', ctx.options.word); } });
  },
};\n`;

// What scripts and cells have put in goes; what is left has to be the page. A restoring text and repeated bytes that came
// before it are the cell's own output too.
function stripped(text) {
  return text.replaceAll(mark, '').replaceAll(harmless, '').replaceAll(ofA, '').replace('<!--held-->', '');
}

function checkHead(answer, name) {
  assert.ok(answer.status >= 200 && answer.status < 600, `${name}: status ${answer.status}, ${answer.failure}`);
  assert.equal(answer.headers['x-injected'], undefined, name);
  assert.doesNotMatch(String(answer.headers['set-cookie']), /stolen/, name);
  assert.ok(['chunked', undefined].includes(answer.headers['transfer-encoding']), `${name}: ${answer.headers['transfer-encoding']}`);
  assert.notEqual(answer.headers.connection, 'upgrade', name);
  assert.equal(answer.headers['content-encoding'], undefined, name);
}

function checkPage(answer, plain, name) {
  assert.equal(answer.failure, undefined, `${name}: ${answer.failure}`);
  assert.equal(answer.status, 200, name);
  assert.equal(answer.whole, true, `${name}: cut at ${answer.body.length} bytes`);
  const text = stripped(answer.body.toString());
  // This play has said that it drops so much.
  if (name === 'offset goes back' && !text.startsWith(plain)) return assert.equal(text, plain.slice(10), name);
  const own = text.indexOf('<!doctype html>');
  assert.ok(own >= 0, `${name}: ${text.slice(0, 200)}`);
  assert.ok(text.slice(own) === plain, `${name}: ${text.length - own} bytes, wanted ${plain.length}; ${text.slice(own, own + 300)}`);
  if (own > 0) assert.ok(['restore lies', 'output at one offset', 'memory that changes'].includes(name), `${name}: before the page stands ${text.slice(0, 100)}`);
}

test('a compromised cell', { skip: names.length === 0 && `no ${compromisedCell}: not built with this preset`, timeout: 240_000 }, async (t) => {
  assert.ok(plays.length >= 80 && attacks.length >= 80, `${names.length} names`);
  const answerWith = (text) => (request, response) => response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(text) }).end(text);
  const originA = await startOrigin(t, answerWith(pageOf('of A')));
  const originB = await startOrigin(t, answerWith(pageOf(secretOfB)));
  const appOfA = scriptApp(t, commentOf(ofA), { page: true });
  const harmlessApp = scriptApp(t, commentOf(harmless));
  const appOfB = scriptApp(t, sourceOfB, { page: true, options: { word: { type: 'string' } } });
  const hosts = new Map(names.map((name, i) => [name, `a${i}.test`]));
  const serving = await serveSites(t, {
    cell: compromisedCell,
    cells: { wall_ms: 400, max: 60 },
    sites: [
      ...[...hosts.values()].map((host) => ({ host, origin: originA.url, apps: [appOfA, harmlessApp] })),
      { host: 'plain-a.test', origin: originA.url, apps: [pageApp(t)] },
      { host: 'b.test', origin: originB.url, apps: [{ folder: appOfB, options: { word: optionOfB } }] },
    ],
  });
  const tag = /<script[^>]*cdn-cgi\/apps[^>]*><\/script>/;
  const untagged = (text) => text.replace(tag, '<tag>');
  const plain = pageOf('of A');
  const edges = serving.edgePids();
  const openBefore = readdirSync(`/proc/${edges[0]}/fd`).length;

  const checkB = (answer) => {
    assert.equal(answer.failure, undefined);
    assert.equal(answer.status, 200);
    const text = answer.body.toString();
    assert.ok(text.includes(secretOfB) && text.endsWith('</body></html>\n'), `b: ${text.length} bytes`);
    assert.equal(text.split(` data-b="${optionOfB}"`).length - 1, 400, 'b: its script');
  };
  const first = await visit(serving, 'b.test');
  checkB(first);
  const beside = new Steady(serving, 'b.test', { check: checkB });

  const play = async (name) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answer = await visit(serving, hosts.get(name), `/?play=${name.replaceAll(' ', '%20')}`, { agent, bytesMax: 4 << 20, limitMs: 8_000 });
    const problems = [];
    const check = (that) => {
      try {
        that();
      } catch (error) {
        problems.push(error.message);
      }
    };
    const told = { ...answer, body: Buffer.from(untagged(answer.body.toString()).replace('<tag>', '')) };
    if (ownAnswers.has(name)) check(() => answer.failure?.startsWith('more than') || checkHead(answer, name));
    else check(() => (checkHead(answer, name), checkPage(told, plain, name)));
    // The same connection and site again: nothing stands before the next answer.
    const next = await visit(serving, hosts.get(name), '/', { agent });
    check(() => checkPage({ ...next, body: Buffer.from(untagged(next.body.toString()).replace('<tag>', '')) }, plain, `behind ${name}`));
    agent.destroy();
    return { name, problems, took: answer.took };
  };
  const results = [];
  // Where no cell was to be had in time the page passed without one, so nothing was played.
  const playedOf = () => serving.diaries().flatMap(({ lines }) => lines.filter((line) => line.play));
  let waiting = names;
  for (let round = 0; round < 4 && waiting.length; round++) {
    await each(waiting, 3, async (name) => results.push(await play(name)));
    const done = new Set(playedOf().map((line) => line.play));
    waiting = waiting.filter((name) => !done.has(name));
  }
  await beside.stop();

  const diaries = serving.diaries();
  const played = playedOf();
  for (const { name, problems, took } of results) {
    await t.test(name, () => {
      assert.deepEqual(problems, []);
      assert.ok(played.some((line) => line.play === name), 'was not played');
      assert.ok(took < 5_000, `${Math.round(took)} ms`);
    });
  }
  await t.test('no system call did what it is for', () => {
    const answered = diaries.flatMap(({ lines }) => lines.filter((line) => line.attack));
    assert.deepEqual(answered.filter(({ result }) => result !== -1), []);
  });
  await t.test('it does not get all of the memory', () => {
    const [{ memory }] = diaries.flatMap(({ lines }) => lines.filter((line) => line.memory));
    assert.ok(memory < 1 << 30, `${memory >> 20} MiB`);
  });
  await t.test('nothing of another site was ever handed to it', () => {
    const hex = (text) => Buffer.from(text).toString('hex');
    for (const { received, play: name } of played) {
      assert.ok(!received.includes(hex(secretOfB)) && !received.includes(hex(optionOfB)), name);
    }
    assert.ok(played.every(({ received }) => received.includes(hex('of A'))), 'what it was handed is not what the test looked at');
  });
  await t.test('the other site was served throughout', () => {
    assert.deepEqual(beside.failures.slice(0, 3), [], `${beside.failures.length} of ${beside.took.length}`);
    assert.ok(beside.took.length > 200, `${beside.took.length} requests`);
    assert.ok(beside.percentile(0.99) < 2_000, `${beside.percentile(0.99)} ms`);
  });
  await t.test('the edge is the one it was, and holds no more', () => {
    assert.deepEqual(serving.edgePids(), edges);
    assert.doesNotMatch(serving.process.stderr, /"event":"edge\.died"/);
    const openNow = readdirSync(`/proc/${edges[0]}/fd`).length;
    assert.ok(openNow < openBefore + 400, `${openBefore} descriptors before, ${openNow} now`);
    const highest = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${edges[0]}/status`, 'utf8'))[1]) / 1024;
    assert.ok(highest < 300, `${highest} MiB`);
  });
  await t.test('no line of the log is made by it', () => {
    for (const line of serving.process.stderr.trim().split('\n')) assert.notEqual(JSON.parse(line).event, 'forged');
  });
});
