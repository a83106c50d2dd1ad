// Many visitors at once, with nginx behind: nothing fails and memory stays small.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startNginx } from '../support/nginx.mjs';
import { run } from '../support/process.mjs';
import { appFolder, edgePid, folderOf, memoryOf, startEdge } from './edge.mjs';

const memoryMaxMib = 60;
const page = `<!doctype html><html><head><title>t</title></head><body>${'<p>Some text of a page.</p>\n'.repeat(1000)}</body></html>`;

const rows = [
  { name: 'pages with a tag', path: '/', seconds: 3, connections: 64, fields: ['Accept: text/html'] },
  { name: 'more visitors than connections to the origin', path: '/', seconds: 2, connections: 600, fields: ['Accept: text/html'] },
  { name: 'a large file', path: '/large.bin', seconds: 2, connections: 64, fields: ['Accept: */*'] },
  { name: 'a connection for each request', path: '/', seconds: 2, connections: 64, fields: ['Connection: close'] },
];

test('under load', async (t) => {
  const site = folderOf(t, { 'index.html': page, 'large.bin': Buffer.alloc(1_000_000, 'x') });
  const nginx = await startNginx(t, `root ${site};`);
  const edge = await startEdge(t, nginx.url, { apps: [appFolder(t)] });
  const pid = edgePid(edge);
  for (const { name, path, seconds, connections, fields } of rows) {
    await t.test(name, async (t) => {
      const headers = fields.flatMap((field) => ['-H', field]);
      const wrk = await run(t, 'wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, ...headers, edge.url + path]);
      const said = wrk.stdout.toString();
      assert.equal(wrk.code, 0, wrk.stderr);
      assert.match(said, /(\d+) requests in/);
      assert.doesNotMatch(said, /Socket errors|Non-2xx/, said);
      const requests = Number(/(\d+) requests in/.exec(said)[1]);
      t.diagnostic(`${Math.round(requests / seconds)} requests per second`);
      assert.ok(requests > 100, said);
      assert.equal(edgePid(edge), pid, 'the same process serves');
      assert.ok(memoryOf(pid).peak < memoryMaxMib, `${memoryOf(pid).peak} MiB`);
    });
  }
});
