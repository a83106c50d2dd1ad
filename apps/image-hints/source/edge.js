import { preconnects } from './hosts.js';
import { allowsStyles } from './policy.js';
import { sizeFromName, sizeFromList } from './sizes.js';

// What the attributes width and height do to a picture's box shall give way to any rule of the page.
const RULES =
  '<style>:where(img[data-image-hints]){height:auto}:where(img[data-image-hints=shape]){width:auto}</style>';

const LEFT_ALONE = 'noscript *, template *, .no-image-hints, .no-image-hints *';

export default {
  html(rewriter, ctx) {
    const { options } = ctx;
    const canKeepRoom = allowsStyles(ctx.page?.headers.get('content-security-policy') ?? null);
    const keepsRoom = canKeepRoom && (options.shapes || options.sizes.length > 0);
    const forHead = preconnects(options.hosts) + (keepsRoom ? RULES : '');
    let headDone = forHead === '';
    let pictures = 0;

    // As early as it can be without moving <meta charset>, which has to stand in the first 1024 bytes.
    rewriter.on('head > :is(link, script, style), body', {
      element(element) {
        if (headDone) return;
        headDone = true;
        if (element.tagName === 'body') element.prepend(forHead, { html: true });
        else element.before(forHead, { html: true });
      },
    });

    rewriter.on(`img:not(picture *, ${LEFT_ALONE})`, {
      element(img) {
        if (!isPicture(img)) return;
        keepRoom(img);
        makeLater(img);
      },
    });

    // A <source> may bring another shape than the <img>.
    rewriter.on(`picture img:not(${LEFT_ALONE})`, {
      element(img) {
        if (isPicture(img)) makeLater(img);
      },
    });

    function makeLater(img) {
      pictures += 1;
      if (pictures <= options.atOnce) return;
      if (!img.hasAttribute('loading') && !img.hasAttribute('fetchpriority')) img.setAttribute('loading', 'lazy');
      if (options.decoding && !img.hasAttribute('decoding')) img.setAttribute('decoding', 'async');
    }

    function keepRoom(img) {
      if (!keepsRoom || img.hasAttribute('width') || img.hasAttribute('height') || hasOwnSize(img)) return;
      const address = img.getAttribute('src');
      const known = sizeFromList(address, options.sizes);
      const size = known ?? (options.shapes ? sizeFromName(address) : undefined);
      if (!size) return;
      img.setAttribute('width', String(size.width));
      img.setAttribute('height', String(size.height));
      // With srcset the page decides how wide the picture is.
      img.setAttribute('data-image-hints', known && !img.hasAttribute('srcset') ? 'size' : 'shape');
    }
  },
};

// Not what scripts fill in later, and not what only counts visitors.
function isPicture(img) {
  const address = img.getAttribute('src');
  if (!address || /^\s*data:/i.test(address)) return false;
  return img.getAttribute('width') !== '1' && img.getAttribute('height') !== '1';
}

function hasOwnSize(img) {
  return /(^|[;\s])(width|height)\s*:/i.test(img.getAttribute('style') ?? '');
}
