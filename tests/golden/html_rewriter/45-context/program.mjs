// What a script is told of the request, the origin's answer and its own install.
export default {
  html(rewriter, ctx) {
    const kept = new Promise((resolve) => setTimeout(resolve, 1));
    ctx.waitUntil(kept);
    ctx.passThroughOnException();
    const url = new URL(ctx.request.url);
    rewriter.on('html', {
      element(root) {
        root.setAttribute('data-path', url.pathname + url.search);
        root.setAttribute('data-method', ctx.request.method);
        root.setAttribute('data-status', String(ctx.page.status));
        root.setAttribute('data-type', ctx.page.headers.get('content-type'));
        root.setAttribute('data-preview', String(ctx.install.preview));
        root.setAttribute('data-frozen', String(Object.isFrozen(ctx.options)));
        root.setAttribute('data-install', String(/^[A-Za-z0-9_-]{12}$/.test(ctx.install.id)));
      },
    });
  },
};
