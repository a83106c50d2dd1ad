// wrk with a script of the test's own, that looks at answers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { start } from './process.mjs';
import { within } from './wait.mjs';

// `lua`: request() and response() as wrk calls them. Each thread counts in the global table `counts` (name → number).
// Runs until stop(), at most `seconds`. stop() resolves to { requests, errors, counts, slowestMs }; errors by kind:
// connect, read, write, timeout, status.
export function startWrk(t, url, { seconds = 120, connections = 32, lua = '' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-wrk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'script.lua');
  writeFileSync(script, `counts = {}\n${lua}\n${report}`);
  const process = start(t, 'wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout=10s', '-s', script, url]);
  const ended = async () => {
    await within(process.exited, { what: 'wrk to end', limitMs: (seconds + 10) * 1000 });
    const line = /^REPORT (.*)$/m.exec(process.stdout);
    if (!line) throw new Error(`wrk: ${process.stdout}${process.stderr}`);
    const [requests, slowestUs, connect, read, write, status, timeout, ...counts] = line[1].split('\t');
    return {
      requests: Number(requests),
      slowestMs: Number(slowestUs) / 1000,
      errors: Object.fromEntries(Object.entries({ connect, read, write, status, timeout }).map(([kind, count]) => [kind, Number(count)])),
      counts: new Map(counts.map((entry) => entry.split(/=(?=\d+$)/)).map(([name, count]) => [name, Number(count)])),
    };
  };
  const stop = () => {
    process.child.kill('SIGINT'); // it then says what it counted
    return ended();
  };
  return { process, ended, stop };
}

const report = `
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary, latency)
  local e = summary.errors
  local words = { summary.requests, latency.max, e.connect, e.read, e.write, e.status, e.timeout }
  for _, thread in ipairs(threads) do
    for name, count in pairs(thread:get("counts")) do table.insert(words, name .. "=" .. count) end
  end
  io.write("\\nREPORT " .. table.concat(words, "\\t") .. "\\n")
end
`;
