// Old names of elements become new ones.
const names = { b: 'strong', i: 'em', tt: 'code', center: 'div', image: 'img' };

export default {
  html(rewriter) {
    for (const [from, to] of Object.entries(names)) {
      rewriter.on(from, {
        element(element) {
          element.tagName = to;
          if (from === 'center') element.setAttribute('style', 'text-align: center');
        },
      });
    }
    rewriter.on('h1', { element: (heading) => void heading.onEndTag((end) => { end.name = end.name.toUpperCase(); }) });
  },
};
