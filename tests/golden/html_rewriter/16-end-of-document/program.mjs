// A stamp behind everything, with what has been seen.
export default {
  html(rewriter) {
    const started = [];
    rewriter
      .on('*', { element: (element) => void started.push(element.tagName) })
      .onDocument({ end: (end) => void end.append(`<!-- ${started.length} elements, ${new Set(started).size} names -->\n`, { html: true }) });
  },
};
