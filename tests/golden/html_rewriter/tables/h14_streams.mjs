// H14: streams and responses as content.
const none = 'bun takes strings only';
const encoder = new TextEncoder();
const stream = (...chunks) => new ReadableStream({
  start(controller) {
    for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : Uint8Array.from(chunk));
    controller.close();
  },
});
const slow = (...chunks) => new ReadableStream({
  async pull(controller) {
    await null;
    if (chunks.length === 0) return controller.close();
    controller.enqueue(encoder.encode(chunks.shift()));
  },
});
const broken = () => { let n = 0; return new ReadableStream({ pull(controller) { if (n++ === 0) controller.enqueue(encoder.encode('<b>half')); else controller.error(new RangeError('broke')); } }); };
const put = (method, make, options) => (r) => r.on('p', { element: (e) => void e[method](make(), options) });
const html = { html: true };
const contained = 'others put the bytes in and let them swallow what follows';
export default [
  { name: 'append a stream as markup', input: '<p>a</p>', program: put('append', () => stream('<b>', 'x</b>'), html), expected: '<p>a<b>x</b></p>', ours: none },
  { name: 'append a stream as text', input: '<p>a</p>', program: put('append', () => stream('<b>', '&')), expected: '<p>a&lt;b&gt;&amp;</p>', ours: none },
  { name: 'before', input: '<p>a</p>', program: put('before', () => stream('x')), expected: 'x<p>a</p>', ours: none },
  { name: 'after', input: '<p>a</p>', program: put('after', () => stream('x')), expected: '<p>a</p>x', ours: none },
  { name: 'prepend', input: '<p>a</p>', program: put('prepend', () => stream('x')), expected: '<p>xa</p>', ours: none },
  { name: 'replace', input: '<p>a</p>', program: put('replace', () => stream('<hr>'), html), expected: '<hr>', ours: none },
  { name: 'setInnerContent', input: '<p>a<b>c</b></p>', program: put('setInnerContent', () => stream('<i>', '</i>'), html), expected: '<p><i></i></p>', ours: none },
  { name: 'a Response', input: '<p>a</p>', program: put('append', () => new Response('<b>x</b>'), html), expected: '<p>a<b>x</b></p>', ours: none },
  { name: 'a Response as text', input: '<p>a</p>', program: put('append', () => new Response('<b>')), expected: '<p>a&lt;b&gt;</p>', ours: none },
  { name: 'a slow stream', input: '<p>a</p>', program: put('append', () => slow('1', '2', '3')), expected: '<p>a123</p>', ours: none },
  { name: 'an empty stream', input: '<p>a</p>', program: put('append', () => stream()), expected: '<p>a</p>', ours: none },
  { name: 'a character cut in two', input: '<p>a</p>', program: put('append', () => stream([0xc3], [0xa9])), expected: '<p>aé</p>', ours: none },
  { name: 'malformed UTF-8', input: '<p>a</p>', program: put('append', () => stream([0x78, 0xff, 0x79])), expected: '<p>ax\ufffdy</p>', ours: 'bun takes strings only, workerd refuses it' },
  { name: 'a reference cut in two is text', input: '<p>a</p>', program: put('append', () => stream('&am', 'p;')), expected: '<p>a&amp;amp;</p>', ours: none },
  { name: 'strings and streams compose', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.append('1').append(stream('2')).append('3') }), expected: '<p>a123</p>', ours: none },
  { name: 'two streams', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.before(stream('1')).before(stream('2')).after(stream('3')).after(stream('4')) }), expected: '12<p>a</p>43', ours: none },
  { name: 'text replaced by a stream', input: '<p>abc</p>', program: (r) => r.on('p', { text: (t) => void (t.lastInTextNode ? t.replace(stream('x')) : t.remove()) }), expected: '<p>x</p>', ours: none },
  { name: 'a comment replaced by a stream', input: '<!--a-->', program: (r) => r.onDocument({ comments: (c) => void c.replace(stream('<hr>'), html) }), expected: '<hr>', ours: 'others take strings only there' },
  { name: 'an end tag followed by a stream', input: '<p>a</p>', program: (r) => r.on('p', { element: (e) => void e.onEndTag((t) => void t.after(stream('x'))) }), expected: '<p>a</p>x', ours: none },
  { name: 'the end of the document', input: 'a', program: (r) => r.onDocument({ end: (e) => void e.append(stream('x')) }), expected: 'ax', ours: 'others take strings only there' },
  { name: 'a stream that fails', input: '<p>a</p>', program: put('append', broken, html), throws: { name: 'RangeError', message: /broke/ }, ours: none },
  { name: 'a stream that is read elsewhere', input: '<p>a</p>', program: put('append', () => { const taken = stream('x'); taken.getReader(); return taken; }), throws: { name: 'TypeError', message: /locked/ }, ours: none },
  { name: 'what a stream leaves open is closed', input: '<p>a</p>b', program: put('before', () => stream('<div class="', 'x'), html), expected: '<div class="x"><p>a</p>b', ours: contained },
  { name: 'a comment that a stream leaves open is closed', input: '<p>a</p>b', program: put('after', () => stream('x<!', '-- y'), html), expected: '<p>a</p>x<!-- y-->b', ours: contained },
  { name: 'a stream of many pieces', input: '<p>a</p>', program: put('append', () => stream(...'0123456789'.repeat(30))), expected: `<p>a${'0123456789'.repeat(30)}</p>`, ours: none },
  { name: 'a stream in a dropped place is not read', input: 'x<p>a</p>', program: (r, seen) => r.on('p', { element: (e) => void e.append(new ReadableStream({ pull(c) { seen.push('read'); c.close(); } }, { highWaterMark: 0 })).remove() }), seen: [], expected: 'x' },
];
