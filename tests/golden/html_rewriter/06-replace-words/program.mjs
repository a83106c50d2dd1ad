// A text node may come in pieces, so it is collected before words are looked for in it.
class Words {
  #text = '';
  text(chunk) {
    this.#text += chunk.text;
    if (!chunk.lastInTextNode) {
      chunk.remove();
      return;
    }
    chunk.replace(this.#text.replaceAll('Acme Inc.', 'Example Ltd.'), { html: true });
    this.#text = '';
  }
}

export default {
  html(rewriter) {
    rewriter.on('p, li, h1', new Words());
  },
};
