// Headings get ids, and the list of them stands at the end of the article.
const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');

export default {
  html(rewriter) {
    const entries = [];
    let number = 0;
    let text = '';
    rewriter
      .on('article', {
        element(article) {
          article.onEndTag((end) => {
            const items = entries.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join('');
            end.before(`<nav class="toc"><ol>${items}</ol></nav>`, { html: true });
          });
        },
      })
      .on('article h2', {
        element(heading) {
          const id = heading.getAttribute('id') ?? `section-${++number}`;
          heading.setAttribute('id', id);
          heading.onEndTag((end) => {
            entries.push({ id, title: text.trim() });
            end.before(` <a class="anchor" href="#${id}" title="${slug(text)}">#</a>`, { html: true });
            text = '';
          });
        },
        text(chunk) {
          text += chunk.text;
        },
      });
  },
};
