// A cell dies at each record of its output in turn, and visitors get what design says for that record: the bytes that had
// left, what restores the state, and the marked-up page from N on. Cells killed under load: no visitor notices.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { scheduler } from 'node:timers/promises';

import { startOrigin } from '../support/origin.mjs';
import { scale } from '../support/paths.mjs';
import { killProcess } from '../support/process.mjs';
import { readDifferently } from './page_tokens.mjs';
import { Steady, compromisedCell, each, scriptApp, serveSites, trueCell, visit } from './scripted_sites.mjs';

const skip = !existsSync(compromisedCell) && `no ${compromisedCell}: not built with this preset`;

// Elements go: plain ones, nested ones, such whose content is text. What they held, no visitor sees unless the cell dies.
const removing = `export default {
  html(rewriter) {
    rewriter.on('.ad', { element(ad) { ad.remove(); } });
    rewriter.on('p', { element(p) { p.setAttribute('data-seen', 'yes'); } });
  },
};
`;
// A long insert that comes in pieces, which end within a tag, a comment, a script and a character.
const streaming = `export default {
  html(rewriter) {
    rewriter.on('.insert', {
      element(element) {
        const pieces = [];
        for (let i = 0; i < 12; ++i) {
          pieces.push('<div title="number ' + i, '" class=x>text ' + 'y'.repeat(1500), '<!-- half a com', 'ment --><script>if (1 <', ' 2) {}</scr', 'ipt><textarea> a', ' </textarea>\\u20ac</div>');
        }
        const bytes = pieces.map((piece) => Uint8Array.from(unescape(encodeURIComponent(piece)), (one) => one.charCodeAt(0)));
        element.append(new ReadableStream({ async pull(controller) { await new Promise((go) => setTimeout(go, 1)); bytes.length ? controller.enqueue(bytes.shift()) : controller.close(); } }), { html: true });
      },
    });
  },
};
`;
const paragraphs = (from, to) => Array.from({ length: to - from }, (_, i) => `<p>Paragraph ${from + i} <b>of</b> the page.</p>\n<div class=ad>Advertisement ${from + i} <i>with</i> <div>parts</div></div>\n`).join('');
const page = `<!doctype html>
<html><head><title>t</title><script class=ad>if ("</div>" < 3) { track(); }</script><style class=ad>p > b {}</style></head><body>
${paragraphs(0, 60)}<div class=insert>before</div>
<textarea class=ad><div class=insert></textarea><!-- a comment <div> -->
${paragraphs(60, 120)}<svg><path class=ad d="M0"/><title class=ad>x</title></svg>
${paragraphs(120, 180)}</body></html>
`;

// In pieces that end anywhere, so that records do, too.
async function answerInPieces(request, response) {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  for (let at = 0; at < page.length; at += 997) {
    response.write(page.slice(at, at + 997));
    await scheduler.wait(1);
  }
  response.end();
}

// `step`: of so many records one is the last before a death.
const orders = [
  { name: 'inserted, then removed', sources: [streaming, removing], step: 1 },
  { name: 'removed, then inserted', sources: [removing, streaming], step: 4 },
];
const apps = (t, [first, second]) => [scriptApp(t, first, { page: true }), scriptApp(t, second)];
const bytesOf = (lines) => Buffer.concat(lines.map(({ bytes }) => Buffer.from(bytes, 'hex')));

