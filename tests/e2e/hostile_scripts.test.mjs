// Scripts that mean harm, in a cell of their own each: every one comes to an end, for the reason that the table says. Those
// of the table that need a page are not for here.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { inlay } from '../support/inlay.mjs';
import { scale } from '../support/paths.mjs';
import { temporaryFolder } from './edge.mjs';
import scripts, { moduleScript } from './hostile/scripts.mjs';

const rows = scripts.map((row) => ({ ...row, source: moduleScript(row) })).filter(({ source }) => source !== null);

test('there are enough of them', () => {
  assert.ok(rows.length >= 150, `${rows.length}`);
  for (const expected of ['terminated', 'killed', 'thrown', 'harmless']) assert.ok(rows.some((row) => row.expected === expected), expected);
});

describe('hostile scripts', { concurrency: 2 }, () => {
  for (const { name, outcomes, source } of rows) {
    test(name, async (t) => {
      const file = join(temporaryFolder(t), 'main.mjs');
      writeFileSync(file, source);
      const { code, stdout, stderr } = await inlay(t, ['run-script', file, '--json', '--limits', `wallMs=${500 * scale}`], { limitMs: 20_000 * scale });
      const exit = JSON.parse(stdout.toString().trim().split('\n').at(-1));
      assert.ok(outcomes.includes(exit.outcome), `${exit.outcome}, wanted ${outcomes.join(' or ')}; ${stderr}${stdout.toString().slice(-500)}`);
      assert.equal(code, exit.outcome === 'ok' ? 0 : 1);
    });
  }
});
