// Examples in documents do what is shown. In a fence's first line:
//
//   ```json file=my-app/install.json   the block is that file
//   ```sh run                          the commands are run and must succeed
//   ```output                          what the block run before it writes to standard output, exactly
//
// Each document has one temporary folder, in which ./inlay and apps/ are at hand as they are in the project's own.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';
import { run } from '../support/process.mjs';
import { blocks, documents } from './documents.mjs';

for (const document of documents()) {
  const shown = blocks(document);
  if (!shown.some(isRun)) continue;
  test(`the examples of ${document} work`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'inlay-docs-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ['inlay', 'apps']) symlinkSync(join(root, name), join(folder, name));
    let written;
    for (const block of shown) {
      const place = `${document}:${block.line}`;
      const file = block.info.find((word) => word.startsWith('file='))?.slice('file='.length);
      if (file) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), block.text);
      } else if (isRun(block)) {
        const { code, stdout, stderr } = await run(t, 'bash', ['-euo', 'pipefail', '-c', block.text], { cwd: folder });
        assert.equal(code, 0, `${place} ended with ${code}\n${stdout}${stderr}`);
        written = stdout.toString();
      } else if (block.info[0] === 'output') {
        assert.equal(written, block.text, `${place}: not what is written`);
      }
    }
  });
}

test('the documents have examples that are run', () => {
  assert.ok(documents().some((document) => blocks(document).some(isRun)));
});

function isRun({ info }) {
  return info[0] === 'sh' && info.includes('run');
}
