// H10: names and comments that would end their token are refused.
const refused = (what) => ({ name: 'TypeError', message: what });
const stricter = 'others let it through';
const tagName = (name) => (r) => r.on('p', { element(e) { e.tagName = name; } });
const endName = (name) => (r) => r.on('p', { element: (e) => void e.onEndTag((t) => { t.name = name; }) });
const attribute = (name) => (r) => r.on('p', { element: (e) => void e.setAttribute(name, 'v') });
const comment = (text) => (r) => r.onDocument({ comments(c) { c.text = text; } });
const badNames = { empty: '', 'with a blank': 'a b', 'with a tab': 'a\tb', 'with a line end': 'a\nb', 'with a greater-than sign': 'a>b', 'with a slash': 'a/b', 'with a NUL': 'a\0b' };
const badTagNames = { ...badNames, 'beginning with a digit': '1a', 'beginning with a less-than sign': '<a', 'with markup': 'a onclick=b' };
const badAttributeNames = { ...badNames, 'with an equals sign': 'a=b', 'with a form feed': 'a\fb' };
const badComments = { 'with its end': 'a-->b', 'with its other end': 'a--!>b', 'beginning with a greater-than sign': '>a', 'beginning with ->': '->a' };
const goodComments = { empty: '', 'with one dash': 'a-b', 'with two dashes inside': 'a -- b', 'with markup': '<p>a</p>', 'with a less-than sign at the end': 'a<', 'ending with two dashes': 'a--', 'ending with --!': 'a--!', 'ending with <!-': 'a<!-' };
export default [
  ...Object.entries(badTagNames).map(([what, name]) => ({ name: `tagName ${what}`, input: '<p>a</p>', program: tagName(name), throws: refused(/tag name/), ours: name.includes('\0') ? stricter : undefined })),
  ...Object.entries(badTagNames).map(([what, name]) => ({ name: `EndTag.name ${what}`, input: '<p>a</p>', program: endName(name), throws: refused(/tag name/), ours: stricter })),
  ...Object.entries(badAttributeNames).map(([what, name]) => ({ name: `attribute name ${what}`, input: '<p>a</p>', program: attribute(name), throws: refused(/attribute name/), ours: name.includes('\0') ? stricter : undefined })),
  ...Object.entries(badComments).map(([what, text]) => ({ name: `comment ${what}`, input: '<!--x-->', program: comment(text), throws: refused(/comment/), ours: text.includes('-->') ? undefined : stricter })),
  ...Object.entries(goodComments).map(([what, text]) => ({ name: `comment ${what} is fine`, input: '<!--x-->', program: comment(text), expected: `<!--${text}-->` })),
  { name: 'custom element names are fine', input: '<p>a</p>', program: tagName('my-element.v2'), expected: '<my-element.v2>a</my-element.v2>' },
  { name: 'names beyond ASCII are fine', input: '<p>a</p>', program: tagName('x-é'), expected: '<x-é>a</x-é>' },
  { name: 'attribute names of frameworks are fine', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.setAttribute('@click', 'x').setAttribute(':key', 'y').setAttribute('v-on:a.b', 'z') }), expected: '<p @click="x" :key="y" v-on:a.b="z">a</p>' },
  { name: 'a refused name changes nothing', input: '<p>a</p>', program: (r) => r.on('p', { element(e) { try { e.tagName = 'a b'; } catch {} try { e.setAttribute('a b', 'c'); } catch {} } }) },
  { name: 'a refused comment changes nothing', input: '<!--x-->', program: (r) => r.onDocument({ comments(c) { try { c.text = 'a-->b'; } catch {} } }) },
  { name: 'values may hold anything', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.setAttribute('t', 'a\n\'x\' "y"') }), expected: '<p t="a\n\'x\' &quot;y&quot;">a</p>' },
  { name: 'a symbol is no name', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.setAttribute(Symbol('x'), 'v') }), throws: refused(/./) },
  { name: 'setAttribute without a value', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.setAttribute('x') }), throws: refused(/setAttribute/) },
  { name: 'getAttribute without a name', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.getAttribute() }), throws: refused(/getAttribute/) },
  { name: 'onEndTag without a function', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.onEndTag('x') }), throws: refused(/onEndTag/) },
  { name: 'a handler that is no function', input: '<p>a</p>', program: (r) => r.on('p', { element: 42 }), throws: refused(/element/) },
  { name: 'handlers that are no object', input: '<p>a</p>', program: (r) => r.on('p', null), throws: refused(/./), ours: 'workerd takes null for none' },
  { name: 'an error in a conversion comes through', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.append({ toString() { throw new RangeError('mine'); } }) }), throws: { name: 'RangeError', message: /^mine$/ } },
];
