// Some addresses are answered here, others get the page.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === '/hello') {
      const name = url.searchParams.get('name') ?? 'you';
      const page = new Response('<!doctype html>\n<p>Hello <b>?</b></p>\n', { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
      return new HTMLRewriter().on('b', { element: (element) => void element.setInnerContent(name) }).transform(page);
    }
    return fetch(request);
  },
};
