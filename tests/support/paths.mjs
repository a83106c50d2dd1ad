// Where things are. The runner sets the variables; a test file run by hand finds the same places without them.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const root = process.env.INLAY_ROOT ?? dirname(dirname(import.meta.dirname));
export const program = process.env.INLAY_PROGRAM ?? join(root, 'build/release/inlay');
export const nginxProgram = process.env.INLAY_NGINX ?? join(root, 'build/deps/nginx/usr/sbin/nginx');
export const chromiumProgram = '/usr/bin/chromium';
// Loaded into a program, it lets a test set the program's wall clock.
export const fakeClock = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
export const testData = process.env.INLAY_TESTDATA ?? join(root, '../shared/data');
export const pages = process.env.INLAY_PAGES ?? join(root, 'build/deps/pages');
export const scale = Number(process.env.INLAY_TEST_SCALE ?? 1);

// The npm packages of sdk/: requirePackage('playwright-core').
export const requirePackage = createRequire(join(root, 'sdk/package.json'));

// For a test's `skip` option: false, or why it cannot run. Only for data that the project may not hold a copy of.
export function missing(folder) {
  return existsSync(folder) ? false : `no folder ${folder}; docs/contributing.md says where its data comes from`;
}
