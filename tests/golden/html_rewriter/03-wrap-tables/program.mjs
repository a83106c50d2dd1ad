// Wide tables scroll in a box of their own.
export default {
  html(rewriter) {
    rewriter.on('main table', {
      element(table) {
        table.before('<div class="scroll" tabindex="0">', { html: true });
        table.after('</div>', { html: true });
      },
    });
  },
};
