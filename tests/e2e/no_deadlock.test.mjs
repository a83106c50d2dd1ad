// Many pages at a time, from a slow origin to slow visitors, and every script holds what it may: all of them end, what is
// held stays within its total, and a page whose scripts would hold more than its share arrives without them.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { scheduler } from 'node:timers/promises';

import { startOrigin } from '../support/origin.mjs';
import { memoryOf } from './edge.mjs';
import { scriptApp, serveSites } from './scripted_sites.mjs';

const KiB = 1024;
const retainBytes = 64 * KiB;
const retainTotalBytes = 8 * 1024 * KiB;
const streams = 500;

// Each marks the page, so that it shows whether its script had its way.
const scripts = {
  text: `export default { html(rewriter) { rewriter.on('p', { textNode(text) { text.after('[text]'); } }); } };\n`,
  late: `export default { html(rewriter) { rewriter.on('p', { async element(p) { await new Promise((resolve) => setTimeout(resolve, 20)); p.setAttribute('data-late', '1'); } }); } };\n`,
  whole: `export default { async fetch(request, env, ctx) {
    const response = await fetch(request);
    const text = await response.text();
    return new Response('<!--whole-->' + text, response);
  } };\n`,
  stream: `export default { html(rewriter) { rewriter.on('p', { element(p) {
    let left = 5;
    p.append(new ReadableStream({ async pull(c) { await new Promise((r) => setTimeout(r, 10)); left-- ? c.enqueue(new TextEncoder().encode('<!--stream-->')) : c.close(); } }), { html: true });
  } }); } };\n`,
};
const marks = { text: '[text]', late: ' data-late="1"', whole: '<!--whole-->', stream: '<!--stream-->' };
// A page's size, in paragraphs of one text node each.
const sizes = { small: 20 * KiB, full: 60 * KiB, over: 400 * KiB, far_over: 3 * 1024 * KiB };

const pageOf = (bytes) => {
  const text = 'A text that nobody may lose on its way. '.repeat(100);
  const count = Math.ceil(bytes / text.length);
  return `<!doctype html><html><head><title>t</title></head><body>\n${Array.from({ length: count }, (_, i) => `<p>${i} ${text}</p>\n`).join('')}</body></html>\n`;
};
const pages = Object.fromEntries(Object.entries(sizes).map(([name, bytes]) => [name, Buffer.from(pageOf(bytes))]));
const unmarked = (text) => Object.values(marks).reduce((left, mark) => left.replaceAll(mark, ''), text);

// Resolves to { status, text, whole }. Takes nothing for a while, then a little at a time.
function slowVisit(serving, host, path) {
  return new Promise((resolve, reject) => {
    const asked = request(serving.url, { path, agent: false, headers: { Host: host, Accept: 'text/html', 'Sec-Fetch-Dest': 'document' } }, async (response) => {
      await scheduler.wait(500 + Math.random() * 500);
      const chunks = [];
      try {
        for await (const chunk of response) {
          chunks.push(chunk);
          if (chunks.length % 4 === 0) await scheduler.wait(5);
        }
      } catch {
        // `whole` says so
      }
      resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString(), whole: response.complete });
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('five hundred pages at a time, and everybody holds what he may', { timeout: 120_000 }, async (t) => {
  const origin = await startOrigin(t, async (request, response) => {
    const page = pages[request.url.slice(1)];
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    for (let at = 0, step = Math.ceil(page.length / 6); at < page.length; at += step) {
      if (!response.write(page.subarray(at, at + step))) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      await scheduler.wait(100);
    }
    response.end();
  });
  const names = Object.keys(scripts);
  const serving = await serveSites(t, {
    loops: 1,
    cells: { retain_bytes: retainBytes, retain_total_bytes: retainTotalBytes, cpu_ms: 5_000, wall_ms: 60_000 },
    sites: names.map((name) => ({ host: `${name}.test`, origin: origin.url, apps: [scriptApp(t, scripts[name])] })),
  });
  const kinds = names.flatMap((name) => Object.keys(sizes).map((size) => ({ name, size })));
  // More of the small ones, as it is in life.
  const plan = Array.from({ length: streams }, (_, i) => (i % 10 === 0 ? kinds[(i / 10) % kinds.length] : { name: names[i % names.length], size: i % 3 ? 'small' : 'full' }));
  const [edge] = serving.edgePids();
  let inUse = 0;
  let watching = true;
  const watch = (async () => {
    while (watching) {
      const { cells } = await serving.admin.status();
      inUse = Math.max(inUse, cells.retained_bytes ?? 0);
      await scheduler.wait(50);
    }
  })();
  const begun = performance.now();
  const answers = await Promise.all(plan.map(async ({ name, size }) => ({ name, size, ...(await slowVisit(serving, `${name}.test`, `/${size}`)) })));
  const took = performance.now() - begun;
  watching = false;
  await watch;

  await t.test('all of them come whole', () => {
    const bad = answers.filter(({ status, whole, text, size }) => status !== 200 || !whole || unmarked(text) !== pages[size].toString());
    assert.deepEqual(bad.slice(0, 5).map(({ name, size, status, whole, text }) => `${name} ${size}: ${status} ${whole}, ${text.length} bytes of ${pages[size].length}`), [], `${bad.length} of ${answers.length}`);
  });
  await t.test('in bounded time', () => assert.ok(took < 60_000, `${Math.round(took)} ms`));
  const changed = ({ name, text }) => text.includes(marks[name]);
  await t.test('scripts have their way where they have room', () => {
    for (const name of names) assert.ok(answers.some((answer) => answer.name === name && answer.size === 'small' && changed(answer)), name);
  });
  await t.test('what would hold more than its share is left out, and says so', () => {
    for (const answer of answers.filter(({ name, size }) => name === 'whole' && sizes[size] > retainBytes)) assert.ok(!changed(answer), answer.size);
    assert.match(serving.process.stderr, /over_buffer/);
  });
  await t.test('the total is kept', () => {
    assert.ok(inUse > 0 && inUse <= retainTotalBytes, `${inUse} bytes`);
    const { peak } = memoryOf(edge);
    assert.ok(peak < 200, `${peak} MiB`);
  });
  await t.test('and nothing stays reserved', async () => {
    const one = await slowVisit(serving, 'text.test', '/small');
    assert.ok(changed({ name: 'text', ...one }));
  });
  t.diagnostic(`${Math.round(took)} ms, ${answers.filter(changed).length} with their scripts, at most ${inUse} bytes retained`);
});
