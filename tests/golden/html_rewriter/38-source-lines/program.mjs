// Where in the source an element stands, for those who want to find it there.
export default {
  html(rewriter) {
    rewriter.on('h1, p, img', {
      element(element) {
        const { line, column } = element.sourceRange;
        element.setAttribute('data-source', `${line}:${column}`);
      },
    });
  },
};
