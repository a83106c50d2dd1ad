// H8: where the input is cut does not matter, nor in which encoding.
const collect = (seen) => {
  let text = '';
  return (t) => {
    text += t.text;
    if (t.lastInTextNode) { seen.push(text); text = ''; }
  };
};
const bytes = (...parts) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));
const replaceText = (r) => { let text = ''; r.on('p', { text(t) { text += t.text; t.remove(); if (t.lastInTextNode) { t.before(text.replace('needle', 'pin')); text = ''; } } }); };
const windows = 'text/html; charset=windows-1252';
export default [
  { name: 'multi-byte characters in text', input: '<p>aé漢😀z</p>', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['aé漢😀z'] },
  { name: 'multi-byte characters in attributes', input: '<p title="é漢😀">', program: (r, seen) => r.on('p', { element: (e) => void seen.push(e.getAttribute('title')) }), seen: ['é漢😀'] },
  { name: 'multi-byte characters in comments', input: '<!--é漢😀-->', program: (r, seen) => r.onDocument({ comments: (c) => void seen.push(c.text) }), seen: ['é漢😀'] },
  { name: 'multi-byte characters in a script', input: '<script>"é漢😀"</script>', program: (r, seen) => r.on('script', { text: collect(seen) }), seen: ['"é漢😀"'] },
  { name: 'combining characters', input: '<p>e\u0301 \u{1f468}\u200d\u{1f469}</p>', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['e\u0301 \u{1f468}\u200d\u{1f469}'] },
  { name: 'a word replaced across chunks', input: '<p>hay needle hay</p>', program: replaceText, expected: '<p>hay pin hay</p>' },
  { name: 'a word in several nodes', input: '<p>needle<b>needle</b>need</p>', program: replaceText, expected: '<p>pin<b>pin</b>need</p>' },
  { name: 'tags cut everywhere', input: '<div class="a b"><p id=x>1</p></div>', program: (r) => r.on('div.b > #x', { element: (e) => void e.setAttribute('ok', '') }), expected: '<div class="a b"><p id=x ok="">1</p></div>' },
  { name: 'comments cut everywhere', input: 'a<!-- -- --!-->b', program: (r) => r.onDocument({ comments: (c) => void c.remove() }), expected: 'ab' },
  { name: 'script ends cut everywhere', input: '<script></scrip></script ><p>a</p>', program: (r) => r.on('p', { element: (e) => void e.append('!') }), expected: '<script></scrip></script ><p>a!</p>' },
  { name: 'references cut everywhere', input: '<a href="&#x2f;a&sol;b">', program: (r) => r.on('a[href="/a/b"]', { element: (e) => void e.setAttribute('ok', '') }), expected: '<a href="&#x2f;a&sol;b" ok="">', ours: 'selectors compare what a value means; others what is written' },
  { name: 'a long text node', input: `<p>${'0123456789'.repeat(900)}</p>`, program: (r, seen) => { let n = 0; r.on('p', { text(t) { n += t.text.length; if (t.lastInTextNode) seen.push(n); } }); }, seen: [9000] },
  { name: 'malformed UTF-8 is U+FFFD for readers and stays for visitors', input: bytes('<p>a', [0xff], 'b</p>'), program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['a\ufffdb'], ours: 'others write U+FFFD where a handler has looked' },
  { name: 'windows-1252: text', input: bytes('<p>caf', [0xe9, 0x20, 0x80], '</p>'), contentType: windows, program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['café €'], ours: 'bun reads every page as UTF-8' },
  { name: 'windows-1252: attributes', input: bytes('<p title=caf', [0xe9], '></p>'), contentType: windows, program: (r, seen) => r.on('p', { element: (e) => void seen.push(e.getAttribute('title')) }), seen: ['café'], ours: 'bun reads every page as UTF-8' },
  { name: 'windows-1252: contents go out as references', input: bytes('<p>', [0xe9], '</p>'), contentType: windows, program: (r) => r.on('p', { element: (e) => void e.append('é漢') }), expected: bytes('<p>', [0xe9], '&#233;&#28450;</p>'), ours: 'references are right whatever a browser takes the page for; others encode, or write UTF-8' },
  { name: 'windows-1252: ASCII contents', input: bytes('<p>', [0xe9], '</p>'), contentType: windows, program: (r) => r.on('p', { element: (e) => void e.append('!') }), expected: bytes('<p>', [0xe9], '!</p>') },
  { name: 'windows-1252: the label iso-8859-1 means it too', input: bytes('<p>', [0x93], '</p>'), contentType: 'text/html; charset=iso-8859-1', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['\u201c'], ours: 'bun reads every page as UTF-8' },
  { name: 'windows-1252: named by the page alone', input: bytes('<meta charset=windows-1252><p>', [0xe9], '</p>'), contentType: 'text/html', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['é'], ours: 'others believe only the header' },
  { name: 'shift_jis: text', input: bytes('<p>', [0x93, 0xfa, 0x96, 0x7b], '</p>'), contentType: 'text/html; charset=shift_jis', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['日本'], ours: 'bun reads every page as UTF-8' },
  { name: 'shift_jis: half of a character looks like ASCII', input: bytes('<p>', [0x83, 0x5c], '</p>'), contentType: 'text/html; charset=shift_jis', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['ソ'], ours: 'bun reads every page as UTF-8' },
  { name: 'shift_jis: elements are changed, text stays', input: bytes('<p>', [0x93, 0xfa], '</p>'), contentType: 'text/html; charset=shift_jis', program: (r) => r.on('p', { element: (e) => void e.setAttribute('lang', 'ja').append('!') }), expected: bytes('<p lang="ja">', [0x93, 0xfa], '!</p>') },
  { name: 'UTF-8 with a byte order mark', input: bytes([0xef, 0xbb, 0xbf], '<p>', [0xc3, 0xa9], '</p>'), contentType: 'text/html', program: (r, seen) => r.on('p', { text: collect(seen) }), seen: ['é'] },
];
