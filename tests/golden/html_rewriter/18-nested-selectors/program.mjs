// Elements by where they stand.
const mark = (name) => ({ element: (element) => void element.setAttribute('data-m', `${element.getAttribute('data-m') ?? ''}${name}`) });

export default {
  html(rewriter) {
    rewriter
      .on('main > section > p', mark('a'))
      .on('main p', mark('b'))
      .on('section:nth-child(2) p', mark('c'))
      .on('section p:first-child', mark('d'))
      .on('.card .title:not(.small)', mark('e'))
      .on('ul.menu > li:nth-of-type(odd) > a[href^="/"]', mark('f'));
  },
};
