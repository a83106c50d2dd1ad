// What is put into pages in these tests, with what it must become by hand: markup, which also holds in SVG and MathML, and where
// markup is text (title, textarea). `ascii`: where the page is not known to be UTF-8. Other forms follow by rule.

const pieces = [
  { html: 'word' },
  { html: '' },
  { html: '<b>bold</b>' },
  { html: '<i data-x="1>2">é✓</i>', ascii: '<i data-x="1>2">&#233;&#10003;</i>' },
  { html: '<a title="é" href=/x>😀</a><!-- é -->', ascii: '<a title="&#233;" href=/x>&#128512;</a><!-- ? -->' },
  { html: '<div class="k m">' },
  { html: '</div>' },
  { html: '<p>one<p>two' },
  { html: '</p></table></body></html>' },
  { html: '<td>cell' },
  { html: '<li id=i>item</li>' },
  { html: '<!-- a </div> -->' },
  { html: '<script>if (1 < 2) "</p>";</script>' },
  { html: '<style>p > b {}</style>' },
  { html: '<svg><path d="M0"/></svg>' },
  { html: '<textarea></b></textarea>' },
  { html: '<br/><img alt="</title>">' },
  { html: 'a < b &amp; c' },
  { html: 'three\r\nlines\r\n' },
  // Opened, and closed by whoever puts them in.
  { html: '<!-- open', markup: '<!-- open-->' },
  { html: '<b title="open', markup: '<b title="open">' },
  { html: '<script>open()', markup: '<script>open()</script>' },
  { html: '<textarea>open', markup: '<textarea>open</textarea>' },
  // Ends that what follows could go on with.
  { html: 'less <', markup: 'less &lt;' },
  { html: 'end </', markup: 'end &lt;/' },
  { html: 'mark &', markup: 'mark &amp;', rcdata: 'mark &amp;' },
  { html: 'mark &copy', markup: 'mark &copy;', rcdata: 'mark &copy;' },
  { html: 'line\r', markup: 'line\n', rcdata: 'line\n' },
];

export const contents = pieces.map(({ html }) => html);

const byHtml = new Map(pieces.map((piece) => [piece.html, piece]));
const references = (text) => [...text].map((c) => (c > '\x7f' ? `&#${c.codePointAt(0)};` : c)).join('');
const questionMarks = (text) => [...text].map((c) => (c > '\x7f' ? '?' : c)).join('');

// What may begin at the end of `text` and be gone on with: 0 or its size.
function begunAtEnd(text, danger) {
  for (let size = Math.min(text.length, danger.length); size > 0; --size) {
    if (text.slice(-size).toLowerCase() === danger.slice(0, size)) return size;
  }
  return 0;
}

export function dangersOf(place) {
  if (place === 'rcdata') return ['</title', '</textarea'];
  if (place === 'plaintext') return [];
  return place === 'script' ? ['</script', '<!--', '<script'] : [`</${place}`];
}

const unfinishedReference = /&[a-z0-9#]*$/i;

// Whether what the page has right before, `last`, could make something together with whatever is put there.
export const isUnfinished = (last) => last.endsWith('<') || unfinishedReference.test(last);

// The same for what is put there. Raw text has no character references.
export function runTogether(last, content, place) {
  if (last === '' || content === '') return false;
  if ((place === 'markup' || place === 'rcdata') && unfinishedReference.test(last) && /^[a-z0-9#;]/i.test(content)) return true;
  if (place === 'markup') return last.endsWith('<') && /^[a-z/!?]/i.test(content);
  return dangersOf(place).some((danger) => begunAtEnd(last, danger) > 0);
}

// `place`: 'markup', 'rcdata', or the name of the element whose text it is. Nothing: it cannot stand there.
export function contentAt(html, place, utf8) {
  const { markup = html, ascii, rcdata } = byHtml.get(html);
  if (place === 'markup') return utf8 ? markup : (ascii ?? references(markup));
  if (place === 'rcdata') {
    const text = rcdata ?? html.replace(/<(?=\/|$)/g, '&lt;');
    return utf8 ? text : references(text);
  }
  const refused = dangersOf(place).some((danger) => html.toLowerCase().includes(danger) || begunAtEnd(html, danger) > 0);
  if (refused) return undefined;
  const text = html.replace(/\r$/, '\n');
  return utf8 ? text : questionMarks(text);
}
