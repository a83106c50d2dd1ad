// A request on its way: the page changed, headers set, status kept.
export default {
  async fetch(request, env, ctx) {
    const response = await fetch(request);
    const rewritten = new HTMLRewriter()
      .on('h1', { element: (heading) => void heading.setInnerContent(`${response.status}: not here`) })
      .transform(response);
    const headers = new Headers(rewritten.headers);
    headers.set('x-frame-options', 'DENY');
    headers.delete('x-powered-by');
    return new Response(rewritten.body, { status: rewritten.status, headers });
  },
};
