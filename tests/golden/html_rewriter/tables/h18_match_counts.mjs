// H18: how many elements each handler matched. `matches` is what tracing reports, selector by selector in the
// order of registration; the handlers count too.
const page = '<h1 class=a>x</h1><ul><li class=a>1</li><li>2</li></ul><a href=/x>y</a>';
const counted = (name, matches) => ({
  name,
  input: page,
  matches,
  program(r, seen) {
    const counts = Object.keys(matches).map(() => 0);
    Object.keys(matches).forEach((selector, at) => r.on(selector, { element() { ++counts[at]; } }));
    r.onDocument({ end: () => void seen.push(...counts) });
  },
  seen: Object.values(matches),
});
export default [
  counted('one selector', { li: 2 }),
  counted('none', { 'li.b': 0 }),
  counted('several', { h1: 1, '.a': 2, 'ul > li': 2, 'a[href]': 1, img: 0 }),
  counted('a list counts an element once', { 'li, .a': 3 }),
  counted('everything', { '*': 5 }),
];
