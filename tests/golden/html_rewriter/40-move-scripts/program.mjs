// Scripts without a reason to be early are collected and stand at the end of the body.
export default {
  html(rewriter) {
    const scripts = [];
    rewriter
      .on('head > script[src]:not([async]):not([data-early])', {
        element(script) {
          const attributes = [...script.attributes].map(([name, value]) => (value === '' ? name : `${name}="${value}"`));
          scripts.push(`<script ${attributes.join(' ')}></script>`);
          script.remove();
        },
      })
      .on('body', {
        element(body) {
          body.onEndTag((end) => void end.before(scripts.join('\n'), { html: true }));
        },
      });
  },
};