// The page app's tag names another bundle on each site.
const untagged = (bytes) => bytes.toString('latin1').replace(/\/cdn-cgi\/apps\/[^"]*/g, '');

// The stream of a request that names `url`, from the diaries: { body, outputs, died }.
function streamOf(diaries, url, chain = 2) {
  for (const { lines } of diaries) {
    const from = lines.findIndex((line) => line.url?.endsWith(url) && line.chain === chain);
    if (from < 0) continue;
    const stream = lines[from].begin;
    const rest = lines.slice(from);
    return { body: bytesOf(rest.filter((line) => line.body === stream)), outputs: rest.filter((line) => line.output === stream), died: rest.find((line) => line.died) };
  }
  return undefined;
}

// What has left with these records, and what follows when the cell ends behind them. Null: not a byte has left.
function expectedAfter(outputs, markedUp) {
  const last = outputs.findLastIndex(({ held }) => !held);
  if (last < 0) return null;
  const left = bytesOf(outputs.slice(0, last + 1));
  const { restore, offset } = outputs[last];
  return { left, whole: Buffer.concat([left, Buffer.from(restore, 'hex'), markedUp.subarray(offset)]) };
}

for (const { name, sources, step: least } of orders) {
  test(`killed at each record of its output: ${name}`, { skip, timeout: 120_000 }, async (t) => {
    const origin = await startOrigin(t, answerInPieces);
    const folders = apps(t, sources);
    // A site for each death, so that no breaker opens.
    const sitesMax = 150;
    const serving = await serveSites(t, {
      cell: compromisedCell,
      cells: { max: 40, start_ms: 20_000, cpu_ms: 2000, wall_ms: 10_000 },
      sites: Array.from({ length: sitesMax }, (_, i) => ({ host: `k${i}.test`, origin: origin.url, apps: folders })),
    });
    const whole = await visit(serving, 'k0.test', '/?die=0');
    assert.equal(whole.failure, undefined);
    const honest = streamOf(serving.diaries(), '/?die=0');
    assert.ok(honest, 'no stream with two scripts was seen');
    const markedUp = honest.body;
    assert.ok(markedUp.includes('cdn-cgi/apps') && markedUp.length > page.length);
    assert.deepEqual(whole.body, bytesOf(honest.outputs));
    const text = whole.body.toString();
    assert.ok(!text.includes('Advertisement') && text.includes('number 11') && text.includes('data-seen="yes"'));
    assert.ok(honest.outputs.some(({ restore }) => restore), 'nothing had to be restored');
    assert.ok(honest.outputs.some(({ offset }, i) => i > 0 && offset === honest.outputs[i - 1].offset), 'the long insert leaves at one offset');

    await t.test('the page from N on is read as before, behind what has left and what restores the state', () => {
      const misread = honest.outputs.flatMap(({ offset, held, restore }, i) => {
        if (held) return [];
        const { whole, left } = expectedAfter(honest.outputs.slice(0, i + 1), markedUp);
        const problem = readDifferently(whole.toString('latin1'), left.length + restore.length / 2, markedUp.toString('latin1'), offset);
        return problem ? [`record ${i + 1}, N ${offset}, restore ${JSON.stringify(Buffer.from(restore, 'hex').toString())}: ${problem}`] : [];
      });
      assert.deepEqual(misread.slice(0, 5), [], `${misread.length} records`);
    });

    const records = honest.outputs.length;
    assert.ok(records >= 60, `${records} records`);
    const step = Math.max(least, Math.ceil(records / (sitesMax - 1)));
    const deaths = Array.from({ length: Math.floor(records / step) }, (_, i) => 1 + i * step);
    let lastSeen = 0; // deaths of which the edge took the last record
    let retried = 0;
    let slowest = 0;
    const problems = [];
    function problemOf(k, answer, stream, again) {
      if (answer.failure || !answer.whole || answer.status !== 200) return `${answer.status} ${answer.failure}, ${answer.body.length} bytes`;
      // Another run's chunks may make fewer records.
      if (!stream?.died) return stream?.outputs.length < k ? undefined : `did not die; ${stream?.outputs.length} records`;
      // Not a byte had left: once more, without the culprit.
      if (again) return answer.body.equals(bytesOf(again.outputs)) ? undefined : 'is not what the second try gave';
      // Nobody knows a culprit: without scripts.
      if (!expectedAfter(stream.outputs, markedUp)) return untagged(answer.body) === untagged(markedUp) ? undefined : 'is not the marked-up page';
      // The edge may not have come to the last records of a cell that dies at once.
      const from = stream.died.taken ? k : 1;
      for (let seen = k; seen >= from; seen--) {
        if (expectedAfter(stream.outputs.slice(0, seen), markedUp)?.whole.equals(answer.body)) return undefined;
      }
      const wanted = expectedAfter(stream.outputs, markedUp)?.whole ?? Buffer.alloc(0);
      let at = 0;
      while (at < wanted.length && wanted[at] === answer.body[at]) at++;
      const part = (bytes) => JSON.stringify(bytes.subarray(at, at + 80).toString());
      return `differs at ${at} of ${wanted.length}, has ${answer.body.length} bytes: ${part(answer.body)}, wanted ${part(wanted)}`;
    }
    const urlOf = (k) => `/?die=${k}${k % 3 ? '&taken' : ''}`;
    const answers = new Map();
    await each(deaths, 4, async (k, i) => answers.set(k, await visit(serving, `k${i + 1}.test`, urlOf(k))));
    const diaries = serving.diaries();
    for (const [k, answer] of answers) {
      const stream = streamOf(diaries, urlOf(k));
      const again = streamOf(diaries, urlOf(k), 1);
      const problem = problemOf(k, answer, stream, again);
      if (problem) problems.push(`${urlOf(k)}: ${problem}`);
      if (stream?.died && again) retried++;
      slowest = Math.max(slowest, answer.took);
      if (stream?.died && answer.body.equals(expectedAfter(stream.outputs, markedUp)?.whole ?? Buffer.alloc(0))) lastSeen++;
    }
    assert.deepEqual(problems.slice(0, 5), [], `${problems.length} of ${deaths.length}`);
    t.diagnostic(`${records} records, ${deaths.length} deaths, ${lastSeen} with the last record taken, ${retried} begun again; slowest ${Math.round(slowest)} ms`);
    assert.ok(lastSeen > deaths.length / 2, `${lastSeen} of ${deaths.length}`);
  });
}

test('cells killed under load', { timeout: 120_000 }, async (t) => {
  const origin = await startOrigin(t, answerInPieces);
  const folders = apps(t, [removing, streaming]);
  const hosts = ['l0.test', 'l1.test', 'l2.test'];
  const serving = await serveSites(t, { cell: trueCell, cells: { cpu_ms: 2000, wall_ms: 10_000 }, sites: hosts.map((host) => ({ host, origin: origin.url, apps: folders })) });
  const check = (answer) => {
    assert.equal(answer.failure, undefined);
    assert.equal(answer.status, 200);
    assert.equal(answer.whole, true);
    const text = answer.body.toString();
    assert.ok(text.endsWith('</body></html>\n'));
    // Each paragraph once, changed or not.
    const seen = [...text.matchAll(/<p(?: data-seen="yes")?>Paragraph (\d+) /g)].map(([, number]) => Number(number));
    assert.deepEqual(seen, Array.from({ length: 180 }, (_, i) => i));
  };
  const loads = hosts.map((host) => new Steady(serving, host, { visitors: 3, check }));
  const killed = new Set();
  const end = performance.now() + 4_000 * scale;
  while (performance.now() < end) {
    const pids = serving.cellPids();
    if (pids.length) {
      const pid = pids[Math.floor(Math.random() * pids.length)];
      killProcess(pid);
      killed.add(pid);
    }
    await scheduler.wait(20 + Math.random() * 150);
  }
  await Promise.all(loads.map((load) => load.stop()));
  const failures = loads.flatMap((load) => load.failures);
  const count = loads.reduce((sum, load) => sum + load.took.length, 0);
  assert.deepEqual(failures.slice(0, 3), [], `${failures.length} of ${count}`);
  // A supervisor whose spares are killed starts the next ones more and more slowly.
  assert.ok(killed.size >= 4 && count >= 60, `${killed.size} killed, ${count} requests`);
  t.diagnostic(`${killed.size} cells killed, ${count} requests`);
});
