// Selectors as data: written out as CSS, and matched in the plainest way, from right to left.
//
// A list is an array of complex selectors; a complex one an array of compounds from left to right; a compound
// { combinator: '' | ' ' | '>' | '+' | '~', type?, tests: [test] }. Tests: { class }, { id }, { attribute, operator?, value?, flag? },
// { root: true }, { nth: [a, b], ofType? }, { not | is | where: list }.

const blank = /[\t\n\f\r ]+/;

// HTML standard, "case-sensitivity of selectors": their values compare without regard to case in HTML elements.
const caseless = new Set(
  `accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare defer dir direction
  disabled enctype face frame hreflang http-equiv lang language link media method multiple nohref noresize noshade nowrap
  readonly rel rev rules scope scrolling selected shape target text type valign valuetype vlink`.split(blank),
);

// As CSS.escape() does it.
function identifier(name) {
  return [...name]
    .map((c, at) => {
      if (c < ' ' || (/[0-9]/.test(c) && (at === 0 || (at === 1 && name[0] === '-')))) return `\\${c.codePointAt(0).toString(16)} `;
      return /[-_a-zA-Z0-9\u0080-\u{10ffff}]/u.test(c) ? c : `\\${c}`;
    })
    .join('');
}

function string(value) {
  return `"${value.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]/g, (c) => `\\${c.charCodeAt(0).toString(16)} `)}"`;
}

function testText(test) {
  if (test.class !== undefined) return `.${identifier(test.class)}`;
  if (test.id !== undefined) return `#${identifier(test.id)}`;
  if (test.root) return ':root';
  if (test.nth) {
    const [a, b] = test.nth;
    const type = test.ofType ? 'of-type' : 'child';
    return a === 0 && b === 1 ? `:first-${type}` : `:nth-${type}(${a}n${b < 0 ? b : `+${b}`})`;
  }
  for (const name of ['not', 'is', 'where']) {
    if (test[name]) return `:${name}(${selectorText(test[name])})`;
  }
  if (!test.operator) return `[${identifier(test.attribute)}]`;
  return `[${identifier(test.attribute)}${test.operator}${string(test.value)}${test.flag ? ` ${test.flag}` : ''}]`;
}

export function selectorText(list) {
  return list
    .map((complex) =>
      complex.map(({ combinator, type, tests }) => `${combinator}${type ?? (tests.length === 0 ? '*' : '')}${tests.map(testText).join('')}`).join(''),
    )
    .join(', ');
}

const lower = (text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase());

function valueMatches(operator, value, wanted) {
  switch (operator) {
    case '=':
      return value === wanted;
    case '~=':
      return wanted !== '' && !blank.test(wanted) && value.split(blank).includes(wanted);
    case '|=':
      return value === wanted || value.startsWith(`${wanted}-`);
    case '^=':
      return wanted !== '' && value.startsWith(wanted);
    case '$=':
      return wanted !== '' && value.endsWith(wanted);
    case '*=':
      return wanted !== '' && value.includes(wanted);
  }
  throw new Error(`no such operator: ${operator}`);
}

function attributeMatches({ attribute, operator, value, flag }, element, foldCase) {
  const name = lower(attribute);
  const present = element.attributes.get(name);
  if (present === undefined || !operator) return present !== undefined;
  const fold = flag === 'i' || foldCase || (flag === undefined && caseless.has(name) && element.space === 'html');
  return fold ? valueMatches(operator, lower(present), lower(value)) : valueMatches(operator, present, value);
}

function testMatches(test, element, page) {
  if (test.class !== undefined) return attributeMatches({ attribute: 'class', operator: '~=', value: test.class, flag: 's' }, element, page.quirks);
  if (test.id !== undefined) return attributeMatches({ attribute: 'id', operator: '=', value: test.id, flag: 's' }, element, page.quirks);
  if (test.root) return element.isRoot;
  if (test.nth) {
    const [a, b] = test.nth;
    const number = test.ofType ? element.numberOfType : element.number;
    const steps = a === 0 ? 0 : (number - b) / a;
    return number > 0 && Number.isInteger(steps) && steps >= 0 && a * steps + b === number;
  }
  if (test.not) return !matches(test.not, element, page);
  if (test.is ?? test.where) return matches(test.is ?? test.where, element, page);
  return attributeMatches(test, element, false);
}

function compoundMatches({ type, tests }, element, page) {
  if (type !== undefined && type !== '*') {
    if (lower(type) !== element.name) return false;
    if (['html', 'head', 'body'].includes(element.name) && element.space !== 'html') return false;
  }
  return tests.every((test) => testMatches(test, element, page));
}

function* siblingsBefore({ before }) {
  for (let one = before; one; one = one.before) yield one;
}

// Whether the compounds up to `last` match, with that one for `element`.
function chainMatches(complex, last, element, page) {
  if (!compoundMatches(complex[last], element, page)) return false;
  const matchesLeft = (other) => chainMatches(complex, last - 1, other, page);
  switch (complex[last].combinator) {
    case '':
      return true;
    case ' ':
      return element.ancestors.some(matchesLeft);
    case '>':
      return element.parent !== undefined && matchesLeft(element.parent);
    case '+':
      return element.before !== undefined && matchesLeft(element.before);
    case '~':
      return [...siblingsBefore(element)].some(matchesLeft);
  }
  throw new Error(`no such combinator: ${complex[last].combinator}`);
}

// `page`: what readPage() says.
export function matches(list, element, page) {
  return list.some((complex) => chainMatches(complex, complex.length - 1, element, page));
}
