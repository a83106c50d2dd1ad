// Contents replaced, as text and as markup.
export default {
  html(rewriter) {
    rewriter
      .on('.year', { element: (element) => void element.setInnerContent('2026') })
      .on('.raw', { element: (element) => void element.setInnerContent('<b>&copy;</b>') })
      .on('.rich', { element: (element) => void element.setInnerContent('<b>&copy;</b>', { html: true }) })
      .on('.both', { element: (element) => void element.setInnerContent('x').prepend('[').append(']').setAttribute('done', '') })
      .on('title', { element: (element) => void element.setInnerContent('A & B') })
      .on('script[type="application/json"]', { element: (element) => void element.setInnerContent('{"a":1}', { html: true }) });
  },
};
