(function () {
  'use strict';

  var SVG = 'http://www.w3.org/2000/svg';
  var FALLBACK = { name: 'Announcement', link: 'Take part', close: 'Close' };
  var LOOK_AGAIN_MS_MAX = 60 * 60 * 1000; // timers of sleeping devices run late
  var KEY = 'inlay-announcement-bar:' + INSTALL_ID;

  var options = INSTALL_OPTIONS;
  var previewing = INSTALL_ID === 'preview';
  var closedHere = false;
  var loaded = false;
  var timer, element, box;

  // --- whether to show it

  // A few characters that change with what the announcement says.
  function fingerprint() {
    var text = JSON.stringify([options.title, options.message, options.link]);
    var sum = 5381;
    for (var i = 0; i < text.length; i++) sum = (sum * 33 + text.charCodeAt(i)) % 4294967296;
    return sum.toString(36);
  }

  // Storage may be full, switched off, or forbidden: then closing lasts as long as the page.
  function wasClosed() {
    try {
      return closedHere || localStorage.getItem(KEY) === fingerprint();
    } catch (error) {
      return closedHere;
    }
  }

  function rememberClosed() {
    closedHere = true;
    try {
      localStorage.setItem(KEY, fingerprint());
    } catch (error) {
      return;
    }
  }

  function due(period) {
    var now = Date.now();
    return period.from <= now && now < period.until;
  }

  function isWanted(period) {
    if (!options.title && !options.message) return false;
    return previewing || (due(period) && !(isClosable() && wasClosed()));
  }

  function isClosable() {
    return options.look === 'panel' || Boolean(options.closable);
  }

  function lookAgain(period) {
    clearTimeout(timer);
    var now = Date.now();
    var next = now < period.from ? period.from : period.until;
    if (previewing || !(next > now) || next === Infinity) return;
    timer = setTimeout(refresh, Math.min(next - now, LOOK_AGAIN_MS_MAX));
  }

  // --- what it is made of

  function part(tag, name, parent) {
    var made = document.createElement(tag);
    made.setAttribute('data-part', name);
    parent.appendChild(made);
    return made;
  }

  function cross(parent) {
    var svg = document.createElementNS(SVG, 'svg');
    var path = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    path.setAttribute('d', 'M6 6l12 12M18 6 6 18');
    svg.appendChild(path);
    parent.appendChild(svg);
  }

  // Only what leads somewhere: an address may have come from anywhere.
  function address(url) {
    var link = document.createElement('a');
    link.href = String(url || '').trim();
    return url && /^(https?|mailto|tel):$/.test(link.protocol) ? link.href : '';
  }

  function addLink(colors) {
    var link = options.link || {};
    var href = address(link.url);
    if (!href) return;
    var made = part('a', 'link', box);
    made.href = href;
    made.textContent = link.label || FALLBACK.link;
    made.style.backgroundColor = colors.button;
    made.style.color = colors.buttonText;
    if (link.newTab) {
      made.target = '_blank';
      made.rel = 'noopener';
    }
  }

  function addClose() {
    if (!isClosable()) return;
    var button = part('button', 'close', box);
    var label = options.closeLabel || FALLBACK.close;
    button.type = 'button';
    if (options.look === 'panel') {
      button.textContent = label;
    } else {
      button.setAttribute('aria-label', label);
      button.title = label;
      cross(button);
    }
    button.addEventListener('click', close);
  }

  // Fills the box anew; the box itself stays, so that a panel that is open stays open.
  function fill() {
    var colors = INSTALL_SCOPE.palette(options.colors);
    box.textContent = '';
    box.setAttribute('aria-label', options.title || FALLBACK.name);
    box.style.backgroundColor = colors.background;
    box.style.color = colors.text;
    var text = part('div', 'text', box);
    if (options.title) part('strong', 'title', text).textContent = options.title;
    if (options.title && options.message) text.appendChild(document.createTextNode(' '));
    if (options.message) part('span', 'message', text).textContent = options.message;
    if (options.look === 'panel') {
      // Where a screen reader starts to read when the panel opens.
      text.tabIndex = -1;
      text.setAttribute('autofocus', '');
    }
    addLink(colors);
    addClose();
  }

  function makeBox() {
    var panel = options.look === 'panel';
    box = document.createElement(panel ? 'dialog' : 'section');
    box.setAttribute('data-part', 'box');
    box.setAttribute('role', panel ? 'dialog' : 'region');
    box.addEventListener('keydown', function (event) {
      if (!/^Esc/.test(event.key) || !isClosable()) return;
      event.stopPropagation();
      event.preventDefault(); // else a dialog below would close as well
      close();
    });
    if (panel) {
      box.addEventListener('cancel', close);
      box.addEventListener('click', function (event) {
        if (event.target === box && isOutside(event)) close();
      });
    }
  }

  function isOutside(event) {
    var edge = box.getBoundingClientRect();
    var x = event.clientX;
    var y = event.clientY;
    return x < edge.left || x > edge.right || y < edge.top || y > edge.bottom;
  }

  // --- showing and hiding it

  function show() {
    var method = options.place === 'bottom' || options.look === 'panel' ? 'append' : 'prepend';
    element = INSTALL.createElement({ selector: 'body', method: method }, element);
    if (!element) return;
    element.setAttribute('app', 'announcement-bar');
    element.setAttribute('data-look', options.look);
    element.setAttribute('data-place', options.place);
    element.setAttribute('data-side', options.side);
    makeBox();
    fill();
    element.appendChild(box);
    if (options.look === 'panel') open();
    arrange();
    soon(arrange)(); // before the first paint, when the site's own styles are there
  }

  function open() {
    if (box.showModal) box.showModal();
    else box.setAttribute('open', '');
  }

  function hide() {
    if (!element) return;
    if (box.close && box.open) box.close(); // gives the focus back to where it was
    INSTALL.createElement(null, element);
    element = box = null;
    arrange();
  }

  function close() {
    if (!previewing) rememberClosed();
    hide();
  }

  function arrange() {
    if (document.body) INSTALL_SCOPE.arrange(element);
  }

  function isShownAs(look, place, side) {
    if (!element || !document.body.contains(element)) return false;
    function is(name, value) {
      return element.getAttribute('data-' + name) === String(value);
    }
    return is('look', look) && is('place', place) && is('side', side);
  }

  function refresh() {
    if (!document.body) return;
    var period = INSTALL_SCOPE.period(options.when);
    lookAgain(period);
    if (!isWanted(period)) return hide();
    if (isShownAs(options.look, options.place, options.side)) return;
    // A panel takes the focus: it comes with the page, never into the middle of a visit.
    if (options.look === 'panel' && loaded && !previewing) return;
    hide();
    show();
  }

  function update(next) {
    options = next;
    refresh();
    if (!element) return;
    fill();
    arrange();
  }

  // --- the page around it

  // As soon as there is a body, so that nothing moves after the first paint; and again when a site exchanges its body.
  function watchBody() {
    var seen = null;
    function look() {
      if (!document.body || document.body === seen) return;
      seen = document.body;
      if (options.look !== 'panel') refresh();
    }
    if (window.MutationObserver) new MutationObserver(look).observe(document.documentElement, { childList: true });
    look();
  }

  function soon(run) {
    return function () {
      window.requestAnimationFrame(run);
    };
  }

  function watchPage() {
    window.addEventListener('resize', soon(arrange));
    window.addEventListener('load', arrange);
    document.addEventListener('visibilitychange', function () {
      if (document.visibilityState === 'visible') refresh();
    });
    // A frame later: the browser first scrolls to what has the focus.
    document.addEventListener('focusin', soon(function () {
      if (element) INSTALL_SCOPE.giveWay(element);
    }));
  }

  function start() {
    refresh();
    loaded = true;
  }

  function warn() {
    var period = INSTALL_SCOPE.period(options.when);
    if (window.console && (isNaN(period.from) || isNaN(period.until))) {
      console.warn('announcement-bar: a date cannot be read, so it is not shown; write it as 2026-11-28');
    }
  }

  INSTALL_SCOPE.update = update;
  warn();
  watchBody();
  watchPage();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
