// S3: siblings, :is(), :where(), :root. Others have none of them.
const page = '<html id=html><body id=b><h1 id=h></h1><p id=p1></p><p id=p2 class=x></p><div id=d><p id=p3></p></div><p id=p4></p>text<a id=a class=x></a></body></html>';
const ids = (selector, expected, input = page) => ({
  name: selector,
  input,
  program: (r, seen) => r.on(selector, { element: (e) => void seen.push(e.getAttribute('id')) }),
  seen: expected,
  ours: 'others refuse it',
});
export default [
  ids('h1 + p', ['p1']),
  ids('p + p', ['p2']),
  ids('h1 ~ p', ['p1', 'p2', 'p4']),
  ids('h1~p', ['p1', 'p2', 'p4']),
  ids('.x + div > p', ['p3']),
  ids('.x ~ *', ['d', 'p4', 'a']),
  ids('p + a', ['a']),
  ids('div + p + a', ['a']),
  ids('h1 + div', []),
  ids(':is(h1, div)', ['h', 'd']),
  ids('body > :is(h1, .x)', ['h', 'p2', 'a']),
  ids(':is(div, span) p', ['p3']),
  ids(':where(#p1, #p3)', ['p1', 'p3']),
  ids(':is(p):not(:is(.x, div p))', ['p1', 'p4']),
  ids(':root', ['html']),
  ids(':root > body', ['b']),
  ids('p:not(h1 + p)', ['p2', 'p3', 'p4']),
  ids('li + li', ['2', '3'], '<ul><li id=1>a<li id=2>b<li id=3>c</ul>'),
  ids('b ~ i', ['2'], '<p><b></b>x<u></u><i id=2></i></p><i id=3></i>'),
  ids('p + p  ', ['2'], '<p id=1>a</p><!-- x --> <p id=2>b</p>'),
];
