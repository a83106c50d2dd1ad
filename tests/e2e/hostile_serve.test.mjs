// Scripts that mean harm, each as an app on a site of its own, before a harmless app on the same page and beside another
// site: every visitor gets the whole page in time, the harmless app is back within a second, the other site notices nothing.
import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { test } from 'node:test';
import { scheduler } from 'node:timers/promises';

import { inlay } from '../support/inlay.mjs';
import { startOrigin } from '../support/origin.mjs';
import { scale } from '../support/paths.mjs';
import scripts, { appScript } from './hostile/scripts.mjs';
import { Steady, each, memoryOfTree, scriptApp, serveSites, visit } from './scripted_sites.mjs';

const full = scale > 1;
// --full: what operators get who set nothing.
const limits = full ? { cpu_ms: 50, wall_ms: 2000 } : { cpu_ms: 25, wall_ms: 250 };
const killWithinMs = 250;
// Beside other visitors, another site under load and, in the normal run, the rest of the machine's work: what most have to
// keep to, and what each.
const most = { part: 0.9, tookMs: limits.wall_ms + killWithinMs + (full ? 250 : 750), backMs: 1_000 };
const all = { tookMs: limits.wall_ms + killWithinMs + 4_000, backMs: 15_000 };
const memoryMiBMax = 700;

const paragraphs = Array.from({ length: 100 }, (_, i) => i);
const page = `<!doctype html><html><head><title>t</title><script>let page = 1;</script></head><body>
<!-- a comment --><ul><li><a href="/">home</a></ul>
${paragraphs.map((i) => `<p>Paragraph ${i} of the page</p>\n`).join('')}</body></html>
`;
const harmless = `export default { html(rewriter) { rewriter.on('p', { element(p) { p.setAttribute('data-harmless', '1'); } }); } };\n`;
const neighbour = `export default { html(rewriter) { rewriter.on('p', { element(p) { p.setAttribute('data-n', '1'); } }); } };\n`;

// An app that may change the page may also take away its text, its elements, or answer with a page of its own.
const takesElements = new Set(['markup: the page removed', 'getter: changes the element while it is changed', 'request: a fetch handler without permission']);
const takesText = new Set([...takesElements, 'memory: text never let go']);
const fields = { Cookie: 'id=secret-cookie', Authorization: 'Bearer secret-token', 'X-Visitor': 'first' };

// In all paragraphs, so behind everything that the hostile script was asked about.
const isHarmlessThere = (answer) => answer.body.toString().split(' data-harmless="1"').length > paragraphs.length;

const hashOf = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);

function problemsOf(row, answer) {
  if (answer.failure || !answer.whole) return [`${answer.failure ?? 'cut'} after ${answer.body.length} bytes and ${Math.round(answer.took)} ms`];
  if (answer.status !== 200) return [`status ${answer.status}`];
  const text = answer.body.toString();
  const problems = row.absent.filter((part) => text.includes(part)).map((part) => `has ${part}`);
  if (takesText.has(row.name)) return problems;
  const numbers = [...text.matchAll(/Paragraph (\d+) of the page/g)].map(([, number]) => Number(number));
  if (numbers.join() !== paragraphs.join()) problems.push(`paragraphs ${numbers.length}: ${text.slice(0, 300)}`);
  if (!text.includes('<!-- a comment -->') || !/<\/body><\/html>\s*$/.test(text)) problems.push(`not all of it: ${text.slice(-100)}`);
  return problems;
}

// A folder that `check` refuses, `serve` refuses as well: such a script runs nowhere.
async function isRefused(t, row, folder) {
  if (row.place !== 'module' && !/\bimport\b/.test(row.body)) return false;
  return (await inlay(t, ['check', folder, '--json'])).code !== 0;
}

