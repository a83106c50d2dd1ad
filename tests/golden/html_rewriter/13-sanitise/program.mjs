// No event handlers, no javascript: addresses, whatever they are called.
const addresses = new Set(['href', 'src', 'action', 'formaction', 'xlink:href']);

export default {
  html(rewriter) {
    rewriter.on('.comment *', {
      element(element) {
        for (const [name, value] of [...element.attributes]) {
          const dangerous = name.startsWith('on') || (addresses.has(name) && /^\s*javascript:/i.test(value));
          if (dangerous) element.removeAttribute(name);
        }
        if (['script', 'style', 'object'].includes(element.tagName)) element.remove();
      },
    });
  },
};
