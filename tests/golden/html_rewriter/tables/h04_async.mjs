// H4: handlers may wait.
const later = async (turns = 3) => { for (let i = 0; i < turns; ++i) await null; };
export default [
  { name: 'an async element handler', input: '<p>a</p>', program: (r) => r.on('p', { async element(e) { await later(); e.append('!'); } }), expected: '<p>a!</p>' },
  { name: 'changes before and after the wait', input: '<p>a</p>', program: (r) => r.on('p', { async element(e) { e.before('1'); await later(); e.before('2'); } }), expected: '12<p>a</p>' },
  { name: 'the start tag waits', input: '<p>a</p>', program: (r) => r.on('p', { async element(e) { await later(); e.setAttribute('id', 'x'); } }), expected: '<p id="x">a</p>' },
  { name: 'a timer', input: '<p>a</p>', program: (r) => r.on('p', { async element(e) { await new Promise((go) => setTimeout(go, 1)); e.append('!'); } }), expected: '<p>a!</p>' },
  { name: 'document order is kept', input: '<p>1</p><p>2</p><p>3</p>', program: (r, seen) => { let n = 0; r.on('p', { async element() { const mine = ++n; await later(5 - mine); seen.push(mine); } }); }, seen: [1, 2, 3] },
  { name: 'later handlers of the same element wait', input: '<p>a</p>', program: (r, seen) => r.on('p', { async element() { await later(); seen.push('first'); } }).on('p', { element: () => void seen.push('second') }), seen: ['first', 'second'] },
  { name: 'text waits for the element', input: '<p>a</p>', program: (r, seen) => r.on('p', { async element() { await later(); seen.push('element'); }, text: (t) => void (t.lastInTextNode && seen.push('text')) }), seen: ['element', 'text'] },
  { name: 'async text handlers', input: '<p>abc</p>', program: (r) => { let text = ''; r.on('p', { async text(t) { text += t.text; await later(); t.remove(); if (t.lastInTextNode) t.before(text.toUpperCase()); } }); }, expected: '<p>ABC</p>' },
  { name: 'async comment handlers', input: '<!--a-->', program: (r) => r.onDocument({ async comments(c) { await later(); c.text = 'b'; } }), expected: '<!--b-->' },
  { name: 'async end tag handlers', input: '<p>a</p>b', program: (r) => r.on('p', { element: (e) => void e.onEndTag(async (t) => { await later(); t.before('!'); }) }), expected: '<p>a!</p>b' },
  { name: 'async doctype handlers', input: '<!doctype html>a', program: (r, seen) => r.onDocument({ async doctype(d) { await later(); seen.push(d.name); } }), seen: ['html'] },
  { name: 'async end handlers', input: 'a', program: (r) => r.onDocument({ async end(e) { await later(); e.append('!'); } }), expected: 'a!' },
  { name: 'onEndTag registered after a wait', input: '<p>a</p>', program: (r) => r.on('p', { async element(e) { await later(); e.onEndTag((t) => void t.before('!')); } }), expected: '<p>a!</p>' },
  { name: 'a rejected promise is an error', input: '<p>a</p>', program: (r) => r.on('p', { async element() { await later(); throw new RangeError('no more'); } }), throws: { name: 'RangeError', message: /^no more$/ } },
  { name: 'a promise that nobody returns is not waited for', input: '<p>a</p>', program: (r) => r.on('p', { element(e) { later(50).then(() => {}); e.append('!'); } }), expected: '<p>a!</p>' },
  { name: 'a thenable is waited for', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => ({ then(done) { e.append('!'); done(); } }) }), expected: '<p>a!</p>', ours: 'bun waits for promises only' },
  { name: 'two pages at a time', input: '<p>a</p>', program: async (r, seen) => {
    const other = new HTMLRewriter().on('b', { async element(e) { await later(9); e.append('2'); } }).transform(new Response('<b>1</b>'));
    r.on('p', { async element(e) { seen.push(await other.text()); e.append('!'); } });
  }, seen: ['<b>12</b>'], expected: '<p>a!</p>' },
  { name: 'two pages that wait for each other', input: '<p>a</p>', program: (r, seen) => {
    let waiting = 0;
    let go;
    const both = new Promise((resolve) => { go = resolve; });
    const meet = () => (++waiting === 2 ? go() : both);
    const other = new HTMLRewriter().on('b', { async element(e) { await meet(); e.append('2'); } }).transform(new Response('<b>1</b>')).text();
    r.on('p', { async element(e) { await meet(); e.append('!'); seen.push(await other); } });
  }, seen: ['<b>12</b>'], expected: '<p>a!</p>' },
];
