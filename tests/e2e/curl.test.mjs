// What curl makes of the edge: a client we did not write.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { startNginx } from '../support/nginx.mjs';
import { startOrigin } from '../support/origin.mjs';
import { run } from '../support/process.mjs';
import { appFolder, folderOf, startEdge } from './edge.mjs';

const page = '<!doctype html><html><head><title>t</title></head><body>page</body></html>';
const curl = (t, ...args) => run(t, 'curl', ['--silent', '--show-error', '--max-time', '10', ...args]);

test('curl with nginx behind', async (t) => {
  const site = folderOf(t, { 'index.html': page, 'a.bin': Buffer.alloc(200_000, 'abc') });
  const nginx = await startNginx(t, `root ${site}; absolute_redirect off; location /old { return 302 /; } location /none { return 204; }`);
  const { url } = await startEdge(t, nginx.url, { apps: [appFolder(t)] });
  const rows = [
    { name: 'a page', args: [`${url}/`], out: /<script src="\/cdn-cgi\/apps\/head\/[\w-]{27}\.js"><\/script>/ },
    { name: 'compressed', args: ['--compressed', `${url}/`], out: /cdn-cgi/ },
    { name: 'the head', args: ['--head', `${url}/a.bin`], out: /^HTTP\/1\.1 200 OK[^]*Content-Length: 200000\r\n/ },
    { name: 'a redirect followed', args: ['--location', `${url}/old`], out: /cdn-cgi/ },
    { name: 'HTTP/1.0', args: ['--http1.0', `${url}/`], out: /cdn-cgi/ },
    { name: 'a part of a file', args: ['--range', '3-5', '--header', 'Accept: application/octet-stream', `${url}/a.bin`], out: /^abc$/ },
    { name: 'no content', args: ['--write-out', '%{http_code}', `${url}/none`], out: /^204$/ },
    { name: 'many on one connection', args: ['--write-out', '%{num_connects} ', ...Array(5).fill(`${url}/none`)], out: /^1 0 0 0 0 $/ },
    { name: 'something missing', args: ['--fail', `${url}/missing`], code: 22, out: /^$/ },
  ];
  for (const { name, args, out, code = 0 } of rows) {
    await t.test(name, async (t) => {
      const result = await curl(t, ...args);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stdout.toString(), out);
    });
  }
});

test('curl sends bodies', async (t) => {
  const origin = await startOrigin(t, (request, response) => request.pipe(response));
  const { url } = await startEdge(t, origin.url);
  const folder = folderOf(t, { 'large.bin': Buffer.alloc(3_000_000, '0123456789') });
  const large = join(folder, 'large.bin');
  const rows = [
    { name: 'a form', args: ['--data', 'a=1&b=2'], size: 7 },
    { name: 'a file, after asking whether to send it', args: ['--data-binary', `@${large}`, '--header', 'Expect: 100-continue'], size: 3_000_000 },
    { name: 'a file in chunks', args: ['--upload-file', large, '--header', 'Transfer-Encoding: chunked'], size: 3_000_000 },
    { name: 'parts', args: ['--form', `file=@${large}`], size: 3_000_000, more: true },
  ];
  for (const { name, args, size, more } of rows) {
    await t.test(name, async (t) => {
      const { code, stdout, stderr } = await curl(t, ...args, `${url}/echo`);
      assert.equal(code, 0, stderr);
      assert.ok(more ? stdout.length > size : stdout.length === size, `${stdout.length} bytes came back`);
    });
  }
});
