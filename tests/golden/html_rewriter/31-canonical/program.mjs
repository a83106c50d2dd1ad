// One canonical address, corrected or added; robots are told once.
export default {
  html(rewriter, ctx) {
    const url = new URL(ctx.request.url);
    url.search = '';
    const state = { canonical: false, robots: false };
    rewriter
      .on('head > link[rel="canonical"]', {
        element(link) {
          if (state.canonical) return void link.remove();
          state.canonical = true;
          link.setAttribute('href', url.href);
        },
      })
      .on('head > meta[name="robots" i]', {
        element(meta) {
          if (state.robots) meta.remove();
          state.robots = true;
        },
      })
      .on('head', {
        element(head) {
          head.onEndTag((end) => {
            if (!state.canonical) end.before(`<link rel="canonical" href="${url.href}">`, { html: true });
            if (!state.robots) end.before('<meta name="robots" content="index">', { html: true });
          });
        },
      });
  },
};
