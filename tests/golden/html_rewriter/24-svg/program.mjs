// Icons inside SVG, which is not HTML: self-closing tags, names with capitals, namespaces.
export default {
  html(rewriter) {
    const names = new Set();
    rewriter
      .on('svg', {
        element(svg) {
          if (!svg.hasAttribute('role')) svg.setAttribute('role', 'img');
          svg.prepend('<title>Icon</title>', { html: true });
        },
      })
      .on('use[href], use[xlink\\:href]', {
        element(use) {
          const name = use.hasAttribute('href') ? 'href' : 'xlink:href';
          use.setAttribute(name, use.getAttribute(name).replace('#', '/sprite.svg#'));
        },
      })
      .on('svg *', { element: (element) => void names.add(`${element.tagName} ${element.namespaceURI.split('/').at(-1)}`) })
      .on('svg > path', { element: (path) => void path.remove() })
      .onDocument({ end: (end) => void end.append([...names].sort().join(', ')) });
  },
};
