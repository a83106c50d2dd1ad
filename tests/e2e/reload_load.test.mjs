// Reloads and deaths under load. wrk's script looks at every body: the page whole, with one tag, and the tag that of a
// plan which existed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startNginx } from '../support/nginx.mjs';
import { descendantsOf, killProcess } from '../support/process.mjs';
import { until } from '../support/wait.mjs';
import { startWrk } from '../support/wrk.mjs';
import { configuration, startConfigured } from './configured.mjs';
import { appFolder, ask, folderOf, get, navigation } from './edge.mjs';
import { Load } from './load.mjs';

const reloads = 50;
const plans = 5;
const kills = 3; // more within a few seconds would meet the pauses of a start that keeps failing
const connections = 32;
const replacedWithinMs = 500;

const before = '<!doctype html><html><head><title>t</title>';
const after = `</head><body>${'<p>Some text of a page.</p>\n'.repeat(300)}</body></html>`;
const tag = /<script src="\/cdn-cgi\/apps\/head\/([\w-]+)\.js"><\/script>/;

// Counts "plan HASH" for each whole page; anything else as what is wrong with it.
const lookAtBodies = `
local before, after = [[${before}]], [[${after}]]
local open, close = '<script src="/cdn-cgi/apps/head/', '.js"></script>'
local function note(name) counts[name] = (counts[name] or 0) + 1 end
function request() return wrk.format("GET", "/", { ["Host"] = "site.test", ["Sec-Fetch-Dest"] = "document" }) end
function response(status, headers, body)
  if status ~= 200 then return note("status " .. status) end
  local size = #body - #before - #after - #open - #close
  local hash = size > 0 and body:sub(#before + #open + 1, #before + #open + size) or ""
  if body == before .. open .. hash .. close .. after and hash:match("^[%w_-]+$") then return note("plan " .. hash) end
  note("body " .. body:sub(1, 200):gsub("%s", " "))
end`;

const edgesOf = (serving) => descendantsOf(serving.process.pid).filter(({ name }) => name === 'inlay-edge').map(({ pid }) => pid);

// The program before nginx, one plan for each app folder: { serving, apps, hashes (in the same order), textOf }.
async function setUp(t) {
  const site = folderOf(t, { 'index.html': before + after });
  const nginx = await startNginx(t, `root ${site};`);
  const apps = Array.from({ length: plans }, (_, i) => appFolder(t, { name: `plan${i}` }));
  const textOf = (app, rest = {}) => configuration({ ...rest, sites: [{ hosts: ['site.test', '127.0.0.1'], origin: nginx.url, app }] });
  const serving = await startConfigured(t, textOf(apps[0]));
  const hashes = [];
  for (const app of apps) {
    await serving.reload(textOf(app));
    hashes.push(await until(async () => [await hashNow(t, serving.url)].find((hash) => !hashes.includes(hash)), { what: 'the next plan' }));
  }
  return { serving, apps, hashes, textOf };
}

async function hashNow(t, url) {
  return tag.exec((await ask(t, url, navigation('/'))).body.toString())[1];
}

function checkBodies({ counts, requests }, hashes) {
  const known = new Set(hashes.map((hash) => `plan ${hash}`));
  assert.deepEqual([...counts].filter(([what]) => !known.has(what)), [], 'every body is a whole page with the tag of one plan');
  assert.ok(requests > 100, `${requests} requests`);
}

async function bundlesExist(t, url, hashes) {
  for (const hash of hashes) {
    for (const part of ['head', 'body']) assert.equal((await ask(t, url, get(`/cdn-cgi/apps/${part}/${hash}.js`))).status, 200, `${part} ${hash}`);
  }
}

