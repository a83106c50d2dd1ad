// Prices in another currency.
const rate = 2;
const convert = (text) => text.replace(/€\s?(\d+)(?:\.(\d\d))?/g, (_, whole, cents = '00') => `$${((Number(whole) * 100 + Number(cents)) * rate / 100).toFixed(2)}`);

export default {
  html(rewriter) {
    let price = '';
    rewriter
      .on('.price', {
        text(chunk) {
          price += chunk.text;
          if (chunk.lastInTextNode) {
            chunk.replace(convert(price));
            price = '';
          } else {
            chunk.remove();
          }
        },
      })
      .on('meta[itemprop="price"]', { element: (meta) => void meta.setAttribute('content', String(Number(meta.getAttribute('content')) * rate)) });
  },
};
