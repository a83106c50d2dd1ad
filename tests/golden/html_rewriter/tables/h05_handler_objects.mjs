// H5: what handlers may be.
class Counter {
  count = 0;
  element(e) { e.setAttribute('n', ++this.count); }
}
class Base { element(e) { this.mark(e); } }
class Derived extends Base { mark(e) { e.append('d'); } }
class Private { #n = 7; element(e) { e.append(`${this.#n}`); } }
export default [
  { name: 'a plain object', input: '<p></p>', program: (r) => r.on('p', { element(e) { e.append('x'); } }), expected: '<p>x</p>' },
  { name: '`this` is the handler object', input: '<p></p>', program: (r) => r.on('p', { word: 'x', element(e) { e.append(this.word); } }), expected: '<p>x</p>' },
  { name: 'a class instance keeps its state', input: '<p></p><p></p>', program: (r) => r.on('p', new Counter()), expected: '<p n="1"></p><p n="2"></p>' },
  { name: 'handlers by inheritance', input: '<p></p>', program: (r) => r.on('p', new Derived()), expected: '<p>d</p>' },
  { name: 'private members', input: '<p></p>', program: (r) => r.on('p', new Private()), expected: '<p>7</p>' },
  { name: 'one object for two selectors', input: '<p></p><b></b>', program: (r) => { const one = new Counter(); r.on('p', one).on('b', one); }, expected: '<p n="1"></p><b n="2"></b>' },
  { name: 'all kinds in one object', input: '<p>a<!--b--></p>', program: (r, seen) => r.on('p', { element: () => void seen.push('e'), text: (t) => void (t.lastInTextNode && seen.push('t')), comments: () => void seen.push('c') }), seen: ['e', 't', 'c'] },
  { name: 'no handler in the object', input: '<p>a</p>', program: (r) => r.on('p', {}) },
  { name: 'undefined members are no handlers', input: '<p>a</p>', program: (r) => r.on('p', { element: undefined, text: undefined }) },
  { name: 'on and onDocument return the rewriter', input: 'a', program: (r, seen) => void seen.push(r.on('p', {}) === r, r.onDocument({}) === r), seen: [true, true] },
  { name: 'state shared by closure', input: '<h1>T</h1><p></p>', program: (r) => { let title = ''; r.on('h1', { text: (t) => { title += t.text; } }).on('p', { element: (e) => void e.append(title) }); }, expected: '<h1>T</h1><p>T</p>' },
  { name: 'arrow functions', input: '<p></p>', program: (r) => r.on('p', { element: (e) => e.append('x') }), expected: '<p>x</p>' },
  { name: 'what a handler returns does not matter', input: '<p></p>', program: (r) => r.on('p', { element: () => 42 }) },
];
