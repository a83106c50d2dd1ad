// One call per text node: no collecting.
export default {
  html(rewriter) {
    let sentences = 0;
    rewriter
      .on('p:not(.remove)', {
        textNode(text) {
          sentences += text.text.split('.').length - 1;
          text.replace(text.text.replace(/\b(\w+) \1\b/gi, '$1'), { html: true });
        },
      })
      .on('p.remove', { textNode: (text) => void text.remove() })
      .onDocument({ end: (end) => void end.append(`${sentences} sentences`) });
  },
};
