// The bundled app apps/image-hints, an edge script: what it does to pictures, and what that looks like in Chromium.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';

import { folderOf, startEdge } from '../e2e/edge.mjs';
import { inlay } from '../support/inlay.mjs';
import { launchChromium } from '../support/chromium.mjs';
import { startOrigin } from '../support/origin.mjs';
import { root } from './support.mjs';

const folder = path.join(root, 'apps/image-hints');
const rules = /<style>:where\(img\[data-image-hints\]\)[^<]*<\/style>/;

async function rewrite(t, html, options = {}, args = []) {
  const file = path.join(folderOf(t, { 'options.json': options }), 'options.json');
  const { code, stdout, stderr } = await inlay(t, ['rewrite', '--strict', '--app', folder, '--options', file, ...args], { input: html });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout.toString();
}

// What becomes of pictures alone.
async function picturesOf(t, body, options = {}) {
  const html = await rewrite(t, `<!doctype html><head><title>t</title></head><body>${body}</body>`, { atOnce: 0, shapes: false, ...options });
  return /<body>([^]*)<\/body>/.exec(html)[1].replace(rules, '');
}

const later = 'loading="lazy" decoding="async"';

describe('when pictures load', () => {
  const rows = [
    ['all of them later', '<img src=a.jpg><img src=b.jpg>', {}, `<img src=a.jpg ${later}><img src=b.jpg ${later}>`],
    ['not the first two', '<img src=a.jpg><p><img src=b.jpg></p><img src=c.jpg>', { atOnce: 2 }, `<img src=a.jpg><p><img src=b.jpg></p><img src=c.jpg ${later}>`],
    ['what says when it loads', '<img src=a.jpg loading=eager><img src=b.jpg fetchpriority=high>', {}, '<img src=a.jpg loading=eager decoding="async"><img src=b.jpg fetchpriority=high decoding="async">'],
    ['what says how it is decoded', '<img src=a.jpg decoding=sync>', {}, '<img src=a.jpg decoding=sync loading="lazy">'],
    ['decoding is not wanted', '<img src=a.jpg>', { decoding: false }, '<img src=a.jpg loading="lazy">'],
    ['what scripts fill in, and what counts visitors, is no picture and does not count', '<img src="data:,"><img data-src=a.jpg><img src=p.gif width=1 height=1><img src=a.jpg><img src=b.jpg>', { atOnce: 1 },
      `<img src="data:,"><img data-src=a.jpg><img src=p.gif width=1 height=1><img src=a.jpg><img src=b.jpg ${later}>`],
    ['left alone', '<img class=no-image-hints src=a.jpg><p class="x no-image-hints"><img src=b.jpg></p><img src=c.jpg>', {}, `<img class=no-image-hints src=a.jpg><p class="x no-image-hints"><img src=b.jpg></p><img src=c.jpg ${later}>`],
    ['noscript and template', '<noscript><img src=a.jpg></noscript><template><img src=b.jpg></template>', {}, '<noscript><img src=a.jpg></noscript><template><img src=b.jpg></template>'],
    ['in a picture element', '<picture><source srcset=a.avif><img src=a.jpg></picture>', {}, `<picture><source srcset=a.avif><img src=a.jpg ${later}></picture>`],
    ['svg images are none', '<svg><image href="a.jpg"/></svg>', {}, '<svg><image href="a.jpg"/></svg>'],
  ];
  for (const [name, body, options, expected] of rows) test(name, async (t) => assert.equal(await picturesOf(t, body, options), expected));
});

