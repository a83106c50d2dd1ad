// Links go to https, those to other sites open in a new tab without telling where from.
const own = 'example.com';

export default {
  html(rewriter) {
    rewriter.on('a[href]', {
      element(link) {
        const href = link.getAttribute('href');
        if (!/^https?:/.test(href)) return;
        const url = new URL(href);
        if (url.protocol === 'http:') link.setAttribute('href', href.replace('http:', 'https:'));
        if (url.hostname === own || url.hostname.endsWith(`.${own}`)) return;
        link.setAttribute('target', '_blank').setAttribute('rel', 'noopener noreferrer');
      },
    });
  },
};
