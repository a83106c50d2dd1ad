// Pages and what becomes of them, by hand: they say that the reference is right before it says it of others.
import { cls, has, nth, not, sel } from './written_selectors.mjs';

const one = (selector, method, html) => [{ selector, method, html }];

export const handWritten = [
  { name: 'all places', page: '<p>a</p>', inserts: ['before', 'prepend', 'append', 'after'].map((method) => ({ selector: sel('p'), method, html: 'word' })), expected: 'word<p>wordaword</p>word' },
  { name: 'an optional end tag', page: '<ul><li>a<li>b</ul>', inserts: one(sel('li'), 'append', 'word'), expected: '<ul><li>aword<li>bword</ul>' },
  { name: 'after without an end tag', page: '<p>a<p>b', inserts: one(sel('p'), 'after', 'word'), expected: '<p>aword<p>bword' },
  { name: 'the order of inserts at one place', page: '<p></p>', inserts: [...one(sel('p'), 'prepend', 'word'), ...one(sel('p'), 'prepend', '</div>')], expected: '<p>word</div></p>' },
  { name: 'inner elements end first', page: '<div><p>a</div>', inserts: one(sel('*'), 'append', 'word'), expected: 'word<div><p>awordword</div>wordword' },
  { name: 'head and body that are not written', page: 'a', inserts: [...one(sel('head'), 'append', 'word'), ...one(sel('body'), 'append', '</div>')], expected: 'worda</div>' },
  { name: 'text does not end a head that is written', page: '<head>a</head>', inserts: one(sel('head'), 'append', 'word'), expected: '<head>aword</head>' },
  { name: 'the first </body> counts', page: '<body>a</body>b</body>', inserts: one(sel('body'), 'append', 'word'), expected: '<body>aword</body>b</body>' },
  { name: 'not those in scripts and attributes', page: '<body a="</body>"><script>"</body>"</script></body>', inserts: one(sel('body'), 'append', 'word'), expected: '<body a="</body>"><script>"</body>"</script>word</body>' },
  { name: 'replaced, with what stands around it', page: 'a<b>c<i>d</i></b>e', inserts: [...one(sel('b'), 'replace', 'word'), ...one(sel('b'), 'before', '</div>'), ...one(sel('i'), 'after', 'word')], expected: 'a</div>worde' },
  { name: 'misnested formatting', page: '<a><p>b</a>c</p>', inserts: one(sel('a'), 'append', 'word'), expected: '<a><p>bword</a>c</p>' },
  { name: 'implied rows', page: '<table><td>a</table>', inserts: one(sel('tbody', '>', 'tr'), 'prepend', 'word'), expected: '<table>word<td>a</table>' },
  { name: 'void elements have no inside', page: '<br>', inserts: [...one(sel('br'), 'append', 'word'), ...one(sel('br'), 'after', 'word')], expected: '<br>word' },
  { name: 'titles', page: '<title>a</title>', inserts: one(sel('title'), 'append', '</div>'), expected: '<title>a&lt;/div></title>' },
  { name: 'a < before what is put', page: '<p>a <<b>', inserts: one(sel('b'), 'before', 'word'), expected: '<p>a <<!---->word<b>' },
  { name: 'siblings and counters', page: '<ul><li class=k><li><li></ul>', inserts: one(sel(['li', cls('k')], '~', ['li', nth(2, 1)]), 'prepend', 'word'), expected: '<ul><li class=k><li><li>word</ul>' },
  { name: 'not', page: '<i a><i>', inserts: one(sel(['i', not(sel([undefined, has('a')]))]), 'prepend', 'word'), expected: '<i a><i>word' },
  {
    name: 'attributes',
    page: "<a href=/x/ class='k' title=b c/>",
    inserts: [
      {
        selector: sel('a'),
        attributes: [
          { name: 'CLASS', action: 'add_tokens', value: 'm k' },
          { name: 'title', action: 'remove' },
          { name: 'rel', action: 'set', value: '"&' },
          { name: 'c', action: 'set', value: '' },
          { name: 'href', action: 'set', value: '/y' },
        ],
      },
    ],
    expected: '<a href="/y" class="k m" c rel="&quot;&amp;" />',
  },
];
