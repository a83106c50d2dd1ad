// Examples in documents do what is shown. In a fence's first line:
//
//   ```json file=my-app/install.json   the block is that file
//   ```sh run                          the commands are run and must succeed
//   ```output                          what the block run before it writes to standard output, exactly
//   ```sh serve                        the command serves until the document ends; what follows waits for its address
//
// Each document has one temporary folder, in which ./inlay and apps/ are at hand as they are in the project's own.
// Addresses 127.0.0.1:PORT stand for free ones, the same throughout a document; at 127.0.0.1:9000 is the reader's own
// site, a page of which is served there.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { startOrigin } from '../support/origin.mjs';
import { root } from '../support/paths.mjs';
import { freePort } from '../support/ports.mjs';
import { run, start } from '../support/process.mjs';
import { blocks, documents } from './documents.mjs';

const startLimitMs = 60_000; // ./inlay looks first whether there is something to build
const readersPage = '<!doctype html>\n<html lang="en">\n<title>My site</title>\n<h1>My site</h1>\n</html>\n';

for (const document of documents()) {
  const shown = blocks(document);
  if (!shown.some(isRun)) continue;
  test(`the examples of ${document} work`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'inlay-docs-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ['inlay', 'apps']) symlinkSync(join(root, name), join(folder, name));
    const addresses = await freeAddresses(t, shown);
    let written;
    for (const block of shown) {
      const place = `${document}:${block.line}`;
      const text = block.text.replace(/127\.0\.0\.1:\d+/g, (address) => addresses.get(address));
      const file = block.info.find((word) => word.startsWith('file='))?.slice('file='.length);
      if (file) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      } else if (isRun(block)) {
        const { code, stdout, stderr } = await run(t, 'bash', ['-euo', 'pipefail', '-c', text], { cwd: folder });
        assert.equal(code, 0, `${place} ended with ${code}\n${stdout}${stderr}`);
        written = stdout.toString();
      } else if (isServe(block)) {
        const server = start(t, 'bash', ['-euo', 'pipefail', '-c', text], { cwd: folder });
        await server.saw(/http:\/\//, { limitMs: startLimitMs });
      } else if (block.info[0] === 'output') {
        assert.equal(written, text, `${place}: not what is written`);
      }
    }
  });
}

test('the documents have examples that are run', () => {
  assert.ok(documents().some((document) => blocks(document).some(isRun)));
});

// Shown address → one that is free, or the reader's site.
async function freeAddresses(t, shown) {
  const addresses = new Map();
  for (const [address] of shown.flatMap(({ text }) => [...text.matchAll(/127\.0\.0\.1:\d+/g)])) {
    if (addresses.has(address)) continue;
    addresses.set(address, address.endsWith(':9000') ? await readersSite(t) : `127.0.0.1:${await freePort()}`);
  }
  return addresses;
}

async function readersSite(t) {
  const { url } = await startOrigin(t, (request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(readersPage);
  });
  return url.slice('http://'.length);
}

function isRun({ info }) {
  return info[0] === 'sh' && info.includes('run');
}

function isServe({ info }) {
  return info[0] === 'sh' && info.includes('serve');
}
