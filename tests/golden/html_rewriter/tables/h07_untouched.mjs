// H7: pages that nobody changes leave byte for byte, also with handlers that look at everything.
const look = (r) => r
  .on('*', { element: (e) => { void e.tagName; void [...e.attributes]; }, text: (t) => void t.text, comments: (c) => void c.text })
  .onDocument({ doctype: (d) => void d.name, text: (t) => void t.text, comments: (c) => void c.text, end() {} });
const bytes = (...parts) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));
const pages = {
  'an ordinary page': '<!DOCTYPE html>\n<html lang="en">\n<head><title>A &amp; B</title></head>\n<body class=x>\n<p>one<br>two</p>\n</body>\n</html>\n',
  'nothing': '',
  'text only': 'just text',
  'odd spelling of tags': '<DiV   CLASS = "a"\tid=\'b\'  hidden / ><P>x</p ></DIV\n>',
  'carriage returns': '<p>a\r\nb\rc</p\r>\r\n<!--\r-->',
  'unclosed and stray tags': '<ul><li>a<li>b</ul></p></div><table><td>x</table></b>',
  'misnested formatting': '<b>1<i>2</b>3</i>',
  'an unfinished tag at the end': '<p>a</p><a href="x',
  'an unfinished comment at the end': '<p>a</p><!-- x',
  'an unfinished script at the end': '<script>x < y',
  'a less-than sign at the end': 'a <',
  'references of all kinds': '&amp;&lt&unknown;&#65;&#x41;&notit;&',
  'raw text elements': '<script><!--<script></script>--></script><style></p></style><textarea><b></textarea><title></b></title><xmp><p></xmp><iframe><p></iframe><noscript><p></noscript>',
  'script with escapes': '<script><!-- <script> </script> </script> --></script>x',
  'plaintext': '<plaintext></plaintext><p>',
  'bogus comments': '<!x><?y?></ z></><!-->a<!--->b',
  'SVG and CDATA': '<svg viewBox="0 0 1 1"><![CDATA[<p>]]><path d="M0"/><foreignObject><p>a</p></foreignObject></svg><![CDATA[x]]>',
  'MathML': '<math><mi>x</mi><annotation-xml encoding="text/html"><p>a</p></annotation-xml></math>',
  'duplicate attributes': '<a id=1 id=2 ID=3>',
  'odd attributes': '<a =x "y" z=\'"\' w=a"b v= u>',
  'a template': '<template><tr><td>a</td></tr></template>',
  'frameset': '<html><frameset cols=1,2><frame src=a></frameset></html>',
  'unicode': '<p title="é">漢字😀 ﷽ \u200f</p>',
};
const odd = {
  'a byte order mark': bytes([0xef, 0xbb, 0xbf], '<p>a</p>'),
  'NUL bytes': bytes('<p', [0], '>a', [0], 'b</p>'),
};
const malformed = {
  'malformed UTF-8': bytes('<p>', [0xff, 0xc3], '</p>', [0xe2, 0x82]),
  'an unfinished character at the end': bytes('<p>a</p>', [0xf0, 0x9f]),
};
const legacy = {
  'windows-1252': ['windows-1252', bytes('<p title="', [0xe9], '">', [0x80, 0x93, 0x94, 0x81], '</p>')],
  'shift_jis, with a second byte like markup': ['shift_jis', bytes('<p>', [0x83, 0x5c, 0x95, 0x7c, 0x83, 0x7c, 0x81, 0x5b], '</p>')],
  'euc-jp': ['euc-jp', bytes('<p>', [0xc6, 0xfc, 0xcb, 0xdc], '</p>')],
  'gb18030': ['gb18030', bytes('<p>', [0x81, 0x30, 0x81, 0x30, 0xd6, 0xd0], '</p>')],
  'big5': ['big5', bytes('<p>', [0xa4, 0xa4, 0xa4, 0xe5], '</p>')],
  'koi8-r': ['koi8-r', bytes('<p>', [0xf0, 0xd2, 0xc9], '</p>')],
};
export default [
  ...Object.entries(pages).map(([name, input]) => ({ name: `no handler: ${name}`, input, program() {} })),
  ...Object.entries({ ...pages, ...odd }).map(([name, input]) => ({ name: `looking only: ${name}`, input, program: look })),
  ...Object.entries(malformed).map(([name, input]) => ({ name: `looking only: ${name}`, input, program: look, ours: 'others write U+FFFD where a handler has looked' })),
  ...Object.entries(legacy).map(([name, [label, input]]) => ({ name: `looking only: ${name}`, input, contentType: `text/html; charset=${label}`, program: look, ours: 'bun reads every page as UTF-8' })),
  { name: 'a selector that matches nothing', input: '<p  class=x >a</p >', program: (r) => r.on('nothing', { element: (e) => void e.remove() }) },
  { name: 'an unknown charset', input: '<p>é</p>', contentType: 'text/html; charset=nonesuch', program: look, ours: 'workerd refuses it' },
  { name: 'no content type', input: '<p>é</p>', contentType: '', program: look },
];
