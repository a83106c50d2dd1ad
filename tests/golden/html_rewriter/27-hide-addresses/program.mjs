// Mail addresses are written as character references, which only simple robots fail to read.
const hide = (text) => [...text].map((character) => `&#${character.codePointAt(0)};`).join('');

export default {
  html(rewriter) {
    let text = '';
    rewriter
      .on('a[href^="mailto:"]', { element: (link) => void link.setAttribute('rel', 'nofollow') })
      .on('address, address *', {
        text(chunk) {
          text += chunk.text;
          if (!chunk.lastInTextNode) return chunk.remove();
          chunk.replace(text.replace(/[\w.]+@[\w.]+\w/g, hide), { html: true });
          text = '';
        },
      });
  },
};
