// Comments go, but for those that begin with an exclamation mark; build stamps are shortened.
export default {
  html(rewriter) {
    rewriter.onDocument({
      comments(comment) {
        const text = comment.text;
        if (text.startsWith('!')) return;
        const build = /build (\d+)/.exec(text);
        if (build) comment.text = ` ${build[1]} `;
        else comment.remove();
      },
    });
  },
};
