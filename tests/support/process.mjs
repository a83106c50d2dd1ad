// Child processes of a test. Each ends with its test, and with the runner's process group in any case.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

import { until, within } from './wait.mjs';

const stopLimitMs = 12_000; // the program's own limit for finishing what runs is 10 s

// t: the test's context. `input`: bytes for standard input, which is empty and closed without it.
export function start(t, command, args = [], { env = {}, cwd, input } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const started = new StartedProcess(child, [command, ...args].join(' '));
  child.stdin.on('error', () => {}); // a program may end without reading all
  child.stdin.end(input);
  t.after(() => started.kill());
  return started;
}

// Runs to the end: { code, signal, stdout (Buffer), stderr (string) }.
export async function run(t, command, args, { limitMs = 60_000, ...options } = {}) {
  const process = start(t, command, args, options);
  const { code, signal } = await within(process.exited, { what: `${process.name} to end`, limitMs });
  return { code, signal, stdout: process.stdoutBytes(), stderr: process.stderr };
}

class StartedProcess {
  #chunks = [];

  constructor(child, name) {
    this.child = child;
    this.name = name;
    this.stderr = '';
    child.stdout.on('data', (chunk) => this.#chunks.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.exited.catch(() => {}); // whoever awaits it hears of it
  }

  get pid() {
    return this.child.pid;
  }

  get stdout() {
    return this.stdoutBytes().toString('utf8');
  }

  stdoutBytes() {
    return Buffer.concat(this.#chunks);
  }

  // The match of `pattern` in what it has written to standard output or standard error; throws when it ends without it.
  async saw(pattern, { limitMs = 10_000 } = {}) {
    let ended = false;
    this.exited.then(() => (ended = true), () => (ended = true));
    return until(
      () => {
        const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
        if (!match && ended) throw new Error(`${this.name} ended without writing ${pattern}\n${this.stdout}${this.stderr}`);
        return match;
      },
      { what: `${this.name} to write ${pattern}; it wrote\n${this.stdout}${this.stderr}`, limitMs },
    );
  }

  // Asks it to end and resolves to { code, signal }; throws when it does not.
  async stop(signal = 'SIGTERM', { limitMs = stopLimitMs } = {}) {
    this.child.kill(signal);
    return within(this.exited, { what: `${this.name} to end after ${signal}`, limitMs });
  }

  // Ends it and all below it at once. Below: also those whose parent died before them and that it had named before.
  async kill() {
    // Stopped first: a parent that lives would put another child in the place of a killed one.
    if (this.child.exitCode === null && this.child.signalCode === null) {
      killProcess(this.pid, 'SIGSTOP');
      for (const { pid } of descendantsOf(this.pid)) killProcess(pid);
    }
    this.child.kill('SIGKILL');
    await within(this.exited.catch(() => {}), { what: `${this.name} to end after SIGKILL` });
  }
}

export function killProcess(pid, signal = 'SIGKILL') {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

// Processes below `pid`, nearest first: [{ pid, name }], where name is the kernel's (`comm`), e.g. "inlay-edge".
export function descendantsOf(pid) {
  const all = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).flatMap(readStat);
  const found = [];
  for (let parents = [pid]; parents.length; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children.map(({ pid, name }) => ({ pid, name })));
    parents = children.map((child) => child.pid);
  }
  return found;
}

function readStat(entry) {
  let stat;
  try {
    stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
  } catch {
    return []; // it ended meanwhile
  }
  const [, name, state, parent] = /\((.*)\) (\S) (\d+)/s.exec(stat);
  return state === 'Z' ? [] : [{ pid: Number(entry), name, parent: Number(parent) }];
}
