// The table of rules that app authors read is the one that check uses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';

test('docs/app-format.md lists every rule of check, with its severity and meaning', () => {
  const read = (name) => readFileSync(join(root, name), 'utf8');
  const rule = /RuleInfo\{Rule::\w+,\s*"([^"]+)",\s*Severity::(\w+),\s*((?:"[^"]*"\s*)+)\}/g;
  const used = [...read('runtime/apps/rules.h').matchAll(rule)].map(
    ([, id, severity, meaning]) => `| \`${id}\` | ${severity} | ${meaning.match(/(?<=")[^"]*(?="(?:\s|$))/g).join('')} |`,
  );
  assert.ok(used.length > 20, 'rules.h has another form now');
  assert.equal((read('runtime/apps/rules.h').match(/RuleInfo\{/g) ?? []).length, used.length, 'a rule was not understood');
  const shown = read('docs/app-format.md').split('\n').filter((line) => /^\| `[a-z0-9-]+` \| (error|warning) \|/.test(line));
  assert.deepEqual(shown, used);
});
