// Random pages and random inserts for them, the same for the same seed. A page is an array of pieces, so that it can be made
// smaller piece by piece.
import { contents } from './contents.mjs';

// Numbers from a seed (mulberry32).
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }
  below(bound) {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }
  one(list) {
    return list[this.below(list.length)];
  }
  chance(percent) {
    return this.below(100) < percent;
  }
}

const blocks = ['div', 'div', 'p', 'section', 'ul', 'ol', 'dl', 'form', 'h1', 'h2', 'blockquote', 'pre', 'address', 'button', 'object', 'x-y', 'a-very-long-name'];
const inlines = ['span', 'a', 'b', 'i', 'em', 'u', 'code', 'font', 'nobr', 'label', 'ruby', 'rt'];
const voids = ['br', 'img', 'hr', 'input', 'wbr', 'embed', 'link', 'meta', 'image', 'source'];
const texts = ['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noscript', 'noembed', 'noframes'];
const names = [...blocks, ...inlines, ...voids, ...texts];

export const classNames = ['k', 'm', 'K', '1st', 'a:b', 'é'];
const values = ['', 'v', 'V', 'v w', 'w v-x', 'v-x', 'http://x.example/?a=1&b=2', '</body>', 'a>b', '&amp;', '&eacute;t', 'é', ' k m ', "it's", 'say "x"', 'k\nm', '/dir/'];
const attributeNames = ['class', 'class', 'id', 'href', 'type', 'lang', 'data-v', 'DATA-W', 'title', 'checked', 'x:y'];

