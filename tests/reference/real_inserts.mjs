// What is put into real pages in these tests: one of each kind that apps have.
import { cls, has, id, is, not, nth, nthOfType, rootElement, sel } from './written_selectors.mjs';

const put = (selector, method, html, more) => ({ selector, method, html, install: 0, ...more });
const edit = (selector, ...attributes) => ({ selector, attributes, install: 1 });
const set = (name, value) => ({ name, action: 'set', value });
const add = (name, value) => ({ name, action: 'add_tokens', value });
const remove = (name) => ({ name, action: 'remove' });

export const realInserts = [
  put(sel('head'), 'append', '<style>p > b {}</style>'),
  put(sel('head'), 'prepend', '<!-- a </div> -->'),
  put(sel('body'), 'append', '<script>if (1 < 2) "</p>";</script>'),
  put(sel('body'), 'prepend', '<i data-x="1>2">é✓</i>'),
  put(sel('html'), 'after', '<!-- open'),
  put(sel([undefined, rootElement]), 'prepend', 'mark &'),
  put(sel('title'), 'append', 'end </'),
  put(sel('title'), 'prepend', 'a < b &amp; c'),
  put(sel('h1'), 'after', '<p>one<p>two'),
  put([...sel('h2'), ...sel('h3'), ...sel('h4')], 'append', '<a title="é" href=/x>😀</a><!-- é -->'),
  put(sel(['p', nth(0, 1)]), 'before', 'word'),
  put(sel(['p', nthOfType(3, 1)]), 'append', 'less <'),
  put(sel(['li', nth(2, 0)]), 'prepend', '<b>bold</b>'),
  put(sel('ul', '>', 'li', '+', 'li'), 'after', 'mark &copy'),
  put(sel('dt', '~', 'dd'), 'append', 'line\r'),
  put(sel('pre'), 'replace', '<textarea></b></textarea>'),
  put(sel('hr'), 'replace', '<br/><img alt="</title>">'),
  put(sel('table', ' ', 'td', ' ', 'a'), 'before', '<svg><path d="M0"/></svg>'),
  put(sel('tbody', '>', ['tr', nth(2, 1)]), 'prepend', '<td>cell'),
  put(sel(['table', not(sel([undefined, has('border')]))]), 'after', '</div>'),
  put(sel([undefined, cls('section')], ' ', 'p'), 'append', 'word'),
  put(sel(['div', has('class', '*=', 'nav'), is(sel('body', '>', 'div'), sel('div', '>', 'div'))]), 'prepend', '<b title="open'),
  put(sel([undefined, id('content')]), 'append', '<div class="k m">'),
  put(sel('script'), 'before', '<script>open()'),
  put(sel('img'), 'after', 'three\r\nlines\r\n'),
  edit(sel(['a', has('href', '^=', 'http')]), add('rel', 'noopener external'), set('target', '_blank')),
  edit(sel(['a', has('name'), not(sel([undefined, has('href')]))]), remove('name'), set('id', 'x1')),
  edit(sel('img'), set('loading', 'lazy'), remove('border'), add('class', 'k')),
  edit(sel('meta'), set('data-v', '1')),
  edit(sel(['a', has('class', '~=', 'reference')]), remove('class'), remove('href'), set('title', 'a "b" & c')),
  { ...put(sel('code'), 'append', 'word'), ...edit(sel('code'), add('class', 'k m')), install: 2 },
];
