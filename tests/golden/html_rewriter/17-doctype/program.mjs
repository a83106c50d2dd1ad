// Old doctypes are worth a class and a note.
export default {
  html(rewriter) {
    let old = false;
    rewriter
      .onDocument({
        doctype(doctype) {
          old = doctype.name !== 'html' || (doctype.publicId ?? '').includes('Transitional');
        },
      })
      .on('html', { element: (root) => void (old && root.setAttribute('class', 'legacy')) })
      .on('body', { element: (body) => void (old && body.prepend('old doctype: <legacy>')) });
  },
};
