// The program serving many sites with edge scripts, with the program of cells that a test wants, and visitors who look at
// every byte.
import { closeSync, copyFileSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';

import { program } from '../support/paths.mjs';
import { descendantsOf, start } from '../support/process.mjs';
import { until } from '../support/wait.mjs';
import { adminOf } from './configured.mjs';
import { folderOf, temporaryFolder } from './edge.mjs';

export const trueCell = join(dirname(program), 'inlay-cell');
// tests/cells/README.md
export const compromisedCell = join(dirname(program), 'tests/compromised_cell');

// An app with an edge script; `page: true` also puts a script tag into pages.
export const scriptApp = (t, source, { page = false, inlay = {}, options } = {}) =>
  folderOf(t, {
    'install.json': {
      ...(page ? { resources: { head: [{ type: 'script', src: './head.js' }] } } : {}),
      ...(options ? { options: { properties: options } } : {}),
      inlay: { edge: { src: './edge.js' }, ...inlay },
    },
    'edge.js': source,
    'head.js': 'window.here = true;\n',
  });

// The same pages without scripts: the marked-up page.
export const pageApp = (t) => folderOf(t, { 'install.json': { resources: { head: [{ type: 'script', src: './head.js' }] } }, 'head.js': 'window.here = true;\n' });

// sites: [{ host, origin, apps: [folder or { folder, options }] }]; cells: numbers by key of [cells]; http: of [http].
// Resolves to { process, url, folder, admin, cellPids(), edgePids(), diaries() }.
export async function serveSites(t, { sites, cells = {}, http = {}, cell = trueCell, readyLimitMs = 30_000, loops }) {
  const folder = temporaryFolder(t);
  copyFileSync(program, join(folder, 'inlay'));
  copyFileSync(cell, join(folder, 'inlay-cell'));
  mkdirSync(join(folder, 'diaries'));
  const lines = ['schema = 1', 'state = "state"', '[listen]', 'http = ["127.0.0.1:0"]', '[log]', `access = "${join(folder, 'access.log')}"`];
  if (loops) lines.push('[edge]', `loops = ${loops}`);
  const section = (name, numbers) => Object.keys(numbers).length && lines.push(`[${name}]`, ...Object.entries(numbers).map(([key, value]) => `${key} = ${value}`));
  section('http', http);
  section('cells', cells);
  let count = 0;
  const appText = (app) => {
    if (typeof app === 'string') return `{ folder = "${app}" }`;
    const file = join(folder, `options-${++count}.json`);
    writeFileSync(file, JSON.stringify(app.options));
    return `{ folder = "${app.folder}", options = "${file}" }`;
  };
  for (const { host, origin, apps } of sites) lines.push('[[site]]', `hosts = ["${host}"]`, `origin = "${origin}"`, `apps = [${apps.map(appText).join(', ')}]`);
  writeFileSync(join(folder, 'inlay.toml'), `${lines.join('\n')}\n`);
  const process = start(t, join(folder, 'inlay'), ['serve', '--config', join(folder, 'inlay.toml')], { cwd: folder });
  const [, url] = await process.saw(/^ready (\S+)$/m, { limitMs: readyLimitMs });
  const named = (name) => descendantsOf(process.pid).filter((one) => one.name === name).map(({ pid }) => pid);
  const serving = {
    process,
    url,
    folder,
    admin: adminOf(join(folder, 'state/admin.sock')),
    cellPids: () => named('inlay-cell'),
    edgePids: () => named('inlay-edge'),
    diaries: () => readDiaries(join(folder, 'diaries')),
    access: () => readFileSync(join(folder, 'access.log'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)),
  };
  if (sites.some(({ apps }) => apps.length)) await until(async () => (await serving.admin.status()).cells.spares > 0 || cells.spares === 0, { what: 'a spare cell', limitMs: readyLimitMs });
  return serving;
}

// [{ pid, lines: [object] }]: what compromised cells wrote down, in order.
function readDiaries(folder) {
  return readdirSync(folder).map((pid) => {
    // Sparse: only what was written is read.
    const file = openSync(join(folder, pid));
    const text = Buffer.alloc(fstatSync(file).blocks * 512);
    readSync(file, text);
    closeSync(file);
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.toString('latin1', 0, end).split('\n').filter(Boolean).map((line) => JSON.parse(line));
    return { pid: Number(pid), lines };
  });
}

// One visitor's request: { status, headers, body (Buffer), whole, took (ms), failure }. Never rejects.
export function visit(serving, host, path = '/', { agent = false, headers = {}, limitMs = 30_000, bytesMax = Infinity } = {}) {
  return new Promise((resolve) => {
    const begun = performance.now();
    const chunks = [];
    let size = 0;
    let response;
    const done = (failure) => {
      clearTimeout(timer);
      resolve({ status: response?.statusCode, headers: response?.headers, body: Buffer.concat(chunks), whole: !failure && response?.complete === true, took: performance.now() - begun, failure });
    };
    const asked = request(serving.url, { path, agent, headers: { Host: host, Accept: 'text/html', 'Sec-Fetch-Dest': 'document', ...headers } }, (answer) => {
      response = answer;
      answer.on('data', (chunk) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > bytesMax) asked.destroy(new Error(`more than ${bytesMax} bytes`));
      });
      answer.on('end', () => done());
      answer.on('error', (error) => done(error.code ?? error.message));
    });
    const timer = setTimeout(() => asked.destroy(new Error(`nothing more within ${limitMs} ms`)), limitMs);
    asked.on('error', (error) => done(error.code ?? error.message));
    asked.end();
  });
}

// Visitors of one site who come one after another until stop(), each looked at by `check(answer)`, which throws or not.
export class Steady {
  failures = [];
  took = [];
  #stopping = false;
  #running;

  constructor(serving, host, { visitors = 2, path = '/', check }) {
    this.#running = Array.from({ length: visitors }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!this.#stopping) {
        const answer = await visit(serving, host, path, { agent });
        this.took.push(answer.took);
        try {
          check(answer);
        } catch (error) {
          this.failures.push({ error: error.message.slice(0, 2000), took: answer.took, failure: answer.failure });
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      agent.destroy();
    });
  }

  async stop() {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  percentile(part) {
    const sorted = this.took.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  }
}

// Runs `work(item)` for all, `width` at a time.
export async function each(items, width, work) {
  const waiting = [...[...items].entries()];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let next; (next = waiting.shift()); ) await work(next[1], next[0]);
    }),
  );
}

// Resident memory of the processes, in MiB; shared pages count once for each.
export function memoryOfTree(serving) {
  const pids = [serving.process.pid, ...descendantsOf(serving.process.pid).map(({ pid }) => pid)];
  let kib = 0;
  for (const pid of pids) {
    try {
      kib += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // it ended meanwhile
    }
  }
  return kib / 1024;
}
