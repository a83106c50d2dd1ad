// Words from the address are shown as text, whatever they are.
export default {
  html(rewriter, ctx) {
    const query = new URL(ctx.request.url).searchParams.get('q') ?? '';
    rewriter
      .on('#query', { element: (element) => void element.setInnerContent(query) })
      .on('input[name="q"]', { element: (input) => void input.setAttribute('value', query) })
      .on('.before', { element: (element) => void element.before(query).after(query) })
      .on('title', { element: (title) => void title.append(` – ${query}`) });
  },
};
