// The suites in the order of their table. `alone`: nothing else runs beside it, because it looks at times.
import { buildPreset } from './builds.mjs';
import { runFuzzers } from './fuzz.mjs';
import { runGtests } from './gtests.mjs';
import { runNodeTests } from './node_tests.mjs';

const sanitizerEnv = {
  ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
};

export const suites = [
  { name: 'tidy', about: 'layering, names, leftovers, formatting, links', minutes: 3, run: (on) => runNodeTests('tests/tidy', on) },
  { name: 'unit', about: 'GoogleTest programs of the release build', minutes: 6, run: (on) => runGtests('release', on) },
  { name: 'client', about: "browser-side code in a DOM and in Chromium", minutes: 4, run: (on) => runNodeTests('tests/client', on) },
  { name: 'prelude', about: 'the JavaScript of isolates, with a host made of Node', minutes: 3, run: (on) => runNodeTests('tests/edge_prelude', on) },
  { name: 'reference', about: 'inserts in pages, beside a reference on parse5', minutes: 3, run: (on) => runNodeTests('tests/reference', on) },
  { name: 'docs', about: 'what the documents show works as shown', minutes: 4, run: (on) => runNodeTests('tests/docs', on) },
  {
    name: 'e2e',
    about: 'the release program with real origins, clients and Chromium',
    minutes: 12,
    alone: true,
    run: (on) => runNodeTests('tests/e2e', on),
  },
  {
    name: 'sanitizer',
    about: 'parser libraries under address and undefined sanitizers',
    minutes: 12,
    run: (on) => built('asan', ['all'], on, () => runGtests('asan', { ...on, env: { ...on.env, ...sanitizerEnv } })),
  },
  {
    name: 'fuzz',
    about: 'every fuzz target, 10 s each; --full: 60 s',
    minutes: 12,
    run: (on) => built('fuzz', ['fuzzers'], on, () => runFuzzers(on)),
  },
  {
    name: 'clang',
    about: 'everything compiles with clang too',
    minutes: 10,
    run: (on) => built('dev', ['all'], on, () => [{ name: 'compiles with clang', state: 'passed', text: '' }]),
  },
];

async function built(preset, targets, on, then) {
  const broken = await buildPreset(preset, targets, on);
  return broken === undefined ? then() : [{ name: `build of preset ${preset}`, state: 'failed', text: broken }];
}
