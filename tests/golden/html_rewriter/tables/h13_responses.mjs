// H13: transform() and what it keeps.
const head = (response, seen, ...names) => seen.push(response.status, ...names.map((name) => response.headers.get(name)));
export default [
  { name: 'status and headers stay', input: '<p>a</p>', status: 404, headers: { 'x-one': '1' }, program: (r) => r.on('p', { element: (e) => void e.append('!') }), look: (response, seen) => head(response, seen, 'x-one', 'content-type'), seen: [404, '1', 'text/html; charset=utf-8'], expected: '<p>a!</p>' },
  { name: 'content-length goes', input: '<p>a</p>', headers: { 'content-length': '8' }, program: (r) => r.on('p', { element: (e) => void e.append('!') }), look: (response, seen) => head(response, seen, 'content-length'), seen: [200, null], expected: '<p>a!</p>', ours: 'others leave it to whoever sends the response' },
  { name: 'content-length goes even if nothing changes', input: '<p>a</p>', headers: { 'content-length': '8' }, program: (r) => r.on('b', { element() {} }), look: (response, seen) => head(response, seen, 'content-length'), seen: [200, null], ours: 'others leave it to whoever sends the response' },
  { name: 'a new response', input: 'a', program: (r, seen) => { const origin = new Response('a'); seen.push(r.transform(origin) === origin, origin.bodyUsed); }, seen: [false, true] },
  { name: 'a body that fails fails', input: '<p>a</p>', breaks: true, program: (r) => r.on('p', { element: (e) => void e.append('!') }), throws: { name: 'Error', message: /went away/ } },
  { name: 'end handlers do not run for a truncated document', input: '<p>a</p>', breaks: true, program: (r, seen) => r.onDocument({ end: () => void seen.push('called') }), seen: [], throws: { name: 'Error', message: /went away/ } },
  { name: 'transform twice in a row', input: '<p>a</p>', program: async (r, seen) => {
    r.on('p', { element: (e) => void e.append('!') });
    seen.push(await r.transform(new Response('<p>b</p>')).text());
  }, seen: ['<p>b!</p>'], expected: '<p>a!</p>' },
  { name: 'two rewriters in a row', input: '<p>a</p>', program: async (r, seen) => {
    const first = new HTMLRewriter().on('p', { element: (e) => void e.setAttribute('class', 'x') });
    const second = new HTMLRewriter().on('.x', { element: (e) => void e.append('!') });
    seen.push(await second.transform(first.transform(new Response('<p>a</p>'))).text());
  }, seen: ['<p class="x">a!</p>'] },
  { name: 'transform without handlers', input: '<p>a</p>', program() {} },
  { name: 'a null body', input: 'a', program: async (r, seen) => void seen.push(await r.transform(new Response(null)).text()), seen: [''] },
  { name: 'transform of no response', input: 'a', program: (r) => void r.transform(42), throws: { name: 'TypeError', message: /transform/ } },
  { name: 'an empty body runs end handlers', input: '', program: (r, seen) => r.onDocument({ end: () => void seen.push('end') }), seen: ['end'] },
  { name: 'nothing runs until somebody reads', input: '<p>a</p>', program: (r, seen) => r.on('p', { element: () => void seen.push('element') }), look: (response, seen) => seen.push('look'), seen: ['look', 'element'], ours: 'bun begins at once with a body that is there' },
  { name: 'cancelling reaches the origin\'s body', input: 'a', program: async (r, seen) => {
    const origin = new ReadableStream({ pull(controller) { controller.enqueue(new TextEncoder().encode('<p>x</p>')); }, cancel: () => void seen.push('cancelled') });
    const body = new HTMLRewriter().on('p', { element() {} }).transform(new Response(origin)).body;
    const reader = body.getReader();
    await reader.read();
    await reader.cancel('enough');
    await new Promise((go) => setTimeout(go, 0));
  }, seen: ['cancelled'] },
];
