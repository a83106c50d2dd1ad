// Runs tables and programs on another platform that has HTMLRewriter:
//   node check_elsewhere.mjs RUNTIME        (the path of bun or of workerd; its name says which it is)
// Prints each case that comes out otherwise there. Exit 0 if all of them are marked `ours`.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readProgram } from './programs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const programs = readdirSync(here).filter((name) => /^\d\d-/.test(name)).sort();

// A folder with all that runs there, beside a module that has the programs and their pages as data.
function prepare() {
  const folder = mkdtempSync(join(tmpdir(), 'html-rewriter-'));
  cpSync(here, folder, { recursive: true });
  const imports = programs.map((name, at) => `import * as p${at} from './${name}/program.mjs';`);
  const rows = programs.map((name, at) => `{ app: p${at}.default, ...${JSON.stringify(readProgram(here, name))} }`);
  writeFileSync(join(folder, 'all_programs.mjs'), `import './drive_programs.mjs';\n${imports.join('\n')}\nexport default [\n${rows.join(',\n')}\n];\n`);
  writeFileSync(join(folder, 'elsewhere.mjs'), [
    "import { differences } from './drive.mjs';",
    "import { programDifferences } from './drive_programs.mjs';",
    "import programs from './all_programs.mjs';",
    'export async function check() {',
    '  const tables = await differences(false);',
    '  const whole = await programDifferences(programs);',
    '  return { runs: tables.runs + whole.runs, found: [...tables.found, ...whole.found] };',
    '}',
  ].join('\n'));
  return folder;
}

function runBun(runtime, folder) {
  writeFileSync(join(folder, 'main.mjs'), "import { check } from './elsewhere.mjs';\nconsole.log(JSON.stringify(await check()));\n");
  const { stdout, stderr, status } = spawnSync(runtime, ['main.mjs'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${runtime}: exit ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function runWorkerd(runtime, folder) {
  writeFileSync(join(folder, 'main.mjs'), "import { check } from './elsewhere.mjs';\nexport default { fetch: async () => Response.json(await check()) };\n");
  const modules = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.mjs') && path !== 'check_elsewhere.mjs' && path !== 'programs.mjs');
  const names = ['main.mjs', ...modules.filter((path) => path !== 'main.mjs')];
  const rows = names.map((path) => `(name = "${path}", esModule = embed "${path}")`);
  writeFileSync(join(folder, 'config.capnp'), [
    'using Workerd = import "/workerd/workerd.capnp";',
    'const config :Workerd.Config = (services = [(name = "main", worker = .worker)],',
    '  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);',
    `const worker :Workerd.Worker = (modules = [${rows.join(',\n')}], compatibilityDate = "2026-01-01");`,
  ].join('\n'));
  const child = spawn(runtime, ['serve', 'config.capnp', '--control-fd=3'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => { said += bytes; });
  try {
    const port = await new Promise((resolve, reject) => {
      let text = '';
      child.stdio[3].on('data', (bytes) => {
        text += bytes;
        const found = /"port":(\d+)/.exec(text);
        if (found) resolve(found[1]);
      });
      child.on('exit', (status) => reject(new Error(`${runtime}: exit ${status}: ${said}`)));
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    if (!response.ok) throw new Error(`${runtime}: ${response.status}: ${said}`);
    return await response.json();
  } finally {
    child.kill();
  }
}

// One line per case: at which chunk sizes, and why at the first of them.
function byCase(found) {
  const cases = new Map();
  for (const row of found) {
    const key = `${row.table}: ${row.name}`;
    const seen = cases.get(key) ?? { ...row, chunks: [] };
    seen.chunks.push(row.chunk);
    cases.set(key, seen);
  }
  return [...cases.entries()];
}

const runtime = process.argv[2];
if (runtime === undefined) {
  console.error('usage: node check_elsewhere.mjs RUNTIME');
  process.exit(2);
}
const folder = prepare();
try {
  const isWorkerd = basename(runtime).startsWith('workerd');
  const { runs, found } = isWorkerd ? await runWorkerd(runtime, folder) : runBun(runtime, folder);
  const cases = byCase(found);
  const unexplained = cases.filter(([, row]) => row.ours === undefined);
  for (const [key, row] of cases) {
    console.log(`${row.ours === undefined ? 'UNEXPLAINED ' : ''}${key} [${row.chunks}]: ${row.why}${row.ours ? ` (ours: ${row.ours})` : ''}`);
  }
  console.log(`${runs} runs; ${cases.length} cases differ, ${unexplained.length} of them unexplained`);
  process.exitCode = unexplained.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
