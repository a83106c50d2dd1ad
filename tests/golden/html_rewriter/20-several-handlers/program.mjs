// Parts that know nothing of each other change the same elements.
const steps = [
  (rewriter) => rewriter.on('a', { element: (link) => void link.append(' 1') }),
  (rewriter) => rewriter.on('a.button', { element: (link) => void link.append(' 2').before('(') }),
  (rewriter) => rewriter.on('p a', { element: (link) => void link.prepend('3 ').after(')') }),
  (rewriter) => rewriter.on('[href]', { element: (link) => void link.setAttribute('href', `${link.getAttribute('href')}#x`) }),
  (rewriter) => rewriter.on('[href$="b"]', { element: (link) => void link.setAttribute('data-href', link.getAttribute('href')) }),
];

export default {
  html(rewriter) {
    for (const step of steps) step(rewriter);
  },
};
