// Private memory (Private_Dirty) of one further install in a cell, and of one further cell, after each has rewritten a page.
import { readFileSync } from 'node:fs';

import { scriptApp, serveSites, visit } from '../../e2e/scripted_sites.mjs';
import { checked, measure, smallScript, startPageOrigin } from './measured.mjs';

const installs = 100; // as many as a site may have
const cells = 200;

const dirtyKiB = (pid) => Number(/^Private_Dirty:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
const mib = (kib) => `${(kib / 1024).toFixed(2)} MiB`;

await measure(async (t) => {
  const origin = await startPageOrigin(t);
  // Each on a page of its own, since one page has not so many.
  const apps = Array.from({ length: installs }, (_, i) => scriptApp(t, smallScript, { inlay: { pages: { include: [`/i${i}/*`] } } }));
  const serving = await serveSites(t, { cells: { spares: 1 }, sites: [{ host: 'many.test', origin: origin.url, apps }] });
  const spare = dirtyKiB(serving.cellPids()[0]);
  checked(await visit(serving, 'many.test', '/i0/'), 'first');
  const cellOf = () => {
    const sizes = serving.cellPids().map((pid) => dirtyKiB(pid));
    return Math.max(...sizes);
  };
  const first = cellOf();
  for (let i = 1; i < installs; i++) checked(await visit(serving, 'many.test', `/i${i}/`), `install ${i}`);
  const all = cellOf();
  console.log(`a spare ${mib(spare)}; with one install ${mib(first)}, with ${installs} ${mib(all)}: ${mib((all - first) / (installs - 1))} per further install; wanted 1.5`);
  await serving.process.stop();
});

await measure(async (t) => {
  const origin = await startPageOrigin(t);
  const app = scriptApp(t, smallScript);
  const serving = await serveSites(t, {
    cells: { max: cells + 5, spares: 1 },
    sites: Array.from({ length: cells }, (_, i) => ({ host: `s${i}.test`, origin: origin.url, apps: [app] })),
  });
  for (let i = 0; i < cells; i++) checked(await visit(serving, `s${i}.test`), `site ${i}`);
  const sizes = serving.cellPids().map((pid) => dirtyKiB(pid));
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sizes.length < cells) throw new Error(`${sizes.length} cells`);
  console.log(`${sizes.length} cells: ${mib(sum / sizes.length)} each (${mib(Math.min(...sizes))} to ${mib(Math.max(...sizes))}); wanted 6`);
});
