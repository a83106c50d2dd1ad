// Images in several sizes, from a service that makes them.
const widths = [480, 960];

export default {
  html(rewriter) {
    rewriter.on('img[src^="/photos/"]:not([srcset])', {
      element(image) {
        const src = image.getAttribute('src');
        image.setAttribute('srcset', widths.map((width) => `/resize/${width}${src} ${width}w`).join(', '));
        image.setAttribute('sizes', '100vw');
        image.before('<picture>', { html: true });
        image.before(`<source type="image/avif" srcset="/avif${src}">`, { html: true });
        image.after('</picture>', { html: true });
      },
    });
  },
};
