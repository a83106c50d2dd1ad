// For programs that cannot pick a port themselves and say which. Somebody else may take it before they do: whoever uses
// it tries again with another.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

import { until } from './wait.mjs';

const tries = 5;

export async function freePort(host = '127.0.0.1') {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// What `use(ports)` resolves to; once more with others while it throws PortTaken.
export async function onFreePorts(count, use) {
  for (let left = tries; ; left--) {
    const ports = [];
    while (ports.length < count) ports.push(await freePort());
    try {
      return await use(ports);
    } catch (error) {
      if (!(error instanceof PortTaken) || left === 1) throw error;
    }
  }
}

class PortTaken extends Error {}

// Resolves when the process accepts on every address; throws when it ends before, PortTaken where it says `taken`.
export async function accepts(process, urls, taken) {
  let ended = false;
  process.exited.then(() => (ended = true), () => (ended = true));
  const all = async () => {
    if (ended || taken.test(process.stderr)) throw taken.test(process.stderr) ? new PortTaken(process.stderr) : new Error(`${process.name} ended: ${process.stderr}`);
    return (await Promise.all(urls.map(accepting))).every(Boolean);
  };
  await until(all, { what: `${process.name} to accept; it wrote\n${process.stderr}` });
}

function accepting(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}
