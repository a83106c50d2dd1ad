// Fails in the middle: what has been done stays, nothing is done after it, the page is whole.
export default {
  html(rewriter) {
    let n = 0;
    rewriter
      .on('p', {
        element(paragraph) {
          if (++n === 3) throw new RangeError('no third one');
          paragraph.before('<div>', { html: true }).after('</div>', { html: true });
        },
      })
      .on('b', { element: (bold) => void bold.append('!') })
      .onDocument({ end: (end) => void end.append('never') });
  },
};
