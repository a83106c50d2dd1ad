// What disturbs goes.
const selectors = ['.ad', '[id^="google_ads_"]', 'iframe[src*="tracker"]', 'script[src$="/analytics.js"]', '[data-sponsored] > *'];

export default {
  html(rewriter) {
    rewriter.on(selectors.join(', '), { element: (element) => void element.remove() });
  },
};
