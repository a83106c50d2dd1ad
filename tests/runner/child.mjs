// Runs one command in a process group of its own, bounded in time and in what is kept of its output.
// Whatever the command left running in its group is ended with it.
import { spawn } from 'node:child_process';

const outputBytesMax = 8 << 20; // beyond it the middle is dropped: beginnings and ends tell most
const closeWaitMs = 2000; // for the last output of a group that was just killed

const running = new Set();

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export function killAllChildren() {
  for (const pid of running) killGroup(pid);
}

// Resolves, never rejects: { ok, code, signal, stopped, output, seconds }. `signal` (an AbortSignal) ends the command;
// `onLine` sees each line of standard output as it comes.
export function runChild(command, args, { cwd, env = {}, signal, onLine } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kept = new KeptOutput();
    let partial = '';
    const take = (chunk, lines) => {
      kept.add(chunk);
      if (!lines) return;
      const whole = (partial + chunk).split('\n');
      partial = whole.pop();
      whole.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk) => take(chunk, onLine));
    child.stderr.setEncoding('utf8').on('data', (chunk) => take(chunk, undefined));

    let stopped = false;
    let closeTimer;
    const stop = () => {
      stopped = true;
      if (child.pid) killGroup(child.pid);
    };
    const finish = (code, endSignal) => {
      clearTimeout(closeTimer);
      signal?.removeEventListener('abort', stop);
      running.delete(child.pid);
      if (partial && onLine) onLine(partial);
      const seconds = (performance.now() - started) / 1000;
      resolve({ ok: code === 0 && !stopped, code, signal: endSignal, stopped, output: kept.text(), seconds });
    };
    child.once('error', (error) => {
      kept.add(`${command}: ${error.message}\n`);
      finish(127, null);
    });
    if (!child.pid) return;
    running.add(child.pid);
    child.once('exit', (code, endSignal) => {
      killGroup(child.pid);
      closeTimer = setTimeout(() => finish(code, endSignal), closeWaitMs);
      child.once('close', () => finish(code, endSignal));
    });
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

class KeptOutput {
  #head = '';
  #tail = '';
  #dropped = 0;

  add(text) {
    if (this.#head.length < outputBytesMax / 2) {
      this.#head += text;
      return;
    }
    this.#tail += text;
    const over = this.#tail.length - outputBytesMax / 2;
    if (over > 0) {
      this.#tail = this.#tail.slice(over);
      this.#dropped += over;
    }
  }

  text() {
    return this.#dropped ? `${this.#head}\n… ${this.#dropped} characters left out …\n${this.#tail}` : this.#head + this.#tail;
  }
}
