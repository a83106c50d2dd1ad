// Parts of the page that come from elsewhere, each waited for where it stands.
const parts = new Map([['header', '<header>Menu</header>'], ['footer', '<footer>© 2026 & more</footer>']]);
const load = async (name) => {
  await null;
  if (!parts.has(name)) throw new Error(`no part ${name}`);
  return parts.get(name);
};

export default {
  html(rewriter) {
    rewriter.on('include[name]', {
      async element(include) {
        try {
          include.replace(await load(include.getAttribute('name')), { html: true });
        } catch (error) {
          include.replace(`<!-- ${error.message} -->`, { html: true });
        }
      },
    });
  },
};
