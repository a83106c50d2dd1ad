// Letters of the whole world, in text, values and what is put in.
export default {
  html(rewriter) {
    let text = '';
    rewriter
      .on('p', {
        text(chunk) {
          text += chunk.text;
          chunk.remove();
          if (!chunk.lastInTextNode) return;
          chunk.before([...text].reverse().join(''));
          text = '';
        },
      })
      .on('[title*="é"]', { element: (element) => void element.setAttribute('title', element.getAttribute('title').toUpperCase()) })
      .on('.日本', { element: (element) => void element.after('日本 ✓ 😀') });
  },
};
