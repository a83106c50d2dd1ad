// Bundles the prelude into one classic script whose completion value is the function prelude(host).
//   node bundle.mjs OUTPUT         (the build; needs the packages of sdk/)
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { hardenStreams } from './harden_streams.mjs';

// `modules`: where the packages of sdk/ are installed.
export async function bundlePrelude({ minify = true, modules = join(import.meta.dirname, '..', 'node_modules') } = {}) {
  const { build } = createRequire(join(modules, 'none.js'))('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'prelude.mjs')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'made',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    minify,
    nodePaths: [modules],
    plugins: [hardenStreams],
    logLevel: 'warning',
  });
  return `(()=>{"use strict";${outputFiles[0].text.trim()}\nreturn made.default})()\n`;
}

if (process.argv[1] === import.meta.filename) {
  const [output, modules] = process.argv.slice(2);
  await writeFile(output, await bundlePrelude({ modules }));
}