test(`${reloads} reloads under load: no request fails, no answer mixes plans`, async (t) => {
  const { serving, apps, hashes, textOf } = await setUp(t);
  assert.equal(new Set(hashes).size, plans);
  const wrk = startWrk(t, serving.url, { connections, lua: lookAtBodies });
  const exchanged = [];
  for (let i = 1; i <= reloads; i++) {
    // Every fifth also changes a setting: then a second edge takes over.
    const settings = { fields_max: 100 + Math.floor(i / 5) };
    const { done, told } = await serving.reload(textOf(apps[i % plans], { settings }));
    assert.ok(done, told);
    if (/"edge":"exchanged"/.test(told)) exchanged.push(i);
    await until(async () => (await hashNow(t, serving.url)) === hashes[i % plans], { what: 'the new plan', limitMs: 1000 });
    await bundlesExist(t, serving.url, [hashes[i % plans]]);
  }
  const counted = await wrk.stop();
  t.diagnostic(`${counted.requests} requests, the slowest took ${counted.slowestMs} ms; edges exchanged: ${exchanged.length}`);
  assert.equal(exchanged.length, reloads / 5);
  checkBodies(counted, hashes);
  assert.deepEqual(counted.errors, { connect: 0, read: 0, write: 0, status: 0, timeout: 0 });
  assert.equal(counted.counts.size, plans, 'every plan was seen');
  await bundlesExist(t, serving.url, hashes);
});

test('the edge is killed again and again under load: only what is open then is lost', async (t) => {
  const { serving, hashes } = await setUp(t);
  const wrk = startWrk(t, serving.url, { connections, lua: lookAtBodies });
  const load = new Load(serving.url); // on connections of their own, one after another
  await load.answered(20);
  for (let kill = 0; kill < kills; kill++) {
    await load.during(async () => {
      const [pid] = edgesOf(serving);
      killProcess(pid);
      await until(() => !edgesOf(serving).includes(pid), { what: 'the edge to be dead' });
    });
    await load.answered(50);
  }
  await load.stop();
  const counted = await wrk.stop();
  t.diagnostic(`${counted.requests} requests, lost with an edge: ${counted.errors.read}; new ones waited at most ${load.slowest()} ms`);
  checkBodies(counted, hashes);
  const { read, write, ...rest } = counted.errors;
  assert.deepEqual(rest, { connect: 0, status: 0, timeout: 0 });
  assert.ok(read + write <= kills * connections, `${read + write} lost, ${kills * connections} connections were open`);
  assert.deepEqual(load.failures.filter(({ code }) => code === 'ECONNREFUSED'), []);
  assert.deepEqual(load.unexcused(), [], 'requests that began after the death are answered');
  assert.ok(load.slowest() < replacedWithinMs, `the slowest took ${load.slowest()} ms`);
});

test('edges are killed while reloads exchange them under load: one serves, with one of the two plans', async (t) => {
  const { serving, apps, hashes, textOf } = await setUp(t);
  const wrk = startWrk(t, serving.url, { connections, lua: lookAtBodies });
  let killed = 0;
  for (let i = 1; i <= kills; i++) {
    const pids = edgesOf(serving);
    const reloading = serving.reload(textOf(apps[i % plans], { settings: { fields_max: 100 + i } }));
    // Either the old one, or the new one as soon as it is there.
    const victim = i % 2 ? pids[0] : await until(() => edgesOf(serving).find((pid) => !pids.includes(pid)), { what: 'a second edge' });
    killProcess(victim);
    killed++;
    await reloading;
    assert.ok(hashes.includes(await hashNow(t, serving.url)));
  }
  const { done, told } = await serving.reload(textOf(apps[0], { settings: { fields_max: 99 } }));
  assert.ok(done, told);
  const counted = await wrk.stop();
  t.diagnostic(`${counted.requests} requests, lost with an edge: ${counted.errors.read}`);
  checkBodies(counted, hashes);
  const { read, write, ...rest } = counted.errors;
  assert.deepEqual(rest, { connect: 0, status: 0, timeout: 0 });
  assert.ok(read + write <= killed * connections, `${read + write} lost, ${killed * connections} connections were open`);
  assert.equal(await hashNow(t, serving.url), hashes[0]);
});
