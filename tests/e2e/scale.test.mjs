// Ten thousand sites with five apps each on one edge: three with scripts, and two made of inserts. On every second site one
// of these names the site's own host, so that its inserts are no other site's.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { startServing } from '../support/inlay.mjs';
import { startNginx } from '../support/nginx.mjs';
import { startWrk } from '../support/wrk.mjs';
import { root } from '../support/paths.mjs';
import { appFolder, ask, crlf, edgePid, folderOf, memoryOf } from './edge.mjs';

const sites = 10_000;
const scriptApps = 3;
const optionSets = 100;
const readyMaxMs = 10_000;
const memoryMaxMib = 200;
const costRatioMax = 1.5;
const compiledRatioMax = 10; // of a page for which inserts are compiled
const rounds = 3;

const hostOf = (i) => `shop-${i}.example`;
const namesItself = (i) => i % 2 === 0;
const visit = (t, url, host, path = '/') => ask(t, url, crlf(`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Sec-Fetch-Dest: document'));

const banner = {
  options: { properties: { text: { type: 'string' } } },
  inlay: {
    pages: { include: ['/', '/blog/*'], exclude: ['/blog/private/*'] },
    inserts: [{ selector: 'body', method: 'prepend', html: '<p class="banner">{{ options.text }}</p>' }],
  },
};

// A folder with inlay.toml for so many sites; every site has the same origin and its own mix of options.
function generate(t, origin, count) {
  const apps = Array.from({ length: scriptApps }, (_, i) => appFolder(t, { name: `app${i}` }));
  const banners = folderOf(t, { 'install.json': banner });
  const sets = Array.from({ length: optionSets }, (_, i) => [[`options-${i}.json`, { greeting: `hello ${i}` }], [`banner-${i}.json`, { text: `sale ${i}` }]]);
  const links = Array.from({ length: count }, (_, i) => [`links-${i}.json`, { ownHost: hostOf(i) }]).filter((_, i) => i < optionSets || namesItself(i));
  const options = [...sets.flat(), ...links];
  const site = (i) => {
    const list = [
      ...apps.map((folder, app) => [folder, `options-${(i + app * 7) % optionSets}`]),
      [join(root, 'apps/external-links'), `links-${namesItself(i) ? i : i % optionSets}`],
      [banners, `banner-${i % optionSets}`],
    ].map(([folder, file]) => `{ folder = "${folder}", options = "${file}.json" }`);
    return `[[site]]\nhosts = ["${hostOf(i)}"]\norigin = "${origin}"\napps = [${list.join(', ')}]\n`;
  };
  const text = `schema = 1\nstate = "state"\n[edge]\nloops = 1\n[listen]\nhttp = ["127.0.0.1:0"]\n${Array.from({ length: count }, (_, i) => site(i)).join('')}`;
  return folderOf(t, { 'inlay.toml': text, ...Object.fromEntries(options) });
}

async function serve(t, origin, count) {
  const config = join(generate(t, origin, count), 'inlay.toml');
  const begun = performance.now();
  const serving = await startServing(t, ['serve', '--config', config], { readyLimitMs: 6 * readyMaxMs });
  return { ...serving, readyMs: Math.round(performance.now() - begun) };
}

// Seconds of CPU time that all threads of the process have used, to the nanosecond.
function cpuSeconds(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]), 0) / 1e9;
}

// Of one request, in microseconds, to every second of so many sites, in an order that jumps about.
async function cost(t, { url, pid }, { first = 0, count }) {
  const lua = `local i = 0
function request()
  i = (i + 7919) % ${Math.ceil(count / 2)}
  return wrk.format("GET", "/", { ["Host"] = "shop-" .. ${first} + 2 * i .. ".example", ["Sec-Fetch-Dest"] = "document" })
end`;
  const before = cpuSeconds(pid);
  const { requests, errors } = await startWrk(t, url, { seconds: 1, connections: 16, lua }).ended();
  const used = cpuSeconds(pid) - before;
  assert.deepEqual(Object.values(errors).filter(Boolean), [], JSON.stringify(errors));
  assert.ok(requests > 5000 / rounds, `${requests} requests`);
  return (used / requests) * 1e6;
}

test('10 000 sites with five apps each', async (t) => {
  const page = '<!doctype html><head><title>$host</title></head><body>page <a href="https://shop-7.example/">seven</a>';
  const nginx = await startNginx(t, `location / { default_type text/html; return 200 '${page}'; }`);
  const many = await serve(t, nginx.url, sites);
  many.pid = edgePid(many);
  t.diagnostic(`ready after ${many.readyMs} ms, edge ${memoryOf(many.pid).now.toFixed(1)} MiB`);

  await t.test(`ready within ${readyMaxMs} ms`, () => assert.ok(many.readyMs <= readyMaxMs, `${many.readyMs} ms`));
  await t.test('first, middle and last site answer with their own bundle', async (t) => {
    const tags = new Set();
    for (const i of [0, sites / 2 + 1, sites - 1]) {
      const answer = await visit(t, many.url, hostOf(i));
      assert.equal(answer.status, 200);
      assert.match(answer.body.toString(), new RegExp(`<title>${hostOf(i)}</title>`));
      const [, bundle] = /<script src="([^"]+)"/.exec(answer.body.toString());
      tags.add(bundle);
      const script = await visit(t, many.url, hostOf(i), bundle);
      assert.equal(script.status, 200);
      assert.match(script.body.toString(), new RegExp(`hello ${i % optionSets}\\b`));
    }
    assert.equal(tags.size, 3);
  });
  await t.test('inserts are each site\'s own, where its apps want them', async (t) => {
    const [sale, external] = [/<p class="banner">sale (\d+)<\/p>/, /class="inlay-external"/];
    for (const [i, path, isBanner] of [[7, '/', true], [8, '/', true], [8, '/blog/private/x', false], [107, '/blog/x', true], [108, '/blog/x', true], [sites - 1, '/shop', false]]) {
      const page = (await visit(t, many.url, hostOf(i), path)).body.toString();
      assert.equal(sale.exec(page)?.[1], isBanner ? String(i % optionSets) : undefined, `${i} ${path}`);
      assert.equal(external.test(page), ![7, 107].includes(i), `${i} ${path}`);
    }
  });
  await t.test('an unknown host is nobody\'s', async (t) => {
    for (const host of ['shop-10000.example', 'shop-.example', 'hop-1.example', 'shop-1.example.evil']) {
      assert.equal((await visit(t, many.url, host)).status, 421, host);
    }
  });
  await t.test('a request costs what it costs with one site', async (t) => {
    const one = await serve(t, nginx.url, 1);
    one.pid = edgePid(one);
    const ratios = [];
    for (let round = 0; round < rounds; round++) {
      const [alone, among] = [await cost(t, one, { count: 1 }), await cost(t, many, { first: 1, count: sites })];
      ratios.push(among / alone);
      t.diagnostic(`${alone.toFixed(1)} µs with one site, ${among.toFixed(1)} µs with ${sites}`);
    }
    const ratio = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)];
    assert.ok(ratio <= costRatioMax, `${ratio.toFixed(2)} times as much`);
    const compiled = (await cost(t, many, { count: sites })) / (await cost(t, one, { count: 1 }));
    t.diagnostic(`${compiled.toFixed(2)} times as much where the inserts of ${sites / 2} sites are compiled again and again`);
    assert.ok(compiled <= compiledRatioMax, `${compiled.toFixed(2)} times as much where inserts are compiled`);
  });
  await t.test(`at most ${memoryMaxMib} MiB in the edge`, () => {
    const { peak } = memoryOf(many.pid);
    t.diagnostic(`at most ${peak.toFixed(1)} MiB`);
    assert.ok(peak <= memoryMaxMib, `${peak} MiB`);
  });
});
