// Selectors as data (selectors.mjs) in a form that a person can write: sel('nav', '>', ['a', has('href')]) is `nav>a[href]`.

export const cls = (name) => ({ class: name });
export const id = (name) => ({ id: name });
export const has = (attribute, operator, value, flag) => ({ attribute, operator, value, flag });
export const nth = (a, b) => ({ nth: [a, b], ofType: false });
export const nthOfType = (a, b) => ({ nth: [a, b], ofType: true });
export const not = (...list) => ({ not: list.flat() });
export const is = (...list) => ({ is: list.flat() });
export const rootElement = { root: true };

const combinators = new Set([' ', '>', '+', '~']);

// A part: a type, or [type or undefined, …tests]. Answers a list of one.
export function sel(...parts) {
  const complex = [];
  let combinator = '';
  for (const part of parts) {
    if (combinators.has(part)) {
      combinator = part;
      continue;
    }
    const [type, ...tests] = typeof part === 'string' ? [part] : part;
    complex.push({ combinator, type, tests });
  }
  return [complex];
}
