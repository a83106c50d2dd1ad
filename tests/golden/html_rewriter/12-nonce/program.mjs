// Scripts and styles of the page get the nonce of its policy.
const nonce = 'r4nd0m';

export default {
  html(rewriter) {
    rewriter.on('script, style, link[rel="stylesheet"]', {
      element(element) {
        if (!element.hasAttribute('nonce')) element.setAttribute('nonce', nonce);
      },
    });
  },
};
