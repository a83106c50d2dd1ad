// H12: what a handler throws comes out once, as it was thrown.
class Mine extends Error { name = 'Mine'; }
const throwing = { element() { throw new Mine('oh'); }, text() { throw new Mine('oh'); }, comments() { throw new Mine('oh'); } };
const mine = { name: 'Mine', message: /^oh$/ };
const html = '<!doctype html><!--c--><p>a</p>';
export default [
  { name: 'in an element handler', input: html, program: (r) => r.on('p', { element: throwing.element }), throws: mine },
  { name: 'in a text handler', input: html, program: (r) => r.on('p', { text: throwing.text }), throws: mine },
  { name: 'in a comment handler', input: html, program: (r) => r.onDocument({ comments: throwing.comments }), throws: mine },
  { name: 'in a doctype handler', input: html, program: (r) => r.onDocument({ doctype: throwing.element }), throws: mine },
  { name: 'in an end handler', input: html, program: (r) => r.onDocument({ end: throwing.element }), throws: mine },
  { name: 'in an end tag handler', input: html, program: (r) => r.on('p', { element: (e) => void e.onEndTag(throwing.element) }), throws: mine },
  { name: 'rejected', input: html, program: (r) => r.on('p', { element: () => Promise.reject(new Mine('oh')) }), throws: mine },
  { name: 'rejected in a text handler', input: html, program: (r) => r.on('p', { text: () => Promise.reject(new Mine('oh')) }), throws: mine },
  { name: 'rejected in an end tag handler', input: html, program: (r) => r.on('p', { element: (e) => void e.onEndTag(async () => { throw new Mine('oh'); }) }), throws: mine },
  { name: 'rejected in an end handler', input: html, program: (r) => r.onDocument({ async end() { await null; throw new Mine('oh'); } }), throws: mine },
  { name: 'a getter of the handler object', input: html, program: (r) => r.on('p', { get element() { throw new Mine('oh'); } }), throws: mine },
  { name: 'later handlers do not run', input: html, program: (r, seen) => r.on('p', throwing).on('p', { element: () => void seen.push('called') }), seen: [], throws: mine },
  { name: 'end handlers do not run', input: html, program: (r, seen) => r.on('p', throwing).onDocument({ end: () => void seen.push('called') }), seen: [], throws: mine },
  { name: 'end tag handlers do not run', input: html, program: (r, seen) => r.on('p', { element(e) { e.onEndTag(() => void seen.push('called')); throw new Mine('oh'); } }), seen: [], throws: mine },
  { name: 'what is caught is none', input: html, program: (r) => r.on('p', { element() { try { throw new Mine('oh'); } catch {} } }) },
  { name: 'the first of two', input: '<p>a</p>', program: (r) => r.on('p', { element() { throw new Mine('oh'); } }).on('p', { element() { throw new Error('other'); } }), throws: mine },
  { name: 'an error of the platform\'s own', input: '<p>a</p>', program: (r) => r.on('p', { element: () => void null.nothing }), throws: { name: 'TypeError', message: /null/ } },
];
