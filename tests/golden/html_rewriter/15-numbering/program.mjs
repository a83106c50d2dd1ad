// Chapters and sections get numbers, figures are counted across all of them.
class Numbering {
  chapter = 0;
  section = 0;
  element(heading) {
    if (heading.tagName === 'h1') {
      ++this.chapter;
      this.section = 0;
    } else {
      ++this.section;
    }
    const number = heading.tagName === 'h1' ? `${this.chapter}` : `${this.chapter}.${this.section}`;
    heading.prepend(`${number} `);
  }
}

export default {
  html(rewriter) {
    const numbering = new Numbering();
    rewriter.on('h1', numbering).on('h2', numbering);
    let figures = 0;
    rewriter.on('figure > figcaption', { element: (caption) => void caption.prepend(`Figure ${++figures}: `) });
  },
};
