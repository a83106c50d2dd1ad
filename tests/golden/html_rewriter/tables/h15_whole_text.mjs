// H15: one call per text node. Ours only.
const ours = 'nobody else has textNode';
const look = (seen) => ({ textNode: (t) => void seen.push(t.text) });
export default [
  { name: 'one call', input: '<p>one two three</p>', program: (r, seen) => r.on('p', look(seen)), seen: ['one two three'] },
  { name: 'one call per node', input: '<p>a<b>c</b>d</p>', program: (r, seen) => r.on('p', look(seen)), seen: ['a', 'c', 'd'] },
  { name: 'none without text', input: '<p><b></b></p>', program: (r, seen) => r.on('p', look(seen)).onDocument({ end: () => void seen.push(seen.length) }), seen: [0], ours: undefined },
  { name: 'replace', input: '<p>hay needle</p>', program: (r) => r.on('p', { textNode: (t) => void t.replace(t.text.replace('needle', '<pin>')) }), expected: '<p>hay &lt;pin&gt;</p>' },
  { name: 'replace as markup', input: '<p>a b</p>', program: (r) => r.on('p', { textNode: (t) => void t.replace(t.text.replace('b', '<b>b</b>'), { html: true }) }), expected: '<p>a <b>b</b></p>' },
  { name: 'before, after', input: '<p>a</p>', program: (r) => r.on('p', { textNode: (t) => void t.before('[').after(']') }), expected: '<p>[a]</p>' },
  { name: 'remove', input: '<p>a<b>c</b></p>', program: (r) => r.on('p', { textNode: (t) => void t.remove() }), expected: '<p><b></b></p>' },
  { name: 'multi-byte characters', input: '<p>é漢😀</p>', program: (r, seen) => r.on('p', look(seen)), seen: ['é漢😀'] },
  { name: 'looking only leaves the bytes', input: '<p>a &amp; b\r\n</p>', program: (r, seen) => r.on('p', look(seen)), seen: ['a &amp; b\r\n'] },
  { name: 'a script', input: '<script>a < b</script>', program: (r, seen) => r.on('script', look(seen)), seen: ['a < b'] },
  { name: 'of the document', input: 'a<p>b</p>', program: (r, seen) => r.onDocument(look(seen)), seen: ['a', 'b'] },
  { name: 'async', input: '<p>a</p>', program: (r) => r.on('p', { async textNode(t) { await null; t.replace('b'); } }), expected: '<p>b</p>' },
  { name: 'beside element handlers', input: '<p>a</p>', program: (r, seen) => r.on('p', { element: () => void seen.push('e'), textNode: (t) => void seen.push(t.text) }), seen: ['e', 'a'] },
  { name: 'throws', input: '<p>a</p>', program: (r) => r.on('p', { textNode() { throw new RangeError('x'); } }), throws: { name: 'RangeError', message: /^x$/ } },
  { name: 'later', input: '<p>a</p><p>b</p>', program: (r) => { let kept; r.on('p', { textNode(t) { if (kept === undefined) kept = t; else kept.remove(); } }); }, throws: { name: 'TypeError', message: /remove/ } },
].map((test) => ({ ours, ...test }));
