// check_page_app.mjs FOLDER: do the pages below FOLDER come through the contender in mode page-app with one tag more, at
// the right place, and every other byte as it was? The bench's own `check` has no such work. The pages are served by nginx;
// where the tag belongs is decided by jsdom's parser, not by ours.
import { readFileSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { requirePackage } from '../support/paths.mjs';
import { startNginx } from '../support/nginx.mjs';
import { accepts, freePort } from '../support/ports.mjs';
import { start } from '../support/process.mjs';

const { JSDOM } = requirePackage('jsdom');
const tag = /<script src="\/cdn-cgi\/apps\/head\/[\w-]+\.js"><\/script>/g;

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: check_page_app.mjs FOLDER');
  process.exit(2);
}

// What a test's context is for the tools that start programs.
const endings = [];
const t = { after: (end) => endings.unshift(end) };
let failed = true;
try {
  failed = await check();
} finally {
  for (const end of endings) await end();
}
process.exit(failed ? 1 : 0);

async function check() {
  const nginx = await startNginx(t, `root ${resolve(folder)};`);
  const port = await freePort();
  const host = new URL(nginx.url).host;
  const contender = start(t, join(import.meta.dirname, 'contender'), ['--port', port, '--origin', host, '--slow', host, '--mode', 'page-app']);
  const url = `http://127.0.0.1:${port}`;
  await accepts(contender, [url], /address already in use/i);
  const pages = globSync('**/*.html', { cwd: folder }).sort();
  const wrong = [];
  for (const page of pages) {
    const answer = await fetch(`${url}/${page}`, { headers: { Accept: 'text/html' } });
    const problem = answer.status === 200 ? compare(readFileSync(join(folder, page), 'latin1'), Buffer.from(await answer.arrayBuffer()).toString('latin1')) : `status ${answer.status}`;
    if (problem) wrong.push(`${page}: ${problem}`);
  }
  console.log([...wrong, `${pages.length - wrong.length} of ${pages.length} pages as they should be`].join('\n'));
  return wrong.length > 0 || pages.length === 0;
}

// Undefined, or what is wrong with `got`. Both are bytes as latin1 text.
function compare(source, got) {
  const tags = got.match(tag) ?? [];
  if (tags.length !== 1) return `${tags.length} tags`;
  if (got.replace(tag, '') !== source) return 'other bytes differ';
  return wrongPlace(new JSDOM(got, { runScripts: 'outside-only' }).window.document.head); // scripting on, nothing run
}

// The tag belongs before the first script or link of the head, and where there is none to its end.
function wrongPlace(head) {
  const elements = [...head.children];
  const at = elements.findIndex((element) => element.getAttribute('src')?.startsWith('/cdn-cgi/apps/head/'));
  if (at < 0) return 'the tag is not in the head';
  const loads = (element) => element.matches('script, link');
  if (elements.slice(0, at).some(loads)) return 'something loads before the tag';
  const next = elements[at + 1];
  return next === undefined || loads(next) ? undefined : `the tag stands before <${next.localName}>`;
}
