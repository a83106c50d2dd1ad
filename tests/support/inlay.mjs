// The built program in tests.
import { program } from './paths.mjs';
import { run, start } from './process.mjs';

export function inlay(t, args, options) {
  return run(t, program, args, options);
}

// Starts `inlay VERB …` that serves; resolves once it is ready: { process, urls, url } with url the first listener's.
export async function startServing(t, args, { readyLimitMs = 10_000, ...options } = {}) {
  const process = start(t, program, args, options);
  const [, list] = await process.saw(/^ready (.+)$/m, { limitMs: readyLimitMs });
  const urls = list.trim().split(/\s+/);
  return { process, urls, url: urls[0] };
}
