// Hosts that the page will need, told early; those it tells itself are left alone.
const hosts = ['https://fonts.test', 'https://cdn.test'];

export default {
  html(rewriter) {
    rewriter.on('head', {
      element(head) {
        for (const host of hosts) head.prepend(`<link rel="preconnect" href="${host}">`, { html: true });
      },
    });
    rewriter.on('link[rel~="preconnect"]', {
      element(link) {
        if (hosts.includes(link.getAttribute('href'))) link.remove();
      },
    });
  },
};
