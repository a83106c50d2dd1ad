// Bundles the prelude into one classic script whose completion value is the function prelude(host).
//   node bundle.mjs MODULES SCRIPT.js SOURCE.cc      (the build; MODULES: the packages of sdk/)
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { hardenStreams } from './harden_streams.mjs';

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

// As numbers: compilers need not take string literals of this length.
const asCpp = (text) => `#include "edge_prelude.h"

namespace inlay {
namespace {

constexpr char kPrelude[] = {${[...Buffer.from(text)].join()}};

}  // namespace

std::string_view edge_prelude() { return {kPrelude, sizeof kPrelude}; }

}  // namespace inlay
`;

if (process.argv[1] === import.meta.filename) {
  const [modules, script, source] = process.argv.slice(2);
  const text = await bundlePrelude({ modules });
  await writeFile(script, text);
  await writeFile(source, asCpp(text));
}
