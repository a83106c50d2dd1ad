// A script with its settings: the settings early in the head, the script late in the body.
const settings = { color: '#f00', label: '</script><b>"quoted" & more' };

export default {
  html(rewriter, ctx) {
    const json = JSON.stringify({ ...settings, page: new URL(ctx.request.url).pathname }).replaceAll('<', '\\u003c');
    rewriter.on('head', {
      element(head) {
        head.prepend(`<script>window.widget = ${json};</script>`, { html: true });
        head.append('<link rel="stylesheet" href="/widget.css">', { html: true });
      },
    });
    rewriter.on('body', { element: (body) => body.append('<script src="/widget.js" async></script>', { html: true }) });
  },
};
