// Colours that can be read: INSTALL_SCOPE.palette({background, text, link}) → {background, text, button, buttonText}.
// Contrast as in WCAG 2: 4.5 for text, 3 for what only has to stand out.
(function () {
  'use strict';

  var DEFAULTS = { background: '#1c2b4a', text: '#ffffff', link: '#ffc857' };

  function valid(color) {
    var short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color);
    if (short) return '#' + short[1] + short[1] + short[2] + short[2] + short[3] + short[3];
    return /^#[0-9a-f]{6}$/i.test(color) ? color : null;
  }

  function chosen(colors, key) {
    return valid(colors && colors[key]) || DEFAULTS[key];
  }

  function luminance(color) {
    var rgb = parseInt(color.slice(1), 16);
    var linear = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map(function (channel) {
      var share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  function contrast(one, other) {
    var a = luminance(one) + 0.05;
    var b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  // Black or white has at least 4.5 on any colour.
  function readable(color, background) {
    if (contrast(color, background) >= 4.5) return color;
    return contrast('#000000', background) >= 4.5 ? '#000000' : '#ffffff';
  }

  INSTALL_SCOPE.palette = function (colors) {
    var background = chosen(colors, 'background');
    var text = readable(chosen(colors, 'text'), background);
    var link = chosen(colors, 'link');
    var button = contrast(link, background) >= 3 ? link : text;
    return {
      background: background,
      text: text,
      button: button,
      buttonText: readable(background, button)
    };
  };
})();
