// What social networks show of a page, unless the page says it itself.
export default {
  html(rewriter, ctx) {
    const page = { title: '', description: '', has: new Set() };
    const escape = (text) => text.replaceAll('"', '&quot;');
    rewriter
      .on('head > title', { text: (chunk) => { page.title += chunk.text; } })
      .on('meta[name="description"]', { element: (meta) => { page.description = meta.getAttribute('content') ?? ''; } })
      .on('meta[property^="og:"]', { element: (meta) => { page.has.add(meta.getAttribute('property')); } })
      .on('head', {
        element(head) {
          head.onEndTag((end) => {
            const values = { 'og:title': page.title.trim(), 'og:description': page.description, 'og:url': ctx.request.url };
            for (const [property, value] of Object.entries(values)) {
              if (value !== '' && !page.has.has(property)) end.before(`<meta property="${property}" content="${escape(value)}">\n`, { html: true });
            }
          });
        },
      });
  },
};
