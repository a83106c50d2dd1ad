// Where an announcement stands, so that it neither covers the page nor moves it once it is seen.
// INSTALL_SCOPE.arrange(element): at the top in the page's flow, from edge to edge; else fixed, and the page gets room.
// INSTALL_SCOPE.giveWay(element): a fixed one is hidden while the focus is on something below it.
(function () {
  'use strict';

  var APP = 'cloudflare-app[app="announcement-bar"]';
  var GAP = 16; // px around notes

  var madeRoom = false; // before that, the root's padding is the site's matter

  function px(number) {
    return Math.round(number * 100) / 100 + 'px';
  }

  // A body that lays its children out side by side would squeeze a bar between them.
  function flows(body) {
    return /^(block|flow-root)$/.test(body.display) || (body.display === 'flex' && body.flexDirection === 'column');
  }

  // Undoes what the body keeps free around its content, and keeps that free below instead.
  function fillWidth(element, body) {
    var style = element.style;
    ['Top', 'Right', 'Left'].forEach(function (side) {
      var kept = parseFloat(body['margin' + side]) + parseFloat(body['padding' + side]);
      style['margin' + side] = px(-kept);
      if (side === 'Top') style.marginBottom = px(kept);
    });
  }

  function put(element, place, distance) {
    element.style.top = element.style.bottom = 'auto';
    element.style[place] = px(distance);
  }

  function all(which) {
    return [].slice.call(document.querySelectorAll(APP + which));
  }

  // All installs do the same sum over all announcements, so it does not matter who comes last.
  function stackFixed() {
    var used = { top: 0, bottom: 0 };
    all('[data-fixed]:not([data-look="note"])').forEach(function (element) {
      var place = element.getAttribute('data-place');
      put(element, place, used[place]);
      used[place] += element.offsetHeight;
    });
    makeRoom(used);
    all('[data-look]:not([data-fixed])').forEach(function (element) {
      if (element.getAttribute('data-place') === 'top') used.top += element.offsetHeight;
    });
    all('[data-look="note"]').forEach(function (element) {
      var place = element.getAttribute('data-place');
      var corner = place + ' ' + element.getAttribute('data-side');
      if (used[corner] === undefined) used[corner] = used[place];
      put(element, place, used[corner] + GAP);
      used[corner] += element.offsetHeight + GAP;
    });
  }

  function makeRoom(used) {
    var root = document.documentElement.style;
    madeRoom = madeRoom || used.top > 0 || used.bottom > 0;
    if (!madeRoom) return;
    root.paddingTop = used.top ? px(used.top) : '';
    root.paddingBottom = used.bottom ? px(used.bottom) : '';
  }

  function place(element) {
    var look = element.getAttribute('data-look');
    var body = getComputedStyle(document.body);
    if (look === 'panel') return;
    if (look !== 'note' && element.getAttribute('data-place') === 'top' && flows(body)) {
      element.removeAttribute('data-fixed');
      fillWidth(element, body);
    } else {
      element.setAttribute('data-fixed', '');
      element.style.margin = '';
    }
  }

  // The element is null when it has just been removed.
  INSTALL_SCOPE.arrange = function (element) {
    if (element) place(element);
    stackFixed();
  };

  function covers(element, target) {
    var a = element.getBoundingClientRect();
    var b = target.getBoundingClientRect();
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  INSTALL_SCOPE.giveWay = function (element) {
    var target = document.activeElement;
    var elsewhere = target && target !== document.body && !element.contains(target);
    if (elsewhere && element.hasAttribute('data-fixed') && covers(element, target)) {
      element.setAttribute('data-aside', '');
    } else {
      element.removeAttribute('data-aside');
    }
  };
})();
