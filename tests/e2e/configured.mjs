// The program serving from a configuration file that the test changes, and its admin socket.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

import { startServing } from '../support/inlay.mjs';
import { until, within } from '../support/wait.mjs';
import { temporaryFolder } from './edge.mjs';

// A configuration as text. `sites`: [{ hosts, origin, app, acceptEncoding }]; the rest as the keys of the file.
export function configuration({ http = ['127.0.0.1:0'], admin, access, settings = {}, prefix, trusted, sites }) {
  const lines = ['schema = 1', 'state = "state"', '[listen]', `http = ${JSON.stringify(http)}`];
  if (admin) lines.push(`admin = "unix:${admin}"`);
  if (trusted) lines.push(`trusted_proxies = ${JSON.stringify(trusted)}`);
  if (access) lines.push('[log]', `access = "${access}"`);
  if (prefix) lines.push('[apps]', `path_prefix = "${prefix}"`);
  if (Object.keys(settings).length) lines.push('[http]', ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`));
  for (const { hosts = ['site.test'], origin, app, acceptEncoding } of sites) {
    lines.push('[[site]]', `hosts = ${JSON.stringify(hosts)}`, `origin = "${origin}"`);
    if (acceptEncoding) lines.push(`accept_encoding = "${acceptEncoding}"`);
    if (app) lines.push(`apps = [{ folder = "${app}" }]`);
  }
  return `${lines.join('\n')}\n`;
}

// { process, url, urls, folder, write(text), reload(text) }; reload resolves to { done, told }, where told is what was
// written to standard error meanwhile.
export async function startConfigured(t, text) {
  const folder = temporaryFolder(t);
  const file = join(folder, 'inlay.toml');
  // Whole or not at all: a reload may read at any moment.
  const write = (content) => {
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  };
  write(text);
  const serving = await startServing(t, ['serve', '--config', file], { cwd: folder });
  const reload = async (content, { limitMs = 15_000 } = {}) => {
    write(content);
    const seen = serving.process.stderr.length;
    serving.process.child.kill('SIGHUP');
    const [, outcome] = await until(() => /"event":"reload\.(done|refused)"/.exec(serving.process.stderr.slice(seen)), { what: `the reload; it wrote ${serving.process.stderr.slice(seen)}`, limitMs });
    return { done: outcome === 'done', told: serving.process.stderr.slice(seen) };
  };
  return { ...serving, folder, file, write, reload, admin: adminOf(join(folder, 'state/admin.sock')) };
}

export function adminOf(socketPath) {
  const ask = (path, { method = 'GET' } = {}) =>
    within(
      new Promise((resolve, reject) => {
        const asked = request({ socketPath, path, method }, (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
          response.on('error', reject);
        });
        asked.on('error', reject);
        asked.end();
      }),
      { what: `${path} of ${socketPath}` },
    );
  return {
    ask,
    path: socketPath,
    status: async (query = '') => JSON.parse((await ask(`/v1/status${query}`)).body),
    metrics: async () => parseMetrics((await ask('/metrics')).body),
  };
}

// Prometheus text 0.0.4 → Map of 'name{labels}' → number. Throws on what is not that.
export function parseMetrics(text) {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const samples = new Map();
  const types = new Map();
  for (const line of text.slice(0, -1).split('\n')) {
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line);
    if (type) {
      if (types.has(type[1])) throw new Error(`a second TYPE of ${type[1]}`);
      types.set(type[1], type[2]);
    }
    if (/^# (HELP [a-z_]+ .+|TYPE .+)$/.test(line)) continue;
    const sample = /^([a-z_]+)(\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? (-?[0-9.e+-]+)$/.exec(line);
    if (!sample) throw new Error(`no sample: ${line}`);
    const [, name, labels = '', value] = sample;
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    if (!types.has(family)) throw new Error(`no TYPE before ${line}`);
    if (samples.has(name + labels)) throw new Error(`twice: ${line}`);
    samples.set(name + labels, Number(value));
  }
  return samples;
}

// The access log's lines as objects; nothing while there is no file.
export function accessLines(path) {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
}
