// Origins for tests: one that speaks HTTP by Node.js, one that sends scripted bytes.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';

// handler(request, response) as in node:http. Resolves to { url, server }.
export async function startOrigin(t, handler) {
  return listen(t, createHttpServer(handler));
}

// onConnection(socket) does whatever a broken, slow or odd origin does.
export async function startRawOrigin(t, onConnection) {
  const sockets = new Set();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // resets are part of what is tested
    onConnection(socket);
  });
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  return listen(t, server);
}

async function listen(t, server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, server };
}
