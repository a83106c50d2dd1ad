// By what stands before an element.
export default {
  html(rewriter) {
    rewriter
      .on('h2 + p', { element: (paragraph) => void paragraph.setAttribute('class', 'lead') })
      .on('hr ~ p', { element: (paragraph) => void paragraph.append(' (below the line)') })
      .on(':is(h1, h2, h3) > a:not([href])', { element: (anchor) => void anchor.removeAndKeepContent() })
      .on('li + li', { element: (item) => void item.before('<!-- next -->', { html: true }) })
      .on(':root', { element: (root) => void root.setAttribute('lang', 'en') });
  },
};