describe('room for pictures', () => {
  const early = { atOnce: 20, shapes: true };
  const listed = { atOnce: 20, sizes: [{ address: 'images/pot.jpg', width: 640, height: 480 }, { address: '', width: 1, height: 1 }] };
  const shape = (width, height) => `width="${width}" height="${height}" data-image-hints="shape"`;
  const rows = [
    ['the name says it', '<img src="/u/tea-800x600.jpg">', early, `<img src="/u/tea-800x600.jpg" ${shape(800, 600)}>`],
    ['other kinds of pictures', '<img src="a-80x60.PNG"><img src="a-80x60.webp#x">', early, `<img src="a-80x60.PNG" ${shape(80, 60)}><img src="a-80x60.webp#x" ${shape(80, 60)}>`],
    ['with srcset too', '<img src="a-80x60.png" srcset="b.png 2x">', early, `<img src="a-80x60.png" srcset="b.png 2x" ${shape(80, 60)}>`],
    ['no size in the name', '<img src="a-800x.jpg"><img src="a800x600.jpg"><img src="a-0x60.jpg"><img src="a-800x600-old.jpg"><img src="a-800x600.pdf">', early, undefined],
    ['a query may ask for another size', '<img src="a-800x600.jpg?w=200">', early, undefined],
    ['the page says a size', '<img src="a-800x600.jpg" width=10><img src="a-800x600.jpg" height=10><img src="a-800x600.jpg" style="max-width:9em; width: 1em">', early, undefined],
    ['a style without a size', '<img src="a-80x60.jpg" style="max-width:9em">', early, `<img src="a-80x60.jpg" style="max-width:9em" ${shape(80, 60)}>`],
    ['in a picture element', '<picture><img src="a-800x600.jpg"></picture>', early, undefined],
    ['not wanted', '<img src="a-800x600.jpg">', { atOnce: 20 }, undefined],
    ['listed', '<img src="https://x.example/images/pot.jpg?v=2"><img src=images/pot.jpg>', listed,
      '<img src="https://x.example/images/pot.jpg?v=2" width="640" height="480" data-image-hints="size"><img src=images/pot.jpg width="640" height="480" data-image-hints="size">'],
    ['listed, with srcset', '<img src=images/pot.jpg srcset="b.jpg 900w">', listed, `<img src=images/pot.jpg srcset="b.jpg 900w" ${shape(640, 480)}>`],
    ['not listed', '<img src=images/teapot.jpg><img src=old-images/pot.jpg>', listed, undefined],
  ];
  for (const [name, body, options, expected] of rows) test(name, async (t) => assert.equal(await picturesOf(t, body, options), expected ?? body));
});

describe('the head', () => {
  const hosts = [{ host: 'img.example', fonts: false }, { host: 'https://Fonts.example/', fonts: true }, { host: 'http://a.example:81', fonts: false }];
  const links = '<link rel="preconnect" href="https://img.example"><link rel="preconnect" href="https://fonts.example" crossorigin><link rel="preconnect" href="http://a.example:81">';
  const rows = [
    ['before the first link', '<head><meta charset=utf-8><title>t</title><link rel=x><script></script></head>', `<head><meta charset=utf-8><title>t</title>${links}<link rel=x><script></script></head>`],
    ['before the first script', '<meta charset=utf-8><script></script><style></style><body>', `<meta charset=utf-8>${links}<script></script><style></style><body>`],
    ['nothing in the head to stand before', '<head><meta charset=utf-8></head><body><p>', `<head><meta charset=utf-8></head><body>${links}<p>`],
  ];
  for (const [name, page, expected] of rows) {
    test(name, async (t) => assert.equal(await rewrite(t, `<!doctype html>${page}`, { hosts, shapes: false }), `<!doctype html>${expected}`));
  }

  test('what is no host is left out', async (t) => {
    const page = '<!doctype html><title>t</title><link rel=x>';
    const file = path.join(folderOf(t, { 'options.json': { shapes: false, hosts: ['"><script>', 'ftp://x.example', 'x.example/path', '', 'good.example'].map((host) => ({ host, fonts: false })) } }), 'options.json');
    const { stdout } = await inlay(t, ['rewrite', '--app', folder, '--options', file], { input: page });
    assert.equal(stdout.toString(), '<!doctype html><title>t</title><link rel="preconnect" href="https://good.example"><link rel=x>');
  });

  test('the rules are there where sizes are', async (t) => {
    const page = '<!doctype html><link rel=x><img src="a-80x60.jpg">';
    assert.match(await rewrite(t, page), rules);
    assert.doesNotMatch(await rewrite(t, page, { shapes: false }), rules);
  });
});

test('the same whatever the chunks, and untouched without pictures', async (t) => {
  const page = '<!doctype html><head><link rel=x></head><img src="é-80x60.jpg"><img src=b.jpg>\r\n<img src=c.jpg><img src=d.jpg>';
  const whole = await rewrite(t, page);
  for (const chunk of ['1', '7', '64']) assert.equal(await rewrite(t, page, {}, ['--chunk', chunk]), whole);
  const without = '<!doctype html><head><link rel=x></head><p>é\r\n';
  assert.equal(await rewrite(t, without, { shapes: false }), without);
});

