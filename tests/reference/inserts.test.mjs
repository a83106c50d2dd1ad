// Pages with inserts, put beside a reference that has the whole page at hand and parse5's idea of it: random ones, and real pages
// with a fixed list. INLAY_SEED picks other random ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { missing, pages, root, scale } from '../support/paths.mjs';
import { compare, pieceSizes, Rewriter, shrunk } from './compared.mjs';
import { expectedPage, textOf } from './expected.mjs';
import { handWritten } from './hand_written.mjs';
import { Random, randomInserts, randomPage } from './random_pages.mjs';
import { realInserts } from './real_inserts.mjs';
import { selectorText } from './selectors.mjs';
import { causes, readPage } from './source_tree.mjs';
import { nth, sel } from './written_selectors.mjs';

const seed = Number(process.env.INLAY_SEED ?? 11);
const rounds = Math.ceil(10_000 * scale);
const foundMax = 5;
const encodings = ['page', 'outside', 'outside_utf8'];

// A case, of pieces so that it can be made smaller.
function randomCase(random) {
  const characters = random.chance(85) ? 'utf8' : 'latin1';
  return { pieces: randomPage(random), inserts: randomInserts(random, { ascii: characters === 'latin1' }), encoding: random.one(encodings), characters };
}

const bytesOf = ({ pieces, characters }) => Buffer.from(pieces.join(''), characters);

function shownCase({ pieces, inserts, encoding }) {
  const list = inserts.map(({ selector, method, html, attributes }) => `  ${JSON.stringify({ selector: selectorText(selector), method, html, attributes })}`);
  return [`page ${JSON.stringify(pieces.join(''))}, encoding ${encoding}`, ...list].join('\n');
}

test('the reference itself: pages by hand', () => {
  for (const { name, page, inserts, expected } of handWritten) {
    assert.equal(textOf(expectedPage(Buffer.from(page), inserts, 'outside_utf8').bytes).text, expected, name);
  }
});

test('the reference itself: what it makes of a page is the tree that parse5 ends up with', () => {
  const random = new Random(seed);
  let compared = 0;
  for (let round = 0; round < 3000; round++) {
    const text = randomPage(random).join('');
    const { elements, steps, moves } = readPage(text);
    if (moves.size > 0) continue;
    compared++;
    for (const { node, parent, children } of elements) {
      assert.equal(node.parentNode.tagName, parent?.node.tagName, text);
      assert.deepEqual(node.childNodes.filter(({ tagName }) => tagName), children.map((child) => child.node), text);
    }
    for (const { begin, ended } of steps) {
      for (const { element, own } of ended) {
        // Of a head, parse5 forgets its end tag when more comes for it; and it may wait for one (docs/decisions/0014).
        if (own && element.tag && element.name !== 'head') assert.equal(element.node.sourceCodeLocation.endTag?.startOffset, begin, `${element.name} in ${JSON.stringify(text)}`);
      }
    }
  }
  assert.ok(compared > 500, `only ${compared} pages to compare`);
});

test('each cause of a difference is shown by its page', async (t) => {
  const rewriter = new Rewriter(t);
  for (const [cause, page] of Object.entries(causes)) {
    const inserts = [sel('*'), sel([undefined, nth(0, 1)])].map((selector) => ({ selector, method: 'append', html: 'word' }));
    const outcome = await compare(rewriter, { bytes: Buffer.from(page), inserts, encoding: 'outside_utf8' });
    assert.deepEqual([...outcome.page.explains], [cause], page);
    assert.notEqual(outcome.difference, undefined, `${cause}: no longer differs, take it out`);
  }
});

test(`random inserts in random pages, seed ${seed}`, async (t) => {
  const rewriter = new Rewriter(t);
  const random = new Random(seed);
  const counts = { pages: 0, changed: 0, matches: 0, excused: 0 };
  const found = [];
  const look = async (one) => {
    const outcome = await compare(rewriter, { bytes: bytesOf(one), inserts: one.inserts, encoding: one.encoding });
    return { ...outcome, unexplained: outcome.page.explains.size === 0 ? outcome.difference : undefined };
  };
  for (; counts.pages < rounds && found.length < foundMax; counts.pages++) {
    const one = randomCase(random);
    const outcome = await look(one);
    counts.matches += outcome.matched;
    if (outcome.changed) counts.changed++;
    if (outcome.difference && !outcome.unexplained) counts.excused++;
    if (!outcome.unexplained) continue;
    const smallest = await shrunk(one, async (smaller) => (await look(smaller)).unexplained !== undefined);
    found.push(`page ${counts.pages}: ${shownCase(smallest)}\n${(await look(smallest)).unexplained}`);
  }
  t.diagnostic(JSON.stringify(counts));
  assert.equal(found.length, 0, `\n${found.join('\n\n')}`);
  assert.ok(counts.changed > rounds / 4, 'most inserts match nothing');
  assert.ok(counts.excused < rounds / 200, 'the causes excuse more than they explain');
});

test('what is only put in can be taken out again', async (t) => {
  const rewriter = new Rewriter(t);
  const random = new Random(seed + 1);
  const mark = '<!--@@-->';
  let changed = 0;
  for (let round = 0; round < rounds / 10; round++) {
    const one = randomCase(random);
    const inserts = one.inserts.filter(({ method }) => method && method !== 'replace').map((insert) => ({ ...insert, html: mark, attributes: undefined }));
    if (inserts.length === 0) continue;
    const bytes = bytesOf(one);
    const { bytes: out, differs } = await rewriter.rewrite(bytes, inserts, one.encoding);
    assert.deepEqual(differs, []);
    if (!out.equals(bytes)) changed++;
    assert.equal(out.toString('latin1').replaceAll(mark, ''), bytes.toString('latin1'));
  }
  assert.ok(changed > rounds / 50);
});

function pagesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.html?$/.test(name))
    .map((name) => join(folder, name));
}

const demo = join(root, 'runtime/cli/demo_site');
for (const [name, folder, least] of [['demo', demo, 5], ['documentation', pages, 30]]) {
  test(`${realInserts.length} inserts in real pages: ${name}`, { skip: missing(folder) }, async (t) => {
    const rewriter = new Rewriter(t);
    const files = pagesBelow(folder);
    assert.ok(files.length >= least, `only ${files.length} pages`);
    const counts = { pages: files.length, matches: 0 };
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const encoding of encodings) {
        const outcome = await compare(rewriter, { bytes, inserts: realInserts, encoding, pieces: encoding === 'page' ? pieceSizes : [0, 1000] });
        assert.equal(outcome.difference, undefined, file);
        counts.matches += outcome.matched;
      }
    }
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.matches > 20 * files.length);
  });
}
