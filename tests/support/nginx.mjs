// An nginx with a configuration of the test's own, in a temporary folder, in the foreground.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nginxProgram } from './paths.mjs';
import { freePort } from './ports.mjs';
import { start } from './process.mjs';

const tries = 5; // the port may be taken between the look and the bind
const startLimitMs = 10_000;

// `server`: text inside the server block, e.g. "root /srv/site;". Resolves to { url, process, folder }.
export async function startNginx(t, server, { workers = 1 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-nginx-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (let left = tries; ; left--) {
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration({ folder, port, server, workers }));
    const process = start(t, nginxProgram, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']);
    try {
      await answers(process, `http://127.0.0.1:${port}/`);
      return { url: `http://127.0.0.1:${port}`, process, folder };
    } catch (error) {
      await process.kill();
      if (left === 1 || !/Address already in use/.test(process.stderr)) throw error;
    }
  }
}

async function answers(process, url) {
  const ended = process.exited.then(() => {
    throw new Error(`nginx ended: ${process.stderr}`);
  });
  ended.catch(() => {}); // also once nobody waits for it any more
  await process.saw(/start worker process/, { limitMs: startLimitMs });
  await Promise.race([fetch(url).then((response) => response.arrayBuffer()), ended]);
}

function configuration({ folder, port, server, workers }) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `  ${kind}_temp_path ${folder}/${kind};`);
  const user = process.getuid() === 0 ? 'user root;' : '';
  return `daemon off;
${user}
worker_processes ${workers};
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 1024; }
http {
${temporary.join('\n')}
  access_log off;
  default_type application/octet-stream;
  types { text/html html; text/css css; text/javascript js; image/svg+xml svg; image/png png; }
  server {
    listen 127.0.0.1:${port} reuseport;
    ${server}
  }
}
`;
}