test('hostile scripts in serve', { timeout: full ? 1_500_000 : 240_000 }, async (t) => {
  assert.ok(scripts.length >= 150, `${scripts.length}`);
  const origin = await startOrigin(t, (request, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': page.length }).end(page));
  const harmlessApp = scriptApp(t, harmless);
  const folders = new Map();
  const refused = [];
  for (const row of scripts) {
    const folder = scriptApp(t, appScript(row));
    if (await isRefused(t, row, folder)) refused.push(row);
    else folders.set(row, folder);
  }
  const serving = await serveSites(t, {
    cells: { ...limits, max: 40, spares: 4 },
    sites: [
      ...[...folders.values()].map((folder, i) => ({ host: `h${i}.test`, origin: origin.url, apps: [folder, harmlessApp] })),
      { host: 'neighbour.test', origin: origin.url, apps: [scriptApp(t, neighbour)] },
    ],
  });
  const checkNeighbour = (answer) => {
    assert.equal(answer.failure, undefined);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.toString(), page.replaceAll('<p>', '<p data-n="1">'));
  };
  checkNeighbour(await visit(serving, 'neighbour.test'));
  const edges = serving.edgePids();
  const steady = new Steady(serving, 'neighbour.test', { check: checkNeighbour });
  let memory = 0;
  let watching = true;
  const watch = (async () => {
    for (; watching; await scheduler.wait(50)) memory = Math.max(memory, memoryOfTree(serving));
  })();

  const results = [];
  // Not in the order of the table: those that take much memory stand together there.
  const order = [...folders.keys()].map((row, i) => ({ row, host: `h${i}.test` })).toSorted((a, b) => hashOf(a.row.name) - hashOf(b.row.name));
  await each(order, 3, async ({ row, host }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await visit(serving, host, '/', { agent, headers: fields });
    const ended = performance.now();
    const problems = problemsOf(row, first);
    let there = isHarmlessThere(first) || takesElements.has(row.name);
    let back = 0;
    while (!there && back < all.backMs) {
      const again = await visit(serving, host, '/', { agent, headers: fields });
      back = performance.now() - ended;
      problems.push(...problemsOf(row, again).map((problem) => `again: ${problem}`));
      there = isHarmlessThere(again);
    }
    agent.destroy();
    results.push({ row, host, problems, took: first.took, there, back });
  });
  watching = false;
  await watch;
  await steady.stop();
  const edgesAfter = serving.edgePids();
  await serving.process.stop(); // its log is whole then

  for (const row of refused) {
    await t.test(`${row.name}: refused`, () => assert.ok(row.outcomes.includes('start_failed') || row.outcomes.includes('threw')));
  }
  const failed = serving.process.stderr.split('\n').filter((line) => line.includes('"event":"script.failed"')).map((line) => JSON.parse(line));
  // Of a page's apps the first is the hostile one.
  const appOf = new Map(serving.access().filter(({ apps }) => apps).map(({ host, apps }) => [host, apps[0]]));
  // No cell was to be had in time, as may be where one after another is killed: then no app of that page has run.
  const withoutCell = (event) => event.outcome === 'start_failed' && failed.some((other) => other.request === event.request && other.app !== event.app && other.outcome === 'start_failed');
  const outcomesOf = (host) => failed.filter((event) => event.host === host && event.app === appOf.get(host) && event.outcome !== 'breaker_open' && !withoutCell(event)).map(({ outcome }) => outcome);
  for (const { row, host, problems, took, there, back } of results) {
    await t.test(row.name, () => {
      assert.deepEqual([...new Set(problems)].slice(0, 3), []);
      assert.ok(took < all.tookMs, `${Math.round(took)} ms`);
      assert.ok(there, `the harmless app did not come within ${Math.round(back)} ms`);
      const outcomes = outcomesOf(host);
      for (const outcome of outcomes) assert.ok(row.outcomes.includes(outcome), `${outcome}, wanted ${row.outcomes}`);
      assert.ok(outcomes.length > 0 || row.outcomes.includes('ok'), `nothing failed, wanted ${row.outcomes}`);
    });
  }
  const within = (values, limit) => values.filter((value) => value < limit).length / values.length;
  await t.test('mostly there is a cell', () => {
    const first = [...new Map(failed.toReversed().map((event) => [event.host, event])).values()];
    assert.ok(first.filter(withoutCell).length < results.length / 5, `${first.filter(withoutCell).length} first pages without`);
  });
  await t.test('in time', () => {
    const part = within(results.map(({ took }) => took), most.tookMs);
    assert.ok(part >= most.part, `${part} within ${most.tookMs} ms`);
    const back = within(results.map((result) => result.back), most.backMs);
    assert.ok(back >= most.part, `${back} of the harmless apps within ${most.backMs} ms`);
  });
  await t.test('the other site was served throughout', () => {
    assert.deepEqual(steady.failures.slice(0, 3), [], `${steady.failures.length} of ${steady.took.length}`);
    assert.ok(steady.took.length > 200, `${steady.took.length}`);
    assert.ok(steady.percentile(0.99) < 1_000, `${Math.round(steady.percentile(0.99))} ms`);
  });
  await t.test('the edge is the one it was', () => {
    assert.deepEqual(edgesAfter, edges);
    assert.doesNotMatch(serving.process.stderr, /"event":"edge\.died"|"event":"forged"/);
  });
  await t.test('memory', () => assert.ok(memory < memoryMiBMax, `${Math.round(memory)} MiB`));
  t.diagnostic(`${Math.round(memory)} MiB at most; neighbour: ${steady.took.length} pages, median ${Math.round(steady.percentile(0.5))} ms, 99 in 100 within ${Math.round(steady.percentile(0.99))} ms`);
});
