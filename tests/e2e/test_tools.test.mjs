// The tools that the other tests here stand on.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openChromium } from '../support/chromium.mjs';
import { startNginx } from '../support/nginx.mjs';
import { startOrigin, startRawOrigin } from '../support/origin.mjs';
import { descendantsOf, run, start } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until } from '../support/wait.mjs';

test('run gives the exact bytes, the code and standard error', async (t) => {
  const result = await run(t, 'sh', ['-c', 'cat; echo oops >&2; exit 3'], { input: Buffer.from([0, 255, 10]) });
  assert.deepEqual([...result.stdout], [0, 255, 10]);
  assert.equal(result.stderr, 'oops\n');
  assert.equal(result.code, 3);
});

test('a killed process takes its children with it', async (t) => {
  const shell = start(t, 'sh', ['-c', 'sleep 100 & echo up; wait']);
  await shell.saw(/up/);
  const [child] = descendantsOf(shell.pid);
  assert.equal(child.name, 'sleep');
  await shell.kill();
  await until(() => descendantsOf(process.pid).every(({ pid }) => pid !== child.pid), { what: 'the child to end' });
});

test('waiting in vain says what for', async (t) => {
  const shell = start(t, 'sh', ['-c', 'echo only this']);
  await assert.rejects(shell.saw(/never/), /ended without writing \/never\/\nonly this/);
  await assert.rejects(until(() => false, { what: 'the moon', limitMs: 20 }), /in vain for the moon/);
});

test('nginx serves a folder and the raw client reads pipelined answers', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'inlay-site-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'index.html'), '<p>nginx</p>');
  const { url } = await startNginx(t, `root ${folder};`);
  const client = await connectRaw(t, url);
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /no HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const page = await client.response();
  assert.equal(page.status, 200);
  assert.equal(page.body.toString(), '<p>nginx</p>');
  assert.equal(page.headers.get('content-type'), 'text/html');
  assert.equal((await client.response({ method: 'HEAD' })).body.length, 0);
  assert.equal((await client.response()).status, 404);
  await client.sawClose();
});

test('origins: chunked by Node.js, and raw bytes', async (t) => {
  const origin = await startOrigin(t, (_, response) => {
    response.write('one ');
    response.end('two');
  });
  const client = await connectRaw(t, origin.url);
  const answer = await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').response();
  assert.equal(answer.headers.get('transfer-encoding'), 'chunked');
  assert.equal(answer.body.toString(), 'one two');

  const raw = await startRawOrigin(t, (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nuntil the end'));
  assert.equal((await (await connectRaw(t, raw.url)).response()).body.toString(), 'until the end');
});

test('Chromium loads a page and tells of its errors', async (t) => {
  const origin = await startOrigin(t, (_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<title>hello</title><link rel=icon href="data:,"><script>throw new Error("from the page")</script>');
  });
  const { context, errors } = await openChromium(t);
  const page = await context.newPage();
  await page.goto(origin.url);
  assert.equal(await page.title(), 'hello');
  await until(() => errors.some((text) => text.includes('from the page')), { what: "the page's error" });
});
