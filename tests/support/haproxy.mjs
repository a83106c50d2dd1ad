// A HAProxy that relays, with a configuration of the test's own, in a temporary folder, in the foreground.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { root } from './paths.mjs';
import { accepts, onFreePorts } from './ports.mjs';
import { start } from './process.mjs';

const program = process.env.INLAY_HAPROXY ?? join(root, 'build/deps/haproxy/usr/sbin/haproxy');
// Unpacked beside it, not installed.
const libraries = join(dirname(dirname(program)), 'lib/x86_64-linux-gnu');

// One listening address for each of `origins` (http URLs). Resolves to { urls, process }.
export async function startHaproxyRelay(t, origins, { timeoutMs = 1000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-haproxy-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'haproxy.cfg');
  return onFreePorts(origins.length, async (ports) => {
    writeFileSync(file, configuration(origins, ports, timeoutMs));
    const process = start(t, program, ['-db', '-f', file], { env: { LD_LIBRARY_PATH: libraries } });
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    await accepts(process, urls, /cannot bind socket/i);
    return { urls, process };
  });
}

const configuration = (origins, ports, timeoutMs) => `global
  nbthread 1
defaults
  mode http
  timeout connect ${timeoutMs}ms
  timeout client ${timeoutMs}ms
  timeout server ${timeoutMs}ms
  timeout http-request ${timeoutMs}ms
  timeout http-keep-alive ${timeoutMs}ms
  option http-keep-alive
  http-reuse always
${origins.map((origin, i) => listener(ports[i], new URL(origin).host)).join('')}`;

const listener = (port, origin) => `listen l${port}
  bind 127.0.0.1:${port}
  server o ${origin}
`;