function attributeText(random) {
  const name = random.one(attributeNames);
  const value = name === 'class' ? [random.one(classNames), random.one(classNames)].slice(random.below(2)).join(random.one([' ', '  ', '\t'])) : random.one(values);
  const gap = random.one([' ', ' ', ' ', '  ', '\n', '/', ' / ', '\r\n']);
  const kind = random.below(12);
  if (kind === 0) return `${gap}${name}`;
  // Never behind a slash, which may belong to a value: then the '=' would be an attribute's name.
  if (kind === 1 && !gap.includes('/')) return `${gap}${name} = "${value.replaceAll('"', '')}"`;
  if (kind < 4) return `${gap}${name}='${value.replaceAll("'", '')}'`;
  const bare = value.replace(/[\s>"']/g, '');
  if (kind < 6 && bare !== '') return `${gap}${name}=${bare}`;
  return `${gap}${name}="${value.replaceAll('"', '&quot;')}"`;
}

function startTag(random, name) {
  const shown = random.chance(5) ? name.toUpperCase() : name;
  let attributes = '';
  for (let i = random.one([0, 0, 0, 1, 1, 2, 3]); i > 0; i--) {
    const attribute = attributeText(random);
    attributes += /["']$/.test(attributes) && random.chance(10) ? attribute.trimStart() : attribute;
  }
  const end = random.one(['', '', '', '', ' ', '/', ' /', random.chance(10) ? ' x=' : '']);
  return `<${shown}${attributes}${end}>`;
}

const endTag = (random, name) => random.one([`</${name}>`, `</${name}>`, `</${name}>`, `</${name.toUpperCase()} >`, `</${name} a=">">`, `</${name}\n>`]);

const words = ['text ', ' ', '\n', '\r\n', 'é', '✓ ', '&amp;', '&lt', '&', 'a < b', '<', '< ', 'x&#32;y', '\0', '</', '😀', '--> ]]>'];
const comments = ['<!-- c -->', '<!-- </body><p> -->', '<!---->', '<!-->', '<?php echo "<b>" ?>', '<!x>', '</ x>', '<!-- a -- b --!>', '<![CDATA[x]]>'];

// Markup of `depth` levels at most, as pieces.
function content(random, depth, pieces) {
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    const kind = random.below(20);
    if (depth === 0 || kind < 4) pieces.push(random.one(words));
    else if (kind < 8) element(random, random.one(blocks), depth, pieces);
    else if (kind < 12) element(random, random.one(inlines), depth, pieces);
    else if (kind === 12) pieces.push(startTag(random, random.one(voids)));
    else if (kind === 13) pieces.push(random.one(comments));
    else if (kind === 14) textElement(random, random.one(texts), pieces);
    else if (kind === 15) table(random, depth, pieces);
    else if (kind === 16) list(random, depth, pieces);
    else if (kind === 17) foreign(random, depth, pieces);
    else if (kind === 18) pieces.push(startTag(random, 'select'), ...options(random), endTag(random, 'select'));
    else element(random, random.one(['template', 'details', 'main', 'li', 'dt', 'td', 'applet', 'center']), depth, pieces);
  }
}

function element(random, name, depth, pieces) {
  pieces.push(startTag(random, name));
  content(random, depth - 1, pieces);
  if (!random.chance(8)) pieces.push(endTag(random, name));
}

function textElement(random, name, pieces) {
  const inside = ['x', '<b>not a tag</b>', '</', '<!-- ', '-->', '<', "'</body>'", '&amp;', `</${name}x`, 'é'];
  pieces.push(startTag(random, name), random.one(inside), random.one(inside), endTag(random, name));
}

function list(random, depth, pieces) {
  const [outer, inner] = random.one([['ul', ['li']], ['ol', ['li']], ['dl', ['dt', 'dd']], ['ruby', ['rb', 'rt', 'rp']], ['div', ['option', 'optgroup']]]);
  pieces.push(startTag(random, outer));
  for (let i = 1 + random.below(4); i > 0; i--) {
    pieces.push(startTag(random, random.one(inner)));
    content(random, Math.min(depth - 1, 1), pieces);
    if (random.chance(30)) pieces.push(endTag(random, random.one(inner)));
  }
  pieces.push(endTag(random, outer));
}

function options(random) {
  return Array.from({ length: random.below(4) }, () => random.one(['<option>', '<option class=k>', 'word', '</option>', '<optgroup>']));
}

function table(random, depth, pieces) {
  pieces.push(startTag(random, 'table'));
  for (let i = random.below(8); i > 0; i--) {
    const kind = random.below(14);
    if (kind < 5) {
      pieces.push(startTag(random, random.one(['td', 'td', 'th'])));
      content(random, Math.min(depth - 1, 2), pieces);
    } else if (kind < 8) pieces.push(startTag(random, 'tr'));
    else if (kind < 11) pieces.push(startTag(random, random.one(['tbody', 'thead', 'tfoot', 'caption', 'col', 'colgroup'])));
    else if (kind === 11) pieces.push(endTag(random, random.one(['td', 'tr', 'tbody', 'caption', 'colgroup', 'p'])));
    else if (kind === 12) pieces.push(random.one(words));
    else content(random, 1, pieces);
  }
  if (!random.chance(5)) pieces.push(endTag(random, 'table'));
}

function foreign(random, depth, pieces) {
  const root = random.one(['svg', 'svg', 'math']);
  const inside = root === 'svg' ? ['g', 'path', 'linearGradient', 'title', 'style', 'desc', 'foreignObject', 'a'] : ['mi', 'mrow', 'mtext', 'annotation-xml'];
  pieces.push(startTag(random, root).replace(/ ?\/>$/, '>'));
  for (let i = random.below(5); i > 0; i--) {
    const name = random.one(inside);
    const kind = random.below(6);
    if (kind === 0) pieces.push(`<${name} class=k/>`);
    else if (kind === 1) pieces.push('<![CDATA[ <b> > ]]>');
    else if (kind === 2) pieces.push(random.one(words));
    else {
      pieces.push(startTag(random, name));
      if (random.chance(50)) content(random, Math.min(depth - 1, 1), pieces);
      pieces.push(endTag(random, name));
    }
  }
  pieces.push(endTag(random, root));
}

const stray = [...names, 'body', 'html', 'head', 'table', 'tr', 'td', 'svg', 'option', 'frameset', 'form', 'li', 'plaintext'];

// The pieces of a page.
export function randomPage(random) {
  const pieces = [];
  if (random.chance(70)) pieces.push('<!doctype html>');
  if (random.chance(60)) pieces.push(random.one(['\n', '<!-- top -->', ' ']));
  if (random.chance(60)) pieces.push(startTag(random, 'html'));
  if (random.chance(60)) pieces.push(startTag(random, 'head'));
  for (let i = random.below(4); i > 0; i--) {
    const kind = random.below(6);
    if (kind === 0) pieces.push(random.one(['<meta charset=utf-8>', '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">', '<meta charset=windows-1252>']));
    else if (kind === 1) pieces.push(random.one(words.slice(0, 4)));
    else if (kind === 2) pieces.push(startTag(random, random.one(['link', 'meta', 'base'])));
    else textElement(random, random.one(['title', 'title', 'script', 'style']), pieces);
  }
  if (random.chance(50)) pieces.push(endTag(random, 'head'));
  if (random.chance(10)) pieces.push(startTag(random, 'link'));
  if (random.chance(60)) pieces.push(startTag(random, 'body'));
  content(random, 4, pieces);
  if (random.chance(60)) pieces.push(endTag(random, 'body'));
  if (random.chance(10)) content(random, 1, pieces);
  if (random.chance(50)) pieces.push(endTag(random, 'html'));
  if (random.chance(10)) pieces.push(random.one(['\n', '<p', '<!-- end', '<', '</b', '<i a="', 'x', '<p>y', '&am']));
  for (let i = random.one([0, 0, 1, 3]); i > 0; i--) {
    const name = random.one(stray);
    const piece = random.chance(60) ? endTag(random, name) : startTag(random, name);
    pieces.splice(random.below(pieces.length + 1), 0, piece);
  }
  return pieces;
}

const selectorTypes = [...new Set([...names, 'html', 'head', 'body', 'table', 'tbody', 'tr', 'td', 'th', 'li', 'svg', 'g', 'lineargradient', 'foreignObject', 'option', 'select', 'caption', 'colgroup', 'template', 'DIV'])];
const frequent = ['html', 'head', 'body', 'body', 'div', 'p', 'a', 'b', 'td', 'tr', 'tbody', 'li', 'title', 'script'];

function randomTest(random, depth) {
  const kind = random.below(depth > 0 ? 13 : 10);
  if (kind < 3) return { class: random.one(classNames) };
  if (kind === 3) return { id: random.one(values.filter((value) => value !== '')) };
  if (kind < 7) {
    const attribute = random.one(attributeNames);
    if (random.chance(30)) return { attribute };
    return { attribute, operator: random.one(['=', '~=', '|=', '^=', '$=', '*=']), value: decoded(random.one(values)), flag: random.one([undefined, undefined, 'i', 's']) };
  }
  if (kind === 7) return { nth: random.one([[0, 1], [0, 1], [2, 1], [2, 0], [-1, 2], [3, -1], [0, 3]]), ofType: random.chance(40) };
  if (kind === 8) return { root: true };
  if (kind === 9) return { class: random.one(classNames) };
  return { [random.one(['not', 'not', 'is', 'where'])]: randomList(random, depth - 1) };
}

const decoded = (value) => value.replace('&amp;', '&').replace('&eacute;', 'é');

function randomCompound(random, combinator, depth) {
  const tests = Array.from({ length: random.one([0, 0, 0, 1, 1, 2]) }, () => randomTest(random, depth));
  const type = random.chance(75) ? random.one(random.chance(50) ? frequent : selectorTypes) : random.chance(30) ? '*' : undefined;
  return { combinator, ...(type && { type }), tests };
}

function randomComplex(random, depth) {
  const complex = [randomCompound(random, '', depth)];
  for (let i = random.one([0, 0, 0, 1, 1, 2]); i > 0; i--) complex.push(randomCompound(random, random.one([' ', ' ', '>', '>', '+', '~']), depth));
  return complex;
}

function randomList(random, depth = 2) {
  return Array.from({ length: random.one([1, 1, 1, 2]) }, () => randomComplex(random, depth));
}

function randomEdit(random) {
  const name = random.one(attributeNames);
  const action = random.one(['set', 'set', 'remove', 'add_tokens']);
  return { name, action, ...(action !== 'remove' && { value: action === 'set' ? random.one(values) : random.one(['k', 'k m', 'noopener  v', 'é']) }) };
}

// `ascii`: selectors and attributes have nothing beyond it.
export function randomInserts(random, { ascii }) {
  const inserts = Array.from({ length: random.one([1, 1, 2, 3, 5]) }, () => {
    const insert = { selector: randomList(random), install: random.below(3) };
    if (!random.chance(15)) Object.assign(insert, { method: random.one(['before', 'prepend', 'append', 'after', 'replace']), html: random.one(contents) });
    if (!insert.method || random.chance(15)) insert.attributes = Array.from({ length: 1 + random.below(3) }, () => randomEdit(random));
    return insert;
  });
  if (!ascii) return inserts;
  const plain = (value) => value && JSON.parse(JSON.stringify(value).replace(/[^\0-\x7f]/g, 'e'));
  return inserts.map((insert) => ({ ...insert, selector: plain(insert.selector), attributes: plain(insert.attributes) }));
}
