// Cells as processes: kept where an app has an edge script, replaced when they die, gone with their supervisor. But for the
// last test, a program without an engine stands in their place.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { program } from '../support/paths.mjs';
import { descendantsOf, killProcess, start } from '../support/process.mjs';
import { until } from '../support/wait.mjs';
import { adminOf, configuration } from './configured.mjs';
import { appFolder, ask, crlf, folderOf, get, temporaryFolder } from './edge.mjs';
import { Load } from './load.mjs';
import { startRecordingOrigin } from './recording_origin.mjs';

const standIn = join(dirname(program), 'tests/cell_stand_in');
const page = '<!doctype html><head><title>t</title></head>';
const pageOrigin = (t) => startRecordingOrigin(t, () => `${crlf('HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Length: ${page.length}`)}${page}`);

const scriptApp = (t) =>
  folderOf(t, {
    'install.json': { resources: { head: [{ type: 'script', src: './head.js' }] }, inlay: { edge: { src: './edge.js' }, pages: { include: ['/elsewhere/*'] } } },
    'head.js': 'window.here = true;\n',
    'edge.js': 'export default { html(rewriter) {} };\n',
  });

// The program in a folder of its own, with the stand-in beside it for cells; `cell: null` leaves that out. Serves the
// origin with the app, or with none.
async function serving(t, { origin, app, cell = standIn }) {
  const folder = temporaryFolder(t);
  const copy = join(folder, 'inlay');
  copyFileSync(program, copy);
  const cellFile = join(folder, 'inlay-cell');
  if (cell) copyFileSync(cell, cellFile);
  const file = join(folder, 'inlay.toml');
  const write = (content) => {
    copyFileSync(folderOf(t, { file: content }) + '/file', `${file}.new`);
    renameSync(`${file}.new`, file);
  };
  const textOf = (one) => configuration({ sites: [{ hosts: ['site.test', '127.0.0.1'], origin, app: one }] });
  write(textOf(app));
  const process = start(t, copy, ['serve', '--config', file], { cwd: folder });
  const [, url] = await process.saw(/^ready (\S+)$/m);
  const reload = async (one) => {
    const seen = process.stderr.length;
    write(textOf(one));
    process.child.kill('SIGHUP');
    await until(() => /"event":"reload\.done"/.test(process.stderr.slice(seen)), { what: 'the reload' });
  };
  return { process, url, folder, cellFile, reload, admin: adminOf(join(folder, 'state/admin.sock')) };
}

const namedBelow = (serving, name) => descendantsOf(serving.process.pid).filter((one) => one.name === name).map(({ pid }) => pid);
const cellsOf = (serving) => namedBelow(serving, 'inlay-cell');
const spares = (serving, count = 2) =>
  until(
    async () => {
      const { cells } = await serving.admin.status();
      return cells.spares === count && cells.starting === 0 && cellsOf(serving).length === count;
    },
    { what: `${count} spares` },
  );
const eventsOf = (serving, event) => serving.process.stderr.split('\n').filter((line) => line.includes(`"event":"${event}"`));
const isGone = (pid) => !existsSync(`/proc/${pid}`) || /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
const openOf = (pid) => readdirSync(`/proc/${pid}/fd`).length;
const zombiesOf = (pid) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter((child) => child && isGone(child));
const answers = async (t, serving) => (await ask(t, serving.url, get('/', 'Accept: text/html'))).body.includes('cdn-cgi/apps');

test('without an edge script there is no cell, and its program is not missed', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: appFolder(t), cell: null });
  assert.equal(await answers(t, running), true);
  const { cells } = await running.admin.status();
  assert.deepEqual([cells.living, cells.starts, cells.start_failures], [0, 0, 0]);
  assert.equal(cells.walls, null);
  assert.deepEqual(eventsOf(running, 'cell.start_failed'), []);
});

test('spares are kept, and replaced when they die', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: scriptApp(t) });
  await spares(running);
  const [first, second] = cellsOf(running);
  await t.test('they start with nothing but their socket', () => {
    assert.equal(readFileSync(`/proc/${first}/environ`, 'latin1'), '');
    assert.deepEqual(readdirSync(`/proc/${first}/fd`).map(Number).sort(), [0, 1, 2, 3]);
    assert.equal(readFileSync(`/proc/${first}/cmdline`, 'latin1'), 'inlay-cell\x001\x00jitless\x00');
  });
  killProcess(first);
  await until(() => isGone(first), { what: 'the spare to die' });
  await spares(running);
  assert.ok(cellsOf(running).includes(second));
  assert.equal(eventsOf(running, 'cell.died').length, 1);
  const { cells } = await running.admin.status();
  assert.deepEqual([cells.starts, cells.deaths, cells.start_failures, cells.kills], [3, 1, 0, 0]);
  assert.equal(cells.walls, 'stand-in walls');
  const metrics = await running.admin.metrics();
  assert.equal(metrics.get('inlay_cells{state="spare"}'), 2);
  assert.equal(metrics.get('inlay_cell_deaths_total'), 1);
  const told = start(t, program, ['status', '--state', join(running.folder, 'state')]);
  await told.saw(/cells +0 taken, 2 spares, 200 at most, 3 starts, 1 death, 0 kills/);
  assert.equal(await answers(t, running), true);
});

test('a killed edge leaves the spares to the next one', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: scriptApp(t) });
  await spares(running);
  const before = cellsOf(running);
  const [edge] = namedBelow(running, 'inlay-edge');
  killProcess(edge);
  await until(() => namedBelow(running, 'inlay-edge').some((pid) => pid !== edge), { what: 'another edge' });
  assert.equal(await answers(t, running), true);
  assert.deepEqual(cellsOf(running), before);
});

test('spares end with a killed supervisor, and the edge serves on', async (t) => {
  const origin = await pageOrigin(t);
  let edge, load;
  // Before the hook of the process: an edge that lives holds its standard error open.
  t.after(() => {
    if (edge) killProcess(edge);
    return load?.stop();
  });
  const running = await serving(t, { origin: origin.url, app: scriptApp(t) });
  await spares(running);
  const cells = cellsOf(running);
  [edge] = namedBelow(running, 'inlay-edge');
  load = new Load(running.url);
  await load.answered(20);
  running.process.child.kill('SIGKILL');
  await once(running.process.child, 'exit');
  await until(() => cells.every(isGone), { what: 'the spares to end' });
  await load.answered(50);
  await load.stop();
  assert.deepEqual(load.failures, []);
});

test('nothing of cells is left when serve ends', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: scriptApp(t) });
  await spares(running);
  const cells = cellsOf(running);
  const { code } = await running.process.stop();
  assert.equal(code, 0);
  assert.deepEqual(cells.filter((pid) => !isGone(pid)), []);
  assert.deepEqual([...eventsOf(running, 'cell.died'), ...eventsOf(running, 'cell.killed')], []);
});

test('a reload starts spares and ends them; no descriptor and no zombie is left over', async (t) => {
  const origin = await pageOrigin(t);
  const [plain, scripted] = [appFolder(t), scriptApp(t)];
  const running = await serving(t, { origin: origin.url, app: plain });
  const round = async () => {
    await running.reload(scripted);
    await spares(running);
    await running.reload(plain);
    await spares(running, 0);
  };
  await round();
  await until(() => zombiesOf(running.process.pid).length === 0, { what: 'the ends to be noticed' });
  const before = openOf(running.process.pid);
  for (let i = 0; i < 10; i++) await round();
  await until(() => openOf(running.process.pid) <= before && zombiesOf(running.process.pid).length === 0, {
    what: `no more than ${before} descriptors; it has ${openOf(running.process.pid)}`,
  });
  const { cells } = await running.admin.status();
  assert.deepEqual([cells.living, cells.starts, cells.deaths, cells.start_failures], [0, 22, 0, 0]);
});

test('cells are of the build that runs, also when another was put in its place', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: scriptApp(t) });
  await spares(running);
  copyFileSync('/bin/false', `${running.cellFile}.new`);
  renameSync(`${running.cellFile}.new`, running.cellFile);
  killProcess(cellsOf(running)[0]);
  await until(async () => (await running.admin.status()).cells.starts === 3, { what: 'another start' });
  await spares(running);
  rmSync(running.cellFile);
  killProcess(cellsOf(running)[0]);
  await until(async () => (await running.admin.status()).cells.starts === 4, { what: 'another start' });
  await spares(running);
  assert.equal((await running.admin.status()).cells.start_failures, 0);
});

test('a missing program of cells is told once; pages go on, and it is used once it is there', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: scriptApp(t), cell: null });
  await until(async () => (await running.admin.status()).cells.start_failures >= 3, { what: 'three tries' });
  assert.equal(eventsOf(running, 'cell.start_failed').length, 1);
  assert.match(eventsOf(running, 'cell.start_failed')[0], new RegExp(`${running.cellFile}: no such file`));
  assert.equal(await answers(t, running), true);
  copyFileSync(standIn, `${running.cellFile}.new`);
  renameSync(`${running.cellFile}.new`, running.cellFile);
  await spares(running);
  assert.equal(await answers(t, running), true);
});

test('the cell proper: ready behind its walls, alive as long as its supervisor', async (t) => {
  const origin = await pageOrigin(t);
  const running = await serving(t, { origin: origin.url, app: scriptApp(t), cell: join(dirname(program), 'inlay-cell') });
  await spares(running);
  const { cells } = await running.admin.status();
  assert.deepEqual([cells.start_failures, cells.deaths], [0, 0]);
  for (const wall of [/no new privileges/, /not dumpable/, /no capabilities|own user id/, /seccomp \(\d+ rules\)/]) assert.match(cells.walls, wall);
  const all = cellsOf(running);
  for (const pid of all) {
    assert.deepEqual(readdirSync(`/proc/${pid}/fd`).map(Number).sort(), [0, 1, 2, 3]);
    assert.match(readFileSync(`/proc/${pid}/status`, 'latin1'), /^NoNewPrivs:\t1\nSeccomp:\t2$/m);
  }
  assert.equal(await answers(t, running), true);
  assert.equal((await running.process.stop()).code, 0);
  await until(() => all.every(isGone), { what: 'the cells to end' });
});
