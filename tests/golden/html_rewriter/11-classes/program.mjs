// Classes: the page has JavaScript, and the place in the menu where the visitor is.
const classesOf = (element) => new Set((element.getAttribute('class') ?? '').split(/\s+/).filter(Boolean));
function toggle(element, name, on) {
  const classes = classesOf(element);
  if (on) classes.add(name);
  else classes.delete(name);
  if (classes.size === 0) element.removeAttribute('class');
  else element.setAttribute('class', [...classes].join(' '));
}

export default {
  html(rewriter, ctx) {
    const { pathname } = new URL(ctx.request.url);
    rewriter
      .on('html', {
        element(root) {
          toggle(root, 'no-js', false);
          toggle(root, 'js', true);
        },
      })
      .on('nav li a', {
        element(link) {
          const here = link.getAttribute('href') === pathname;
          toggle(link, 'current', here);
          if (here) link.setAttribute('aria-current', 'page');
        },
      });
  },
};
