// Visitors who come one after another, each on a connection of his own, until they are told to stop.
import { request } from 'node:http';

import { until } from '../support/wait.mjs';

const visitors = 8;

export class Load {
  failures = []; // { begun, ended, code }
  #answers = []; // { begun, took }
  #deaths = []; // { from, to }
  #stopping = false;
  #running;

  constructor(url) {
    this.url = url;
    this.#running = Array.from({ length: visitors }, () => this.#visit());
  }

  async #visit() {
    while (!this.#stopping) {
      const begun = performance.now();
      const code = await this.#ask();
      const ended = performance.now();
      if (code) this.failures.push({ begun, ended, code });
      else this.#answers.push({ begun, took: ended - begun });
    }
  }

  // Resolves to undefined, or to what went wrong.
  #ask() {
    return new Promise((resolve) => {
      const asked = request(this.url, { agent: false }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode === 200 && response.complete ? undefined : `status ${response.statusCode}`));
        response.on('error', (error) => resolve(error.code));
      });
      asked.on('error', (error) => resolve(error.code));
      asked.end();
    });
  }

  // So many further requests are answered.
  async answered(count) {
    const before = this.#answers.length;
    await until(() => this.#answers.length >= before + count, { what: `${count} answers; failed: ${JSON.stringify(this.failures.slice(0, 5))}`, limitMs: 20_000 });
  }

  // Something dies while `action` runs: requests that were under way then may fail.
  async during(action) {
    const from = performance.now();
    await action();
    this.#deaths.push({ from, to: performance.now() });
  }

  // Failures of requests that began when nothing was dying.
  unexcused() {
    return this.failures.filter(({ begun, ended }) => !this.#deaths.some(({ from, to }) => begun < to && ended >= from));
  }

  // Of the answered requests that began when nothing was dying, in milliseconds.
  slowest() {
    const took = this.#answers.filter(({ begun }) => !this.#deaths.some(({ from, to }) => begun >= from && begun < to)).map((answer) => answer.took);
    return Math.round(Math.max(...took));
  }

  async stop() {
    this.#stopping = true;
    await Promise.all(this.#running);
  }
}
