// All images but the first two are loaded when they come into view.
class LazyImages {
  seen = 0;
  element(image) {
    if (++this.seen <= 2 || image.hasAttribute('loading')) return;
    image.setAttribute('loading', 'lazy');
    if (!image.hasAttribute('decoding')) image.setAttribute('decoding', 'async');
  }
}

export default {
  html(rewriter) {
    rewriter.on('img', new LazyImages());
    rewriter.on('iframe:not([loading])', { element: (frame) => frame.setAttribute('loading', 'lazy') });
  },
};
