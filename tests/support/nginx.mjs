// An nginx with a configuration of the test's own, in a temporary folder, in the foreground.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nginxProgram } from './paths.mjs';
import { accepts, onFreePorts } from './ports.mjs';
import { start } from './process.mjs';

// `server`: text inside the server block, e.g. "root /srv/site;". Resolves to { url, process, folder }.
export async function startNginx(t, server, { workers = 1 } = {}) {
  const { urls, ...rest } = await startServers(t, [{ server }], workers);
  return { url: urls[0], ...rest };
}

// Relays: one listening address for each of `origins` (http URLs). Resolves to { urls, process, folder }.
export async function startNginxRelay(t, origins, { timeoutSeconds = 1 } = {}) {
  const limits = ['client_header', 'client_body', 'send', 'proxy_connect', 'proxy_read', 'proxy_send', 'keepalive', 'lingering']
    .map((kind) => `${kind}_timeout ${timeoutSeconds};`)
    .join(' ');
  const relay = 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; proxy_next_upstream off;';
  const servers = origins.map((origin, i) => ({
    before: `upstream o${i} { server ${new URL(origin).host}; keepalive 8; }`,
    server: `${limits} ${relay} location / { proxy_pass http://o${i}; }`,
  }));
  return startServers(t, servers, 1);
}

async function startServers(t, servers, workers) {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-nginx-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return onFreePorts(servers.length, async (ports) => {
    writeFileSync(join(folder, 'nginx.conf'), configuration({ folder, ports, servers, workers }));
    const process = start(t, nginxProgram, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']);
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    await process.saw(/start worker process|\[emerg\]/);
    await accepts(process, urls, /Address already in use/);
    return { urls, process, folder };
  });
}

function configuration({ folder, ports, servers, workers }) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `  ${kind}_temp_path ${folder}/${kind};`);
  const user = process.getuid() === 0 ? 'user root;' : '';
  const blocks = servers.map(
    ({ before = '', server }, i) => `  ${before}
  server {
    listen 127.0.0.1:${ports[i]} reuseport;
    ${server}
  }`,
  );
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
${blocks.join('\n')}
}
`;
}
