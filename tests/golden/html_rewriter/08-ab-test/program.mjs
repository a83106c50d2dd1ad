// Half of the visitors see another headline; a cookie keeps them where they are.
function variantOf(request) {
  const cookie = request.headers.get('cookie') ?? '';
  return /(?:^|;\s*)headline=([ab])(?:;|$)/.exec(cookie)?.[1];
}

export default {
  async fetch(request) {
    const known = variantOf(request);
    const variant = known ?? 'a';
    const page = await fetch(request);
    const response = new Response(page.body, page);
    if (known === undefined) response.headers.append('set-cookie', `headline=${variant}; Path=/`);
    if (variant === 'a') return response;
    return new HTMLRewriter()
      .on('h1', { element: (heading) => void heading.setInnerContent('Ships <today>') })
      .on('body', { element: (body) => void body.setAttribute('data-variant', variant) })
      .transform(response);
  },
};