describe('image-hints in Chromium', () => {
  let browser;
  before(async () => (browser = await launchChromium()));
  after(() => browser?.close());

  // Serves a page before whose pictures `release()` stands; `asked`: those that were asked for.
  async function open(t, body, { css = '', fields = {}, options = {} } = {}) {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const asked = [];
    const origin = await startOrigin(t, async (request, response) => {
      if (request.url === '/') {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...fields });
        return response.end(`<!doctype html><html lang=en><head><meta charset=utf-8><title>t</title><link rel=icon href="data:,"><style>${css}</style></head><body>${body}</body></html>`);
      }
      asked.push(request.url);
      await released;
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' }).end(png(400, 300));
    });
    const file = path.join(folderOf(t, { 'options.json': options }), 'options.json');
    const edge = await startEdge(t, origin.url, { apps: [folder], args: ['--options', file] });
    const page = await browser.context.newPage();
    t.after(() => page.close());
    t.after(() => release());
    await page.goto(edge.url, { waitUntil: 'commit' });
    await page.locator('#last').waitFor();
    return { page, asked, release, boxes: () => page.locator('img').evaluateAll((images) => images.map((image) => [image.clientWidth, image.clientHeight])) };
  }

  test('a picture far below is asked for when a visitor comes near it', async (t) => {
    const { page, asked, release } = await open(t, '<img src=/near.png><div style="height:9000px"></div><img src=/far.png><p id=last>end', { options: { atOnce: 1 } });
    release();
    await page.waitForLoadState('load');
    assert.deepEqual(asked, ['/near.png']);
    const came = page.waitForResponse(/far\.png/);
    await page.mouse.wheel(0, 9000);
    await came;
    assert.deepEqual(asked, ['/near.png', '/far.png']);
  });

  const css = 'img { display: block; max-width: 100% } .half { width: 50% } .low { height: 60px } div { width: 200px }';
  const pictures = '<div><img src=/a-400x300.png><img class=half src=/b-400x300.png><img class=low src=/c-400x300.png></div><p id=last>end';

  test('room in the right shape, and in the end every picture looks as without the app', async (t) => {
    const sizes = [];
    for (const options of [{}, { shapes: false }]) {
      const { page, boxes, release } = await open(t, pictures, { css, options });
      const early = await boxes();
      release();
      await page.waitForLoadState('load');
      sizes.push([early, await boxes()]);
    }
    const [[early, loaded], [earlyWithout, loadedWithout]] = sizes;
    assert.deepEqual(early[1], [100, 75], 'room before it has come');
    assert.notDeepEqual(earlyWithout[1], [100, 75]);
    assert.deepEqual(loaded, loadedWithout);
    assert.deepEqual(loaded, [[200, 150], [100, 75], [80, 60]]);
  });

  test('a listed picture has its room at once', async (t) => {
    const { boxes } = await open(t, '<div><img src=/pot.png></div><p id=last>end', { css, options: { sizes: [{ address: 'pot.png', width: 400, height: 300 }] } });
    assert.deepEqual(await boxes(), [[200, 150]]);
  });

  const policies = [
    ["style-src 'self'", false], ["default-src 'self'", false], ["style-src 'nonce-abc' 'unsafe-inline'", false], ["script-src 'self'", true], ["style-src 'unsafe-inline'; default-src 'none'", true],
  ];
  for (const [policy, expected] of policies) {
    test(`no sizes where styles may be forbidden: ${policy}`, async (t) => {
      const { page } = await open(t, '<img src=/a-400x300.png><p id=last>end', { fields: { 'content-security-policy': policy } });
      assert.equal(await page.locator('img[width]').count(), expected ? 1 : 0);
    });
  }
});

// A picture of one colour.
function png(width, height) {
  const crc = (bytes) => {
    let value = ~0;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
    return ~value >>> 0;
  };
  const number = (value) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([number(data.length), body, number(crc(body))]);
  };
  const header = Buffer.concat([number(width), number(height), Buffer.from([8, 0, 0, 0, 0])]);
  const rows = Buffer.alloc(height * (width + 1), 128);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
