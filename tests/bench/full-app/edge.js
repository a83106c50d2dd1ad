// The work `full` of the bench, beside the inserts: what its own contenders do with their HTMLRewriter.
export default {
  html(rewriter) {
    rewriter
      .on('a[target="_blank"]', {
        element(element) {
          element.setAttribute('rel', 'noopener');
        },
      })
      .on('.app-slot', {
        element(element) {
          element.setInnerContent('Hello from the app');
        },
      });
  },
};
