// Relative addresses become absolute ones, as the page's base says.
const attributes = { a: 'href', img: 'src', link: 'href', script: 'src', form: 'action' };

export default {
  html(rewriter, ctx) {
    let base = ctx.request.url;
    rewriter.on('base[href]', {
      element(element) {
        base = new URL(element.getAttribute('href'), base).href;
        element.remove();
      },
    });
    for (const [tag, name] of Object.entries(attributes)) {
      rewriter.on(`${tag}[${name}]`, { element: (element) => void element.setAttribute(name, new URL(element.getAttribute(name), base).href) });
    }
  },
};
