// What the tests of browser code share: the packages of sdk/, the runtime's two forms, a jsdom page, a small
// file server, and an app folder put together as the head bundle does it (app-format §5.3, 5.4).
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const require = createRequire(path.join(root, 'sdk/package.json'));

const source = await readFile(path.join(root, 'sdk/client/runtime.js'), 'utf8');
const minified = (
  await require('esbuild').transform(source, {
    minify: true,
    target: 'es5',
    charset: 'ascii',
    legalComments: 'none',
  })
).code.trim();

export const runtimes = { source, minified };

// A page in jsdom; `errors` collects what the page writes to console.error and what it throws unhandled.
export function openPage(html, { url = 'https://shop.example/tea/green?x=1#top', ...options } = {}) {
  const { JSDOM, VirtualConsole } = require('jsdom');
  const errors = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('error', (...args) => errors.push(args));
  virtualConsole.on('jsdomError', (error) => errors.push([error]));
  const dom = new JSDOM(html, { url, runScripts: 'outside-only', virtualConsole, ...options });
  return { window: dom.window, document: dom.window.document, errors };
}

// The end of the page's current event-loop turn.
export const nextTurn = (window) => new Promise((resolve) => window.setTimeout(resolve, 0));

// What an app finds before its owner chooses; groups hold those of their fields.
export function defaultsOf(properties) {
  const values = Object.entries(properties).map(([key, field]) => [key, field.properties ? defaultsOf(field.properties) : field.default]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

const kRethrow = 'catch(e){setTimeout(function(){throw e})}';

// The script that a head bundle holds for one app folder with these options. Written anew here, so that
// app tests need no built program; runtime/apps has the real one with its own tests.
export async function bundleOf(folder, { id = 'abcdefghijkl', options = {} } = {}) {
  const read = (name) => readFile(path.join(folder, name), 'utf8');
  const manifest = JSON.parse(await read('install.json'));
  const install = `CloudflareApps.installs[${JSON.stringify(id)}]`;
  const defaults = defaultsOf(manifest.options.properties);
  const tokens = (code) =>
    code
      .replace(/\bINSTALL_OPTIONS\b/g, `${install}.options`)
      .replace(/\bINSTALL_SCOPE\b/g, `${install}.scope`)
      .replace(/\bINSTALL_ID\b/g, JSON.stringify(id))
      .replace(/\bINSTALL(?=[.[])/g, 'CloudflareApps');
  const parts = [minified, `;${install}={appId:"test",scope:{}};`];
  parts.push(`${install}.options=${JSON.stringify({ ...defaults, ...options })};`);
  const resources = manifest.resources.head;
  for (const { src } of resources.filter(({ type }) => type === 'script')) {
    const code = tokens(await read(src));
    parts.push(`;if(CloudflareApps.matchPage(${install}.URLPatterns)){try{${code}\n}${kRethrow}};`);
  }
  for (const { src } of resources.filter(({ type }) => type === 'style')) {
    const css = Buffer.from(await read(src)).toString('base64');
    parts.push(`;CloudflareApps.internal.addStyle('data:text/css;charset=utf-8;base64,${css}','/style.css');`);
  }
  return { script: parts.join('\n'), manifest, handler: (execute) => tokens(execute) };
}

// Serves { '/path': [type, text] } on loopback until close().
export async function serve(files) {
  const server = createServer((request, response) => {
    const file = files[new URL(request.url, 'http://local').pathname];
    response.writeHead(file ? 200 : 404, { 'content-type': file ? file[0] : 'text/plain' });
    response.end(file ? file[1] : 'not found');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin, close };
}
