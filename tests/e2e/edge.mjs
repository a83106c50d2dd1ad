// The program serving one origin, with folders of its own that go with the test.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { startServing } from '../support/inlay.mjs';
import { descendantsOf } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';

export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-e2e-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// files: { 'path/in/folder': text, or an object that becomes JSON }. Returns the folder.
export function folderOf(t, files) {
  const folder = temporaryFolder(t);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const raw = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(join(folder, path), raw ? content : JSON.stringify(content));
  }
  return folder;
}

// An app with one script for the head and one for the body.
export function appFolder(t, { name = 'sample' } = {}) {
  return folderOf(t, {
    'install.json': {
      resources: { head: [{ type: 'script', src: './head.js' }], body: [{ type: 'script', src: './body.js' }] },
      options: { properties: { greeting: { type: 'string', default: 'hello' } } },
    },
    'head.js': `window.${name}Head = INSTALL_OPTIONS.greeting;\n`,
    'body.js': `window.${name}Body = true;\n`,
  });
}

// Resolves to what startServing gives, and `host`. `settings`: numbers by key; `args` come last.
export async function startEdge(t, origin, { apps = [], settings = {}, args = [] } = {}) {
  const flags = ['serve', '--origin', origin, '--listen', '127.0.0.1:0', '--state', join(temporaryFolder(t), 'state')];
  for (const app of apps) flags.push('--app', app);
  // A first page waits for its cell, however busy the machine is.
  for (const [key, value] of Object.entries({ 'cells.start_ms': 20_000, ...settings })) flags.push('--set', `${key}=${value}`);
  const serving = await startServing(t, [...flags, ...args]);
  return { ...serving, host: new URL(serving.url).host };
}

export function edgePid(serving) {
  return descendantsOf(serving.process.pid).find(({ name }) => name === 'inlay-edge')?.pid;
}

// Of the process, in MiB: resident now, and its highest so far.
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}

export const crlf = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;

// One request on a connection of its own: the whole response.
export async function ask(t, url, head, { method = 'GET', body = '', ...options } = {}) {
  const client = await connectRaw(t, url);
  const response = await client.send(head).send(body).response({ method, ...options });
  client.socket.destroy();
  return response;
}

export const get = (path, ...fields) => crlf(`GET ${path} HTTP/1.1`, 'Host: site.test', ...fields);
export const navigation = (path, ...fields) => get(path, 'Sec-Fetch-Dest: document', ...fields);
