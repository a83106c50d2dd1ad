// H17: where in the page as it came something stands. Lines and columns from 1, columns in characters. Ours only.
const ours = 'nobody else has sourceRange';
const place = ({ byteOffset, line, column }) => [byteOffset, line, column];
const look = (selector) => (r, seen) => r.on(selector, { element: (e) => void seen.push(place(e.sourceRange)) });
export default [
  { name: 'the first byte', input: '<p>a</p>', program: look('p'), seen: [[0, 1, 1]] },
  { name: 'in the first line', input: 'ab<p>a</p>', program: look('p'), seen: [[2, 1, 3]] },
  { name: 'in a later line', input: 'a\n\n <p>a</p>', program: look('p'), seen: [[4, 3, 2]] },
  { name: 'CRLF is one line end', input: 'a\r\n<p>a</p>', program: look('p'), seen: [[3, 2, 1]] },
  { name: 'CR alone is one too', input: 'a\rb\r<p>a</p>', program: look('p'), seen: [[4, 3, 1]] },
  { name: 'bytes and characters', input: 'é漢<p>a</p>', program: look('p'), seen: [[5, 1, 3]] },
  { name: 'line ends in tags and comments count', input: '<div\n><!--\n--><p>a</p>', program: look('p'), seen: [[14, 3, 4]] },
  { name: 'several', input: '<p>a</p>\n<p>b</p>', program: look('p'), seen: [[0, 1, 1], [9, 2, 1]] },
  { name: 'changes do not move it', input: '<b>x</b><p>a</p>', program: (r, seen) => r.on('b', { element: (e) => void e.before('longer').remove() }).on('p', { element: (e) => void seen.push(place(e.sourceRange)) }), seen: [[8, 1, 9]], expected: 'longer<p>a</p>' },
].map((test) => ({ ...test, ours }));
