// How often a request wakes the edge's loop and the cell's thread: voluntary context switches per request, one request after
// another, of a page with a script and of one with none.
import { readFileSync, readdirSync } from 'node:fs';
import { Agent } from 'node:http';

import { pageApp, scriptApp, serveSites, visit } from '../../e2e/scripted_sites.mjs';
import { checked, measure, smallScript, startPageOrigin } from './measured.mjs';

const requests = Number(process.argv[2] ?? 2000);

const switchesOf = (pid) =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))[1]), 0);
const mainSwitchesOf = (pid) => Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8'))[1]);
const cpuMsOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

await measure(async (t) => {
  const origin = await startPageOrigin(t);
  const serving = await serveSites(t, {
    loops: 1,
    cells: { spares: 0 },
    sites: [
      { host: 'script.test', origin: origin.url, apps: [scriptApp(t, smallScript)] },
      { host: 'page.test', origin: origin.url, apps: [pageApp(t)] },
    ],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const run = async (host, wanted, count) => {
    for (let i = 0; i < count; i++) checked(await visit(serving, host, '/', { agent }), host, wanted);
  };
  await run('script.test', undefined, 100);
  await run('page.test', 'cdn-cgi', 100);
  const [edge] = serving.edgePids();
  const [cell] = serving.cellPids();
  for (const [host, wanted] of [['page.test', 'cdn-cgi'], ['script.test', undefined]]) {
    const before = [switchesOf(edge), mainSwitchesOf(cell), cpuMsOf(edge), cpuMsOf(cell)];
    await run(host, wanted, requests);
    const after = [switchesOf(edge), mainSwitchesOf(cell), cpuMsOf(edge), cpuMsOf(cell)];
    const [edgeWakes, cellWakes, edgeMs, cellMs] = after.map((value, i) => (value - before[i]) / requests);
    console.log(`${host}: ${edgeWakes.toFixed(2)} wake-ups of the edge and ${cellWakes.toFixed(2)} of the cell's thread per request; CPU ${(edgeMs * 1000).toFixed(0)} us and ${(cellMs * 1000).toFixed(0)} us`);
  }
  agent.destroy();
});
