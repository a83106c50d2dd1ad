const CHANGES = {
  text: (element, value) => element.setInnerContent(value),
  html: (element, value) => element.setInnerContent(value, { html: true }),
  hide: (element) => element.remove(),
  class: (element, value) => element.setAttribute('class', `${element.getAttribute('class') ?? ''} ${value}`.trim()),
  link: (element, value) => element.setAttribute(element.tagName === 'form' ? 'action' : 'href', value),
};

// What the rewriter does to a page for a visitor who sees this variant.
export function changeTo(rewriter, variant, name, changes) {
  const other = variant === 'a' ? 'b' : 'a';
  rewriter.on('html', { element: (html) => html.setAttribute(`data-ab-${name}`, variant) });
  rewriter.on(`[data-variant="${other}" i]:is(:not([data-test]), [data-test="${name}" i])`, { element: (element) => element.remove() });
  if (variant === 'b') for (const change of changes) add(rewriter, change);
  return rewriter;
}

function add(rewriter, { selector, what, value }) {
  const change = Object.hasOwn(CHANGES, what) ? CHANGES[what] : undefined;
  if (!selector || !change) return;
  try {
    rewriter.on(selector, { element: (element) => change(element, value) });
  } catch (error) {
    console.warn(`the change of ${selector} is left out:`, error.message);
  }
}
