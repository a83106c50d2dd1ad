// The text of styles and scripts is text too.
const collected = (change) => {
  let text = '';
  return {
    text(chunk) {
      text += chunk.text;
      if (!chunk.lastInTextNode) return chunk.remove();
      chunk.replace(change(text), { html: true });
      text = '';
    },
  };
};

export default {
  html(rewriter) {
    rewriter
      .on('style', collected((css) => css.replaceAll('http://', 'https://')))
      .on('script:not([src]):not([type])', collected((js) => js.replace(/\bDEBUG\b/g, 'false')))
      .on('script[type="application/ld+json"]', collected((json) => JSON.stringify({ ...JSON.parse(json), url: 'https://example.com/' })))
      .on('textarea', collected((text) => text.toUpperCase()));
  },
};
