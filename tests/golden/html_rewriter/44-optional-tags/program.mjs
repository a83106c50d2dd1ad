// Lists and tables whose end tags their author left out.
export default {
  html(rewriter) {
    rewriter
      .on('ul > li', { element: (item) => void item.prepend('[').append(']') })
      .on('td', { element: (cell) => void cell.append(';') })
      .on('tbody > tr', { element: (row) => void row.setAttribute('class', 'row') })
      .on('p', { element: (paragraph) => void paragraph.before('<hr>', { html: true }).after('|') });
  },
};
