// Declarative inserts through `serve`: real origins, codings, encodings, page patterns, validators, reloads and deaths.
import assert from 'node:assert/strict';
import { get as httpGet } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, constants, createBrotliCompress, createBrotliDecompress, createGunzip, createGzip, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import * as zlib from 'node:zlib';

import { startNginx } from '../support/nginx.mjs';
import { startOrigin } from '../support/origin.mjs';
import { killProcess } from '../support/process.mjs';
import { connectRaw } from '../support/raw_client.mjs';
import { until, within } from '../support/wait.mjs';
import { accessLines, startConfigured } from './configured.mjs';
import { appFolder, ask, crlf, edgePid, folderOf, get, navigation, startEdge, temporaryFolder } from './edge.mjs';

const link = '<link rel="stylesheet" href="/_app/app.css">';
const script = '<script src="/_app/app.js" defer></script>';
const headAndBody = [
  { selector: 'head', method: 'append', html: link },
  { selector: 'body', method: 'append', html: script },
];
const tagPattern = /<script src="\/cdn-cgi\/apps\/head\/[A-Za-z0-9_-]{27}\.js"><\/script>/;
const decoders = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync, zstd: zlib.zstdDecompressSync };

const insertsApp = (t, inserts, { pages, options, resources, files = {} } = {}) => folderOf(t, { 'install.json': { ...(resources && { resources }), inlay: { inserts, ...(pages && { pages }) }, ...(options && { options: { properties: options } }) }, ...files });

// A page and what the two inserts make of it.
const pageOf = (inside) => `<!doctype html><html><head><title>t</title>${inside.head ?? ''}</head><body>${inside.body ?? '<p>hi</p>'}</body></html>\n`;
const insertedInto = (page) => page.replace('</head>', `${link}</head>`).replace(/<\/body>(?![^]*<\/body>)/, `${script}</body>`);
const text = (answer) => answer.body.toString('latin1');

