// A site whose script burns 49 of its 50 ms on every request, and another one with a small script on the same cores: what the
// other still serves, beside what it serves alone. Pairs of runs, one after the other.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inlay } from '../../support/inlay.mjs';
import { startWrk } from '../../support/wrk.mjs';
import { temporaryFolder } from '../../e2e/edge.mjs';
import { scriptApp, serveSites, visit } from '../../e2e/scripted_sites.mjs';
import { checked, mark, measure, percentile, smallScript, startPageOrigin } from './measured.mjs';

const pairs = Number(process.argv[2] ?? 5);
const seconds = 4;
const connections = 8;
const cpuMs = 50;
const burntMs = 49;

const burn = (turns) => `let x = 0; for (let i = 0; i < ${turns}; ++i) x = (x * 31 + i) % 1000003; globalThis.x = x;`;

// How many turns of the loop take 49 ms here.
async function calibrate(t) {
  const file = join(temporaryFolder(t), 'burn.mjs');
  let turns = 100_000;
  for (let i = 0; i < 6; i++) {
    writeFileSync(file, `export default () => { ${burn(turns)} };\n`);
    const { stdout } = await inlay(t, ['run-script', file, '--json', '--limits', 'cpuMs=1000']);
    const exit = JSON.parse(stdout.toString().trim().split('\n').at(-1));
    turns = Math.round((turns * burntMs) / exit.cpuMs);
  }
  return turns;
}

const lua = (host) => `
wrk.headers["Host"] = "${host}"
wrk.headers["Accept"] = "text/html"
wrk.headers["Sec-Fetch-Dest"] = "document"
function response(status, headers, body)
  local seen = status == 200 and string.find(body, '${mark}', 1, true)
  counts[seen and "seen" or "other"] = (counts[seen and "seen" or "other"] or 0) + 1
end
`;

await measure(async (t) => {
  const origin = await startPageOrigin(t);
  const turns = await calibrate(t);
  const greedy = `export default { html(rewriter) { rewriter.on('body', { element(body) { ${burn(turns)} body.setAttribute('data-seen', '1'); } }); } };\n`;
  const serving = await serveSites(t, {
    cells: { cpu_ms: cpuMs },
    sites: [
      { host: 'greedy.test', origin: origin.url, apps: [scriptApp(t, greedy)] },
      { host: 'small.test', origin: origin.url, apps: [scriptApp(t, smallScript)] },
    ],
  });
  for (let i = 0; i < 20; i++) checked(await visit(serving, 'small.test'), 'small');
  const run = (host) => startWrk(t, serving.url, { connections, seconds, lua: lua(host) });
  const ratios = [];
  for (let pair = 0; pair < pairs; pair++) {
    const alone = await run('small.test').ended();
    const load = startWrk(t, serving.url, { connections, lua: lua('greedy.test') });
    const beside = await run('small.test').ended();
    const greedyRun = await load.stop();
    ratios.push(beside.requests / alone.requests);
    const other = (beside.counts.get('other') ?? 0) + (alone.counts.get('other') ?? 0);
    console.log(`pair ${pair + 1}: alone ${Math.round(alone.requests / seconds)}/s, beside ${Math.round(beside.requests / seconds)}/s: ${ratios.at(-1).toFixed(2)}; greedy ${greedyRun.requests} (${greedyRun.counts.get('other') ?? 0} without its script); ${other} small ones without theirs`);
  }
  console.log(`fairness: median ${percentile(ratios, 0.5).toFixed(2)} of what it serves alone (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), wanted 0.40; ${turns} turns are ${burntMs} ms`);
});
