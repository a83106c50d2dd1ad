// S2: what is no selector here throws at on(), and says where and why.
const refused = (selector, message, ours = undefined) => ({
  name: selector === '' ? 'nothing' : selector,
  input: '<p>a</p>',
  program(r, seen) {
    try {
      r.on(selector, {});
      seen.push('taken');
    } catch (error) {
      seen.push('refused');
      throw error;
    }
  },
  seen: ['refused'],
  throws: { name: 'TypeError', message },
  ours,
});
const position = /\d/; // of the byte where it begins
export default [
  refused('', position),
  refused('   ', position),
  refused('p >', position),
  refused('> p', position),
  refused('p,', position),
  refused(', p', position),
  refused('p,,a', position),
  refused('.', position),
  refused('#', position),
  refused('.1a', position),
  refused('[', position),
  refused('[]', position),
  refused('[a', position, 'CSS closes brackets at the end of the text'),
  refused('[a=', position),
  refused('[a=]', position),
  refused('[a=b', position, 'CSS closes brackets at the end of the text'),
  refused('[a="b]', position, 'CSS closes strings at the end of the text'),
  refused('[a==b]', position),
  refused('[a=b c]', position),
  refused('[=b]', position),
  refused('p:', position),
  refused('p:nonesuch', /nonesuch/),
  refused('p:not()', position),
  refused('p:not(', position),
  refused('p:nth-child()', position),
  refused('p:nth-child(x)', position),
  refused('p:nth-child(2n', position, 'CSS closes brackets at the end of the text'),
  refused('p:first-child()', position),
  refused('p)', position),
  refused('p{', position),
  refused('p!', position),
  refused('<p>', position),
  refused('p >> a', position),
  refused('p::before', /before/),
  refused('a:hover', /hover/),
  refused('p:has(a)', /has/),
  refused('p:empty', /empty/),
  refused('p:last-child', /last-child/),
  refused('p:only-child', /only-child/),
  refused('p:nth-last-child(2)', /nth-last-child/),
  refused('p:last-of-type', /last-of-type/),
  refused('p:only-of-type', /only-of-type/),
  refused('svg|path', position),
  refused('p:nth-child(2 of .a)', position),
  refused('p || a', position),
  { name: 'a refused selector leaves the others', input: '<p>a</p>', program(r) { try { r.on('p >', {}); } catch {} r.on('p', { element: (e) => void e.append('!') }); }, expected: '<p>a!</p>' },
];
