// The first request to a site that has no cell, for one site after another; before each the spares are complete again.
import { Agent } from 'node:http';

import { until } from '../../support/wait.mjs';
import { scriptApp, serveSites, visit } from '../../e2e/scripted_sites.mjs';
import { checked, measure, percentile, smallScript, startPageOrigin } from './measured.mjs';

const sites = Number(process.argv[2] ?? 200);
const spares = 2;

await measure(async (t) => {
  const origin = await startPageOrigin(t);
  const app = scriptApp(t, smallScript);
  const serving = await serveSites(t, {
    cells: { max: sites + spares + 10, spares },
    sites: [{ host: 'warm.test', origin: origin.url, apps: [app] }, ...Array.from({ length: sites }, (_, i) => ({ host: `s${i}.test`, origin: origin.url, apps: [app] }))],
  });
  // The connections of visitor and origin are open, and this program's code is warm: what is measured is ours.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const warm = async () => checked(await visit(serving, 'warm.test', '/', { agent }), 'warm').took;
  for (let i = 0; i < 200; i++) await warm();
  const cold = [];
  const beside = [];
  for (let i = 0; i < sites; i++) {
    await until(async () => {
      const { cells } = await serving.admin.status();
      return cells.spares === spares && cells.starting === 0;
    }, { what: 'the spares' });
    beside.push(await warm());
    cold.push(checked(await visit(serving, `s${i}.test`, '/', { agent }), `s${i}`).took);
  }
  agent.destroy();
  const line = (name, values) => console.log(`${name}: median ${percentile(values, 0.5).toFixed(2)} ms, p99 ${percentile(values, 0.99).toFixed(2)} ms, longest ${Math.max(...values).toFixed(2)} ms`);
  line(`cold, ${sites} first requests`, cold);
  line('warm, in turn with them', beside);
  console.log('wanted: cold median 3 ms, p99 10 ms');
});
