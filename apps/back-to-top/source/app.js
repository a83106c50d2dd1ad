(function () {
  'use strict';

  var FALLBACK = { label: 'Back to top', margin: 24, size: 48, showAfter: 400 };
  var SVG = 'http://www.w3.org/2000/svg';

  var options = INSTALL_OPTIONS;
  var alwaysShown = INSTALL_ID === 'preview';
  var lookPending = false;
  var element, button, label;

  // Sliders may deliver text, and a field may have been left empty.
  function number(key) {
    var value = parseFloat(options[key]);
    return value >= 0 ? value : FALLBACK[key];
  }

  // Black or white, whichever stands out more: contrast is equal at a luminance of about 0.18 (WCAG 2).
  function readableOn(color) {
    var digits = /^#([0-9a-f]{6})$/i.exec(color);
    if (!digits) return '#fff';
    var rgb = parseInt(digits[1], 16);
    var linear = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map(function (channel) {
      var share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.18 ? '#000' : '#fff';
  }

  function arrow() {
    var svg = document.createElementNS(SVG, 'svg');
    var path = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    path.setAttribute('d', 'M12 20V5M5.5 11.5 12 5l6.5 6.5');
    svg.appendChild(path);
    return svg;
  }

  function build() {
    button = document.createElement('button');
    button.type = 'button';
    label = document.createElement('span');
    button.appendChild(arrow());
    button.appendChild(label);
    button.addEventListener('click', toTop);
  }

  function put() {
    element = INSTALL.createElement({ selector: 'body', method: 'append' }, element);
    if (!element) return;
    element.setAttribute('app', 'back-to-top');
    element.appendChild(button);
    update(options);
  }

  // Where phones have rounded corners or a home bar, the distance counts from inside of them.
  function keepFromEdge(side, pixels) {
    element.style[side] = pixels + 'px';
    element.style[side] = 'calc(' + pixels + 'px + env(safe-area-inset-' + side + ', 0px))';
  }

  function update(next) {
    options = next;
    if (!element) return;
    var text = options.label || FALLBACK.label;
    label.textContent = options.showLabel ? text : '';
    button.setAttribute('aria-label', text);
    button.title = options.showLabel ? '' : text;
    button.style.fontSize = number('size') / 3 + 'px';
    button.style.backgroundColor = options.color;
    button.style.color = readableOn(options.color);
    element.setAttribute('data-position', options.position);
    keepFromEdge('bottom', number('margin'));
    keepFromEdge('left', number('margin'));
    keepFromEdge('right', number('margin'));
    refresh();
  }

  // Some sites scroll their body instead of the window.
  function scrolled() {
    return Math.max(window.pageYOffset, document.documentElement.scrollTop, document.body.scrollTop);
  }

  function refresh() {
    var shown = alwaysShown || scrolled() > number('showAfter');
    element.setAttribute('data-shown', String(shown));
  }

  // Some sites exchange their whole body on navigation, and the button with it.
  function look() {
    lookPending = false;
    if (document.body.contains(element)) refresh();
    else put();
  }

  function lookSoon() {
    if (lookPending) return;
    lookPending = true;
    window.requestAnimationFrame(look);
  }

  function glides() {
    var still = window.matchMedia && matchMedia('(prefers-reduced-motion: reduce)').matches;
    return Boolean(options.smooth) && !still;
  }

  function scrollToTop(scroller, x) {
    if ('scrollBehavior' in document.documentElement.style) {
      scroller.scrollTo({ top: 0, left: x, behavior: glides() ? 'smooth' : 'instant' });
    } else if (scroller === window) {
      window.scrollTo(x, 0);
    } else {
      scroller.scrollTop = 0;
    }
  }

  // The button is about to vanish: the next Tab must start at the top of the page, not where it was.
  function focusTop() {
    var body = document.body;
    if (body.hasAttribute('tabindex')) return body.focus({ preventScroll: true });
    body.setAttribute('tabindex', '-1');
    body.setAttribute('data-back-to-top', '');
    body.addEventListener('blur', function forget() {
      body.removeEventListener('blur', forget);
      body.removeAttribute('tabindex');
      body.removeAttribute('data-back-to-top');
    });
    body.focus({ preventScroll: true });
  }

  function toTop() {
    focusTop();
    scrollToTop(window, window.pageXOffset);
    if (document.body.scrollTop > 0) scrollToTop(document.body, document.body.scrollLeft);
  }

  function start() {
    build();
    put();
    // Captured, since the scrolling of a body does not bubble.
    window.addEventListener('scroll', lookSoon, true);
    window.addEventListener('resize', lookSoon);
  }

  INSTALL_SCOPE.update = update;

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
