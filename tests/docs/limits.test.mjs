// The table of limits in docs/edge-scripts.md has the values of the sources.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/paths.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const KiB = 1024;
const MiB = 1024 * KiB;

// How the row begins, the number in it that is meant and what one of it is, and where the source says it.
const rows = [
  ['CPU time', /(\d+) ms/, 1, 'runtime/apps/edge_limits.h', /"cells\.cpu_ms", ([\d']+)/],
  ['time in which', /(\d+) s/, 1000, 'runtime/apps/edge_limits.h', /"cells\.wall_ms", ([\d']+)/],
  ['heap of the isolate', /(\d+) MiB/, 1, 'runtime/apps/edge_limits.h', /"cells\.memory_mb", ([\d']+)/],
  ['what all scripts of a page', /(\d+) KiB/, KiB, 'docs/operating.md', /`cells\.retain_bytes` \| bytes \| (\d+)/],
  ['the same, of all pages', /(\d+) MiB/, MiB, 'docs/operating.md', /`cells\.retain_total_bytes` \| bytes \| (\d+)/],
  ['contents of strings', /(\d+) MiB at most/, MiB, 'runtime/html/rewriter.h', /content_bytes_max = ([\d *]+)/],
  ['contents of strings', /in ([\d ]+) pieces/, 1, 'runtime/html/rewriter.h', /content_pieces_max = ([\d *]+)/],
  ['the value of an attribute', /(\d+) KiB/, KiB, 'runtime/html/element.cc', /kAttributeValueBytesMax = ([\d *]+)/],
  ['what a script adds', /(\d+) MiB/, MiB, 'runtime/html/rewriter.h', /\.base = ([\d *]+)/],
  ['what a script adds', /(\d+) bytes for each/, 1, 'runtime/html/rewriter.h', /\.per_byte = (\d+)/],
  ['one text node', /(\d+) KiB/, KiB, 'runtime/html/rewriter.h', /text_node_bytes_max = ([\d *]+)/],
  ['an answer that', /(\d+) MiB/, MiB, 'runtime/edge/edge_script.cc', /kOutputBytesMax = ([\d <]+)/],
  ['header fields', /^(\d+)/, 1, 'runtime/edge/script_head.h', /kFieldsMax = (\d+)/],
  ['header fields', /(\d+) KiB/, KiB, 'runtime/edge/script_head.h', /kBytesMax = ([\d <]+)/],
  ['all calls of', /(\d+) KiB/, KiB, 'runtime/edge/edge_script.cc', /kLogBytesMax = ([\d <]+)/],
  ['timers at a time', /([\d ]+)/, 1, 'runtime/api/task.h', /timers_max = (\d+)/],
  ['registrations (', /([\d ]+)/, 1, 'runtime/api/html_rewriter.h', /kRegistrationsMax = (\d+)/],
  ['registrations (', /(\d+) KiB/, 1, 'runtime/api/html_rewriter.h', /kSelectorBytesMax = (\d+)_KiB/],
  ['registrations of all', /(\d+) MiB/, 1, 'runtime/api/html_rewriter_state.h', /kMemoryMax = (\d+)_MiB/],
  ['callbacks that wait', /([\d ]+)/, 1, 'runtime/api/scripted_rewriter.h', /kEndTagCallbacksMax = ([\d *]+)/],
  ['calls inside each other', /(\d+) KiB/, 1, 'runtime/isolate/platform.cc', /--stack-size=(\d+)/],
  ['a string that goes', /(\d+) MiB/, 1, 'runtime/isolate/js_type.h', /kJsStringMax = (\d+)_MiB/],
  ['the text of an error', /(\d+) KiB/, KiB, 'runtime/isolate/script_error.h', /kErrorMessageMax = ([\d *]+)/],
  ['the text of an error', /(\d+) frames/, 1, 'runtime/isolate/script_error.h', /kErrorFramesMax = (\d+)/],
  ['scripts on one page', /(\d+)/, 1, 'runtime/channel/records.h', /kChainMax = (\d+)/],
];

test('every limit of an edge script is the one of the source', () => {
  const table = new Map(section('## Limits').split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split(' | ')).map(([what, limit]) => [what.slice(2), limit]));
  assert.ok(table.size > 15, 'the table has another form now');
  const wrong = [];
  for (const [begin, shown, unit, path, source] of rows) {
    const limit = [...table].find(([what]) => what.startsWith(begin))?.[1];
    assert.ok(limit, `no row begins with ${begin}`);
    const said = Number(shown.exec(limit)?.[1].replaceAll(' ', '')) * unit;
    const found = source.exec(read(path))?.[1];
    assert.ok(found, `${path} has no ${source}`);
    const meant = valueOf(found);
    if (said !== meant) wrong.push(`${begin}…: ${said} in the document, ${meant} in ${path}`);
  }
  assert.deepEqual(wrong, []);
});

// "16 << 20", "64 * 1024", "2'000".
function valueOf(text) {
  const [number, shift = 0] = text.replaceAll("'", '').split('<<');
  return number.split('*').reduce((product, factor) => product * Number(factor), 1) * 2 ** Number(shift);
}

function section(heading) {
  const text = read('docs/edge-scripts.md');
  return text.slice(text.indexOf(`\n${heading}\n`) + 1).split(/\n## /)[0];
}
