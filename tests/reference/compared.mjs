// Runs pages with inserts through the rewriter and puts what comes out beside what the reference expects.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

import { program } from '../support/paths.mjs';
import { expectedPage, textOf } from './expected.mjs';
import { selectorText } from './selectors.mjs';

export const pieceSizes = [0, 1, 2, 7, 64];
const shownBytes = 300; // before and after where two pages differ

// The rewriter, for as many pages as come: rewrite(page, inserts, encoding) → { bytes, differs }.
export class Rewriter {
  constructor(t) {
    this.child = spawn(join(dirname(program), 'tests', 'rewrite_lines'), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    t.after(() => this.child.kill());
  }

  async rewrite(bytes, inserts, encoding, pieces = pieceSizes) {
    const request = { page: bytes.toString('hex'), encoding, pieces, inserts: inserts.map((insert) => ({ ...insert, selector: selectorText(insert.selector) })) };
    if (!this.child.stdin.write(`${JSON.stringify(request)}\n`)) await once(this.child.stdin, 'drain');
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`rewrite_lines ended on ${JSON.stringify(request)}`);
    const { out, differs, error } = JSON.parse(value);
    if (error !== undefined) throw new Error(`${error}: ${JSON.stringify(request.inserts)}`);
    return { bytes: Buffer.from(out, 'hex'), differs };
  }
}

// { difference?: text, matched, changed, page: what readPage() said }.
export async function compare(rewriter, { bytes, inserts, encoding, pieces = pieceSizes }) {
  const expected = expectedPage(bytes, inserts, encoding);
  const got = await rewriter.rewrite(bytes, inserts, encoding, pieces);
  const outcome = { matched: expected.matched, changed: !expected.bytes.equals(bytes), page: expected.page };
  if (got.differs.length > 0) outcome.difference = `the output depends on the size of the pieces: ${got.differs}`;
  else if (!got.bytes.equals(expected.bytes)) outcome.difference = shown(expected.bytes, got.bytes);
  return outcome;
}

function shown(expected, got) {
  let at = 0;
  while (at < expected.length && expected[at] === got[at]) at++;
  const from = Math.max(0, at - shownBytes);
  const part = (bytes) => JSON.stringify(textOf(bytes.subarray(from, at + shownBytes)).text);
  return `they differ at byte ${at}; from ${from} on\nexpected ${part(expected)}\nbut got  ${part(got)}`;
}

// Takes away what the difference does not need. A case: { pieces, inserts, encoding }; `differs` says whether one still does.
export async function shrunk(smallest, differs) {
  for (let again = true; again; ) {
    again = false;
    for (const smaller of smallerCases(smallest)) {
      if (!(await differs(smaller))) continue;
      smallest = smaller;
      again = true;
      break;
    }
  }
  return smallest;
}

function* smallerCases(one) {
  const { pieces, inserts } = one;
  for (let size = Math.ceil(pieces.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < pieces.length; at += size) yield { ...one, pieces: pieces.toSpliced(at, size) };
  }
  for (const at of inserts.keys()) {
    if (inserts.length > 1) yield { ...one, inserts: inserts.toSpliced(at, 1) };
    for (const insert of smallerInserts(inserts[at])) yield { ...one, inserts: inserts.with(at, insert) };
  }
  for (const [at, piece] of pieces.entries()) {
    const plain = piece.replace(/^(<[a-z][^\s/>]*)[^>].*>$/is, '$1>');
    if (plain !== piece) yield { ...one, pieces: pieces.with(at, plain) };
  }
}

function* smallerInserts(insert) {
  const { selector, attributes, html } = insert;
  for (const list of smallerLists(selector)) yield { ...insert, selector: list };
  if (attributes && insert.method) yield { ...insert, attributes: undefined };
  for (const at of (attributes ?? []).keys()) {
    if (attributes.length > 1) yield { ...insert, attributes: attributes.toSpliced(at, 1) };
  }
  if (html !== undefined && html !== 'word' && html !== '') yield { ...insert, html: 'word' };
}

function* smallerLists(list) {
  for (const at of list.keys()) {
    if (list.length > 1) yield list.toSpliced(at, 1);
    const complex = list[at];
    if (complex.length > 1) yield list.with(at, [{ ...complex[1], combinator: '' }, ...complex.slice(2)]);
    for (const [part, compound] of complex.entries()) {
      for (const test of compound.tests.keys()) yield list.with(at, complex.with(part, { ...compound, tests: compound.tests.toSpliced(test, 1) }));
    }
  }
}
