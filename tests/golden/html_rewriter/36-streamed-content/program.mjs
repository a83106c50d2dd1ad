// What takes long to make streams into the page.
function rows(count) {
  let row = 0;
  return new ReadableStream({
    async pull(controller) {
      await null;
      if (row === count) return controller.close();
      controller.enqueue(new TextEncoder().encode(`<tr><td>${++row}</td><td>${'é'.repeat(row)}</td></tr>\n`));
    },
  });
}

export default {
  html(rewriter) {
    rewriter
      .on('tbody#rows', { element: (body) => void body.append(rows(3), { html: true }) })
      .on('#note', { element: (note) => void note.setInnerContent(new Response('<b> & é')) })
      .on('#gone', { element: (gone) => void gone.replace(new Response('<hr>'), { html: true }) });
  },
};
