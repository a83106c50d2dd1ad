// H9: what a handler was given is its own only until it has finished.
const over = (message) => ({ name: 'TypeError', message });
// Keeps what a handler of the first <p> gets, and uses it in the second one.
const keepElement = (use) => (r) => {
  let kept;
  r.on('p', { element(e) { if (kept === undefined) kept = e; else use(kept); } });
};
const elementUses = {
  getAttribute: (e) => e.getAttribute('a'), hasAttribute: (e) => e.hasAttribute('a'), setAttribute: (e) => e.setAttribute('a', 'b'), removeAttribute: (e) => e.removeAttribute('a'),
  before: (e) => e.before('x'), after: (e) => e.after('x'), prepend: (e) => e.prepend('x'), append: (e) => e.append('x'), replace: (e) => e.replace('x'),
  setInnerContent: (e) => e.setInnerContent('x'), remove: (e) => e.remove(), removeAndKeepContent: (e) => e.removeAndKeepContent(), onEndTag: (e) => e.onEndTag(() => {}),
};
const lenient = 'bun answers nothing instead of throwing';
const iterators = {
  setAttribute: (e) => e.setAttribute('c', 'd'),
  removeAttribute: (e) => e.removeAttribute('a'),
};
export default [
  ...Object.entries(elementUses).map(([name, use]) => ({ name: `Element.${name} later`, input: '<p a=1></p><p></p>', program: keepElement(use), throws: over(new RegExp(`\\b${name}\\b`)), ours: lenient })),
  { name: 'Element.tagName later', input: '<p></p><p></p>', program: keepElement((e) => e.tagName), throws: over(/tagName/), ours: lenient },
  { name: 'Element.tagName set later', input: '<p></p><p></p>', program: keepElement((e) => { e.tagName = 'b'; }), throws: over(/tagName/), ours: lenient },
  { name: 'Element.attributes later', input: '<p></p><p></p>', program: keepElement((e) => e.attributes), throws: over(/attributes/), ours: lenient },
  { name: 'Element in its own end tag handler', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.onEndTag(() => void e.setAttribute('a', 'b')) }), throws: over(/setAttribute/), ours: lenient },
  { name: 'Element at the end of the document', input: '<p>a</p>', program: (r) => { let kept; r.on('p', { element(e) { kept = e; } }).onDocument({ end: () => void kept.append('x') }); }, throws: over(/append/), ours: lenient },
  { name: 'Element in a promise that nobody waits for', input: '<p>a</p><p>b</p>', program: (r, seen) => { let late; r.on('p', { element(e) { late ??= Promise.resolve().then(async () => { for (let i = 0; i < 20; ++i) await null; try { e.append('x'); seen.push('worked'); } catch (error) { seen.push(error.name); } }); } }).onDocument({ end: () => late }); }, seen: ['TypeError'], ours: 'others let it work as long as nothing else has happened' },
  { name: 'Text later', input: '<p>a</p><p>b</p>', program: (r) => { let kept; r.on('p', { text(t) { if (kept === undefined) kept = t; else kept.remove(); } }); }, throws: over(/remove/), ours: lenient },
  { name: 'Text.text later', input: '<p>a</p>', program: (r, seen) => { let kept; r.on('p', { text(t) { kept ??= t; } }).onDocument({ end: () => void seen.push(kept.text) }); }, throws: over(/text/), ours: lenient },
  { name: 'Comment later', input: '<!--a-->', program: (r) => { let kept; r.onDocument({ comments(c) { kept = c; }, end: () => void kept.remove() }); }, throws: over(/remove/), ours: lenient },
  { name: 'Comment.text set later', input: '<!--a-->', program: (r) => { let kept; r.onDocument({ comments(c) { kept = c; }, end: () => { kept.text = 'b'; } }); }, throws: over(/text/), ours: lenient },
  { name: 'Doctype later', input: '<!doctype html>', program: (r, seen) => { let kept; r.onDocument({ doctype(d) { kept = d; }, end: () => void seen.push(kept.name) }); }, throws: over(/name/), ours: lenient },
  { name: 'EndTag later', input: '<p>a</p>', program: (r) => { let kept; r.on('p', { element: (e) => void e.onEndTag((t) => { kept = t; }) }).onDocument({ end: () => void kept.before('x') }); }, throws: over(/before/), ours: lenient },
  { name: 'DocumentEnd later', input: 'a', program: (r) => { let kept; r.onDocument({ end(e) { kept = e; } }).onDocument({ end() { if (kept) kept.append('x'); } }); }, throws: over(/append/), ours: 'bun and workerd run the second one first' },
  { name: 'a method with a foreign receiver', input: '<p></p>', program: (r) => r.on('p', { element: (e) => void e.append.call({}, 'x') }), throws: over(/./) },
  { name: 'a getter with a foreign receiver', input: '<p></p>', program: (r) => r.on('p', { element: (e) => void Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'tagName').get.call({}) }), throws: over(/./) },
  ...Object.entries(iterators).map(([name, change]) => ({ name: `an attributes iterator after ${name}`, input: '<p a=1 b=2></p>', program: (r) => r.on('p', { element(e) { const it = e.attributes; it.next(); change(e); it.next(); } }), throws: over(/attribute/), ours: 'others go on in what is left' })),
  { name: 'changing attributes inside a loop over them', input: '<p a=1 b=2></p>', program: (r) => r.on('p', { element(e) { for (const [name] of e.attributes) e.removeAttribute(name); } }), throws: over(/attribute/), ours: 'others go on in what is left' },
  { name: 'changing attributes after a copy', input: '<p a=1 b=2></p>', program: (r) => r.on('p', { element(e) { for (const [name] of [...e.attributes]) e.removeAttribute(name); } }), expected: '<p></p>' },
  { name: 'a new iterator after a change', input: '<p a=1></p>', program: (r, seen) => r.on('p', { element(e) { e.attributes.next(); e.setAttribute('b', '2'); seen.push([...e.attributes].length); } }), seen: [2], expected: '<p a=1 b="2"></p>' },
  { name: 'an iterator after its handler', input: '<p a=1></p><p></p>', program: (r) => { let it; r.on('p', { element(e) { if (it === undefined) it = e.attributes; else it.next(); } }); }, throws: over(/attribute/), ours: lenient },
  { name: 'the same element in two handlers of one call', input: '<p></p>', program: (r) => { let kept; r.on('p', { element(e) { kept = e; } }).on('p', { element(e) { e.append('x'); } }); }, expected: '<p>x</p>' },
  { name: 'a late setter does not ask for its value', input: '<p></p><p></p>', program: (r, seen) => keepElement((e) => { e.tagName = { toString() { seen.push('asked'); return 'b'; } }; })(r), seen: [], throws: over(/tagName/), ours: lenient },
  { name: 'a late method does not ask for its arguments', input: '<p></p><p></p>', program: (r, seen) => keepElement((e) => e.setAttribute({ toString() { seen.push('asked'); return 'b'; } }, 'c'))(r), seen: [], throws: over(/setAttribute/), ours: 'others do' },
];