// A configuration with apps and their options. `sites`: [{ hosts, origin, apps: [[folder, options]] }].
function configured({ access, sites }) {
  const lines = ['schema = 1', 'state = "state"', '[listen]', 'http = ["127.0.0.1:0"]'];
  if (access) lines.push('[log]', `access = ${JSON.stringify(access)}`);
  for (const { hosts = ['site.test'], origin, apps = [], extra = '' } of sites) {
    const list = apps.map(([folder, options]) => `{ folder = ${JSON.stringify(folder)}${options ? `, options = ${JSON.stringify(options)}` : ''} }`);
    lines.push('[[site]]', `hosts = ${JSON.stringify(hosts)}`, `origin = ${JSON.stringify(origin)}`, extra, `apps = [${list.join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}

test('pages of a real nginx get what apps insert, and nothing else changes', async (t) => {
  const tricky = pageOf({ head: '<!-- </head> --><script>"</head></body>"</script><meta content="</head>">', body: '<p title="</body>">x</p><!-- </body> --><textarea></body></textarea>' });
  const files = {
    'plain.html': pageOf({}),
    'tricky.html': tricky,
    'long.html': pageOf({ body: '<p>some words and more of them</p>\n'.repeat(20_000) }),
    'style.css': 'head { color: red } /* </head> */\n',
  };
  const folder = folderOf(t, files);
  const nginx = await startNginx(t, `root ${folder}; charset utf-8; gzip on; gzip_proxied any; gzip_types text/css; gzip_min_length 0;`);
  const edge = await startEdge(t, nginx.url, { apps: [insertsApp(t, headAndBody)] });
  const expected = {
    ...files,
    'plain.html': insertedInto(files['plain.html']),
    'long.html': insertedInto(files['long.html']),
    'tricky.html': tricky.replace('<meta content="</head>"></head>', `<meta content="</head>">${link}</head>`).replace('</textarea></body>', `</textarea>${script}</body>`),
  };
  for (const name of Object.keys(files)) {
    for (const coding of [undefined, 'gzip']) {
      const answer = await ask(t, edge.url, navigation(`/${name}`, ...(coding ? [`Accept-Encoding: ${coding}`] : [])));
      assert.equal(answer.headers.get('content-encoding'), coding, name);
      assert.equal((coding ? decoders[coding](answer.body) : answer.body).toString(), expected[name], `${name} in ${coding}`);
    }
  }
});

test('an app of inserts alone has no tag and no bundle; one with resources beside them has both, before the inserts', async (t) => {
  const page = pageOf({});
  const { url: origin } = await startOrigin(t, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html', ETag: '"e"' }).end(page));
  const alone = await startEdge(t, origin, { apps: [insertsApp(t, headAndBody)] });
  const answer = await ask(t, alone.url, navigation('/'));
  assert.equal(text(answer), insertedInto(page));
  const mark = /^"e-inlay\.([\w-]{10})"$/.exec(answer.headers.get('etag'))?.[1];
  assert.ok(mark, answer.headers.get('etag'));
  for (const part of ['head', 'body']) {
    assert.equal((await ask(t, alone.url, get(`/cdn-cgi/apps/${part}/${mark}${'A'.repeat(17)}.js`))).status, 404, 'of a hash that is only like it');
  }
  const both = insertsApp(t, headAndBody, { resources: { head: [{ type: 'script', src: 'a.js' }] }, files: { 'a.js': 'window.a = 1;\n' } });
  const with_tag = await startEdge(t, origin, { apps: [both] });
  const tagged = text(await ask(t, with_tag.url, navigation('/')));
  const [tag] = tagPattern.exec(tagged);
  assert.equal(tagged, insertedInto(page).replace(link, tag + link));
  assert.equal((await ask(t, with_tag.url, get(/src="([^"]+)"/.exec(tag)[1]))).status, 200);
});

test('at one place contents stand in the order of the installs, for every method', async (t) => {
  const page = pageOf({ body: '<main>m</main>' });
  const { url: origin } = await startOrigin(t, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(page));
  const methods = ['before', 'prepend', 'append', 'after'];
  const named = (name) => insertsApp(t, methods.map((method) => ({ selector: 'main', method, html: `[${name} ${method}]` })));
  const edge = await startEdge(t, origin, { apps: [named('a'), named('b'), named('c')] });
  const all = (method) => ['a', 'b', 'c'].map((name) => `[${name} ${method}]`).join('');
  assert.equal(text(await ask(t, edge.url, navigation('/'))), page.replace('<main>m</main>', `${all('before')}<main>${all('prepend')}m${all('append')}</main>${all('after')}`));
});

test('attributes, options and what visitors would type', async (t) => {
  const page = pageOf({ body: '<a href="https://other.test/" rel=nofollow>out</a><a href=/in>in</a>' });
  const { url: origin } = await startOrigin(t, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page));
  const app = insertsApp(t, [{ selector: 'a[href^="https:"]', attributes: { rel: { add: 'noopener nofollow' }, target: '{{ options.target }}' }, method: 'append', html: '<small title="{{ options.note }}">{{ options.note }}</small>' }], {
    options: { target: { type: 'string', default: '_blank' }, note: { type: 'string', default: '"<é>&' } },
  });
  const edge = await startEdge(t, origin, { apps: [app] });
  const body = (await ask(t, edge.url, navigation('/'))).body.toString();
  assert.match(body, /<a href="https:\/\/other\.test\/" rel="?nofollow noopener"? target="_blank">out<small title="&quot;(<|&lt;)é(>|&gt;)&amp;">("|&quot;)&lt;é&gt;&amp;<\/small><\/a><a href=\/in>in<\/a>/);
});

test('page patterns: elsewhere everything is as without apps', async (t) => {
  const page = pageOf({});
  const asked = [];
  const { url: origin } = await startOrigin(t, (request, response) => {
    asked.push(request.headers);
    if (request.headers['if-none-match'] === '"e"') return response.writeHead(304, { ETag: '"e"' }).end();
    const fields = { 'Content-Type': 'text/html', ETag: '"e"', 'Accept-Ranges': 'bytes', 'Content-Length': page.length };
    if (request.headers.range) return response.writeHead(206, { ...fields, 'Content-Length': 4, 'Content-Range': `bytes 0-3/${page.length}` }).end(page.slice(0, 4));
    response.writeHead(200, fields).end(request.method === 'HEAD' ? undefined : page);
  });
  const access = join(temporaryFolder(t), 'access.log');
  const blog = insertsApp(t, headAndBody, { pages: { include: ['/blog/*'], exclude: ['/blog/private/*'] } });
  const everywhere = insertsApp(t, [{ selector: 'p', method: 'after', html: '<hr>' }], { pages: { exclude: ['/plain*', '/blog/private/*'] } });
  const { url } = await startConfigured(t, configured({ access, sites: [{ origin, apps: [[blog], [everywhere]] }] }));
  const both = (text) => insertedInto(text).replace('</p>', '</p><hr>');
  for (const [path, expected, apps] of [
    ['/blog/a', both(page), 2],
    ['/blog/a?private/', both(page), 2],
    ['/blog/', both(page), 2],
    ['/blog', page.replace('</p>', '</p><hr>'), 1],
    ['/blog/private/a', page, 0],
    ['/plain', page, 0],
    ['/', page.replace('</p>', '</p><hr>'), 1],
  ]) {
    await t.test(path, async (t) => {
      const answer = await ask(t, url, navigation(path));
      assert.equal(text(answer), expected);
      const line = await until(() => accessLines(access).findLast((line) => line.path === path.split('?')[0]), { what: 'the line' });
      assert.deepEqual([line.kind, line.app_count ?? 0, line.bytes_added ?? 0], apps ? ['page', apps, expected.length - page.length] : ['relay', 0, 0]);
      const head = await ask(t, url, crlf(`HEAD ${path} HTTP/1.1`, 'Host: site.test', 'Sec-Fetch-Dest: document'), { method: 'HEAD' });
      assert.equal(head.headers.get('etag'), answer.headers.get('etag'));
      const etag = answer.headers.get('etag');
      if (apps === 0) {
        assert.equal(etag, '"e"');
        assert.equal(answer.headers.get('accept-ranges'), 'bytes');
        assert.equal(answer.headers.get('content-length'), String(page.length));
      } else {
        assert.match(etag, /^"e-inlay\.[\w-]{10}"$/);
        assert.equal(answer.headers.has('accept-ranges'), false);
      }
      const again = await ask(t, url, navigation(path, `If-None-Match: ${etag}`));
      assert.deepEqual([again.status, again.headers.get('etag')], [304, etag], 'the page is known');
      const other = await ask(t, url, navigation(path, 'If-None-Match: "e-inlay.0123456789"'));
      assert.deepEqual([other.status, asked.at(-1)['if-none-match']], [200, undefined], 'a page of another plan is not');
      const bare = await ask(t, url, navigation(path, 'If-None-Match: "e"'));
      assert.equal(bare.status, apps ? 200 : 304, 'the origin’s own tag');
    });
  }
});

test('pages in legacy encodings get character references, and keep their bytes', async (t) => {
  const app = insertsApp(t, [
    { selector: 'head', method: 'append', html: '<meta name=x content="日本 ü">' },
    { selector: 'p', method: 'append', html: '<b>日本 ü 😀</b>' },
  ]);
  const inserted = (page, first, second) => Buffer.from(page.toString('latin1').replace('</head>', `${first}</head>`).replace('</p>', `${second}</p>`), 'latin1');
  const utf8 = (string) => Buffer.from(string).toString('latin1');
  // “日本” in Shift_JIS has a byte 0x93, and ソ one that is a backslash.
  const shiftJis = Buffer.concat([Buffer.from('<!doctype html><html><head><title>'), Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x83, 0x5c]), Buffer.from('</title></head><body><p>'), Buffer.from([0x83, 0x5c]), Buffer.from('</p></body></html>')]);
  const latin = Buffer.from(pageOf({ body: '<p>\xfc\x80</p>' }), 'latin1');
  const meta = Buffer.from(pageOf({ head: '<meta charset=utf-8>' }));
  const rows = [
    { name: 'windows-1252 by the field', type: 'text/html; charset=windows-1252', page: latin, references: true },
    { name: 'shift_jis by the field', type: 'text/html; charset=shift_jis', page: shiftJis, references: true },
    { name: 'nothing said', type: 'text/html', page: latin, references: true },
    { name: 'utf-8 by the field', type: 'text/html; charset=utf-8', page: Buffer.from(pageOf({ body: '<p>ü</p>' })), references: false },
    { name: 'a byte order mark', type: 'text/html; charset=shift_jis', page: Buffer.from(`\ufeff${pageOf({})}`), references: false },
    { name: 'utf-8 by a meta', type: 'text/html', page: meta, references: false },
  ];
  const { url: origin } = await startOrigin(t, (request, response) => {
    const row = rows[Number(request.url.slice(1))];
    response.writeHead(200, { 'Content-Type': row.type }).end(row.page);
  });
  const edge = await startEdge(t, origin, { apps: [app] });
  for (const [i, row] of rows.entries()) {
    const { body } = await ask(t, edge.url, navigation(`/${i}`));
    const referenced = (string) => string.replace(/[^\0-\x7f]/gu, (c) => `&#${c.codePointAt(0)};`);
    const put = row.references ? referenced : utf8;
    const expected = inserted(row.page, put('<meta name=x content="日本 ü">'), put('<b>日本 ü 😀</b>'));
    assert.equal(body.toString('latin1').replace(/&#x([0-9a-f]+);/gi, (_, hex) => `&#${Number.parseInt(hex, 16)};`), expected.toString('latin1'), row.name);
  }
});

test('every coding is undone and done again, also piece by piece', async (t) => {
  const page = pageOf({ body: '<p>some words and more of them</p>\n'.repeat(500) });
  const encoders = { gzip: gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync, zstd: zlib.zstdCompressSync };
  const { url: origin } = await startOrigin(t, async (request, response) => {
    const [, coding, cut] = request.url.split('/');
    const bytes = encoders[coding](page);
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': coding });
    for (let at = 0; at < bytes.length; at += Number(cut)) {
      response.write(bytes.subarray(at, at + Number(cut)));
      await new Promise(setImmediate);
    }
    response.end();
  });
  const edge = await startEdge(t, origin, { apps: [insertsApp(t, headAndBody)] });
  for (const coding of Object.keys(encoders)) {
    for (const cut of [7, 100_000]) {
      const answer = await ask(t, edge.url, navigation(`/${coding}/${cut}`, 'Accept-Encoding: gzip, deflate, br, zstd'));
      assert.equal(answer.headers.get('content-encoding'), coding);
      assert.equal(decoders[coding](answer.body).toString(), insertedInto(page), `${coding} in pieces of ${cut}`);
    }
  }
});

test('what a slow origin sends has left with what belongs into it, before the next piece comes', async (t) => {
  const pieces = ['<!doctype html><html><head><title>t</title>', '</head><body><p>one</p>', '<p>two', '</p><p>three</p></body>', '</html>'];
  const inserts = [...headAndBody, { selector: 'p', method: 'after', html: '<hr>' }];
  // After each piece; of a tag that ends nothing yet nothing is held back.
  const seen = ['<title>t</title>', `${link}</head><body><p>one</p><hr>`, '<p>two', `</p><hr><p>three</p><hr>${script}</body>`, '</html>'];
  for (const [coding, encoder, decoder, flush] of [
    [undefined],
    ['gzip', createGzip, createGunzip, constants.Z_SYNC_FLUSH],
    ['br', createBrotliCompress, createBrotliDecompress, constants.BROTLI_OPERATION_FLUSH],
  ]) {
    await t.test(coding ?? 'identity', async (t) => {
      let send, end;
      const { url: origin } = await startOrigin(t, (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html', ...(coding && { 'Content-Encoding': coding }) });
        if (!coding) return ([send, end] = [(part) => response.write(part), () => response.end()]);
        const stream = encoder();
        stream.pipe(response);
        send = (part) => (stream.write(part), stream.flush(flush));
        end = () => stream.end();
      });
      const edge = await startEdge(t, origin, { apps: [insertsApp(t, inserts)] });
      const answered = new Promise((resolve, reject) => httpGet(edge.url, { headers: { 'sec-fetch-dest': 'document', ...(coding && { 'accept-encoding': coding }) } }, resolve).on('error', reject));
      await until(() => send, { what: 'the request at the origin' });
      send(pieces[0]);
      const response = await within(answered, { what: 'the head' });
      let got = '';
      (coding ? response.pipe(decoder()) : response).on('data', (chunk) => (got += chunk));
      for (const [i, part] of seen.entries()) {
        if (i > 0) send(pieces[i]);
        await until(() => got.endsWith(part), { what: `${part} after piece ${i}; there is ${got}` });
      }
      end();
    });
  }
});

test('a page is the same however its origin cuts it', async (t) => {
  const page = Buffer.from(pageOf({ head: '<meta name="a>b" content=\'x\'>', body: '<ul><li>one<li class=x>two</ul><table><td>c</table><p>p' }));
  const { url: origin } = await startOrigin(t, async (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const cut = Number(request.url.slice(1));
    for (const part of [page.subarray(0, cut), page.subarray(cut)]) {
      response.write(part);
      await new Promise(setImmediate);
    }
    response.end();
  });
  const inserts = [...headAndBody, { selector: 'li', method: 'append', html: '!' }, { selector: 'ul > .x', attributes: { class: { add: 'y' } } }, { selector: 'td', method: 'replace', html: '<td>new</td>' }];
  const edge = await startEdge(t, origin, { apps: [insertsApp(t, inserts)] });
  const whole = text(await ask(t, edge.url, navigation('/0')));
  assert.match(whole, /<ul><li>one!<li class="?x y"?>two!<\/ul><table><td>new<\/td><\/table>/);
  for (let cut = 1; cut < page.length; cut += 3) assert.equal(text(await ask(t, edge.url, navigation(`/${cut}`))), whole, `cut at ${cut}`);
});

test('what is no page, or may not be changed, leaves as it came', async (t) => {
  const page = pageOf({});
  const rows = [
    { name: 'no-transform', fields: { 'Content-Type': 'text/html', 'Cache-Control': 'no-transform' } },
    { name: 'XHTML', fields: { 'Content-Type': 'application/xhtml+xml' } },
    { name: 'a style', fields: { 'Content-Type': 'text/css' } },
    { name: 'UTF-16', fields: { 'Content-Type': 'text/html; charset=utf-16' } },
    { name: 'ISO-2022-JP', fields: { 'Content-Type': 'text/html; charset=iso-2022-jp' } },
    { name: 'an unknown coding', fields: { 'Content-Type': 'text/html', 'Content-Encoding': 'compress' } },
    { name: 'a fragment that a script fetches', fields: { 'Content-Type': 'text/html' }, dest: 'empty', body: '<head></head><p>x</p>'.slice(6) },
    { name: 'a page in an image element', fields: { 'Content-Type': 'text/html' }, dest: 'image', body: '<p>x</p>' },
  ];
  const { url: origin } = await startOrigin(t, (request, response) => {
    const { fields, body = page } = rows[Number(request.url.slice(1))];
    response.writeHead(200, { ETag: '"e"', 'Content-Length': body.length, ...fields }).end(body);
  });
  const edge = await startEdge(t, origin, { apps: [insertsApp(t, [...headAndBody, { selector: 'p', method: 'append', html: '!' }])] });
  for (const [i, { name, body = page, dest = 'document' }] of rows.entries()) {
    const answer = await ask(t, edge.url, get(`/${i}`, `Sec-Fetch-Dest: ${dest}`));
    assert.deepEqual([text(answer), answer.headers.get('etag'), answer.headers.get('content-length')], [body, '"e"', String(body.length)], name);
  }
});

test('options that change, an install more, and the last one gone show at the next request', async (t) => {
  const page = pageOf({});
  const { url: origin } = await startOrigin(t, (request, response) => {
    const fresh = (request.headers['if-none-match'] ?? '').includes('"e"');
    response.writeHead(fresh ? 304 : 200, { 'Content-Type': 'text/html', ETag: '"e"' }).end(fresh ? undefined : page);
  });
  const app = insertsApp(t, [{ selector: 'body', method: 'prepend', html: '<b>{{ options.word }}</b>' }], { options: { word: { type: 'string', default: 'first' } } });
  const options = join(folderOf(t, { 'options.json': { word: 'second' } }), 'options.json');
  const text_of = (apps) => configured({ sites: [{ origin, apps }] });
  const { url, reload } = await startConfigured(t, text_of([]));
  let etag = '"e"';
  for (const [name, apps, expected] of [
    ['one app', [[app]], '<body><b>first</b>'],
    ['other options', [[app, options]], '<body><b>second</b>'],
    ['a second install', [[app, options], [app]], '<body><b>second</b><b>first</b>'],
    ['the other order', [[app], [app, options]], '<body><b>first</b><b>second</b>'],
    ['none', [], '<body><p>'],
  ]) {
    const { done, told } = await reload(text_of(apps));
    assert.ok(done, told);
    const answer = await ask(t, url, navigation('/', `If-None-Match: ${etag}`));
    assert.equal(answer.status, 200, `${name}: the page of before is not taken for this one`);
    assert.ok(text(answer).includes(expected), `${name}: ${text(answer)}`);
    etag = answer.headers.get('etag');
    const again = await ask(t, url, navigation('/', `If-None-Match: ${etag}`));
    assert.deepEqual([again.status, again.headers.get('etag')], [304, etag], `${name}: once it is there it is not sent again`);
  }
  assert.equal(etag, '"e"');
});

test('a reload in the middle of a page changes nothing of it', async (t) => {
  let response;
  const { url: origin } = await startOrigin(t, (_, answer) => {
    response = answer;
    answer.writeHead(200, { 'Content-Type': 'text/html' });
    answer.write('<!doctype html><html><head></head><body><p>one</p>');
  });
  const app = (word) => insertsApp(t, [{ selector: 'body', method: 'append', html: `<b>${word}</b>${'x'.repeat(3000)}` }]);
  const text_of = (word) => configured({ sites: [{ origin, apps: [[app(word)]] }] });
  const { url, reload } = await startConfigured(t, text_of('before'));
  const client = await connectRaw(t, url);
  const answer = client.send(navigation('/')).response();
  await until(() => response, { what: 'the request at the origin' });
  for (const word of ['between', 'after']) assert.ok((await reload(text_of(word))).done);
  response.end('</body></html>');
  assert.equal(text(await answer), `<!doctype html><html><head></head><body><p>one</p><b>before</b>${'x'.repeat(3000)}</body></html>`);
});

test('an edge that is killed in the middle of a page leaves it visibly cut, and the next one serves', async (t) => {
  const page = pageOf({});
  let response;
  const { url: origin } = await startOrigin(t, (request, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' });
    if (request.url !== '/slow') return answer.end(page);
    response = answer;
    answer.write('<!doctype html><html><head><title>t</title></head><body>');
  });
  const edge = await startEdge(t, origin, { apps: [insertsApp(t, headAndBody)] });
  const [cut] = await Promise.all([
    new Promise((resolve) => {
      httpGet(`${edge.url}/slow`, { headers: { 'sec-fetch-dest': 'document' } }, (answer) => {
        let got = '';
        answer.on('data', (chunk) => {
          got += chunk;
          if (got.includes('<body>')) killProcess(edgePid(edge), 'SIGKILL');
        });
        answer.on('error', (error) => resolve({ error, got }));
        answer.on('end', () => resolve({ got, complete: answer.complete }));
      }).on('error', (error) => resolve({ error, got: '' }));
    }),
  ]);
  assert.ok(cut.error, 'a part is not passed for the whole');
  assert.match(cut.got, /<link rel="stylesheet" href="\/_app\/app.css"><\/head><body>/);
  response.destroy();
  assert.equal(text(await ask(t, edge.url, navigation('/'))), insertedInto(page));
});

test('apps of resources and apps of inserts share a page', async (t) => {
  const page = pageOf({ head: '<script>1</script>' });
  const { url: origin } = await startOrigin(t, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(page));
  const access = join(temporaryFolder(t), 'access.log');
  const { url } = await startConfigured(t, configured({ access, sites: [{ origin, apps: [[insertsApp(t, headAndBody)], [appFolder(t)]] }] }));
  const answer = text(await ask(t, url, navigation('/')));
  const [tag] = tagPattern.exec(answer);
  assert.equal(answer, insertedInto(page).replace('<script>1', `${tag}<script>1`));
  const line = await until(() => accessLines(access)[0], { what: 'the line' });
  assert.deepEqual([line.kind, line.app_count, line.bytes_added], ['page', 2, tag.length + link.length + script.length]);
});

test('inserts that cannot be carried out are told once in the log, and the page is whole', async (t) => {
  const page = pageOf({ body: '<script id="code">1</script>' });
  const { url: origin } = await startOrigin(t, (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(page));
  const edge = await startEdge(t, origin, { apps: [insertsApp(t, [{ selector: '#code', method: 'append', html: '</script><p>' }])] });
  const visitor = await connectRaw(t, edge.url); // one connection: one loop, each of which tells once
  for (let i = 0; i < 3; ++i) assert.equal(text(await visitor.send(navigation('/')).response()), page);
  const told = () => edge.process.stderr.split('\n').filter((line) => line.includes('"inserts.incomplete"')).map((line) => JSON.parse(line));
  await until(() => told().length > 0, { what: 'the event' });
  assert.equal(told().length, 1);
  assert.deepEqual([told()[0].level, told()[0].refused, told()[0].over_limit], ['warn', 1, false]);
});
