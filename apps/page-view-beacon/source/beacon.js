(function () {
  'use strict';

  var DEFAULT_PATH = '/views';
  var PATH_CHARS_MAX = 500;
  var TICK_SECONDS_MAX = 24 * 60 * 60;

  var CARD_STYLE =
    'position:fixed;z-index:9990;left:16px;bottom:16px;max-width:min(420px,calc(100% - 32px));box-sizing:border-box;' +
    'padding:12px 16px;border-radius:8px;background:#214e44;color:#fff;box-shadow:0 4px 20px rgba(0,0,0,.3);' +
    'font:14px/1.5 monospace;white-space:pre-wrap;overflow-wrap:anywhere';

  var options = INSTALL_OPTIONS;
  var previewing = INSTALL_ID === 'preview';
  var chosen = false; // whether this page load is in the sample
  var pending = null; // the referrer of a view that counts once the page is really shown
  var countedPath;
  var card; // in the preview
  var visibleSince = null;

  // Whatever goes wrong here, a visitor must not notice.
  function quietly(run) {
    return function () {
      try {
        return run.apply(this, arguments);
      } catch (error) {
        return undefined;
      }
    };
  }

  function extent(key) {
    return Boolean(options.extent && options.extent[key]);
  }

  // Only a path on this very host: "//elsewhere" and "/\elsewhere" are other sites.
  function target() {
    return /^\/(?![\/\\])/.test(options.path) ? options.path : DEFAULT_PATH;
  }

  function share() {
    var percent = parseFloat(options.sampling);
    return percent >= 0 && percent <= 100 ? percent : 100;
  }

  function asksForPrivacy() {
    if (options.respectSignals === false) return false;
    var said = navigator.doNotTrack || window.doNotTrack || navigator.msDoNotTrack;
    return said === '1' || said === 'yes' || navigator.globalPrivacyControl === true;
  }

  function viewport() {
    var width = window.innerWidth;
    return width < 600 ? 'small' : width < 1024 ? 'medium' : 'large';
  }

  // "de" for "de-CH": a region narrows down who it is, and no count needs it.
  function language() {
    var found = /^[a-z]{2,3}/i.exec(navigator.language || '');
    return found ? found[0].toLowerCase() : '';
  }

  // The host alone, and none for a step within the site.
  function referrer() {
    var link = document.createElement('a');
    link.href = document.referrer;
    return document.referrer && link.host !== location.host ? link.hostname : '';
  }

  function currentPath() {
    return location.pathname.slice(0, PATH_CHARS_MAX);
  }

  function post(message) {
    var text = JSON.stringify(message);
    if (window.fetch && window.Request && 'keepalive' in Request.prototype) {
      // Unlike sendBeacon, fetch can leave the site's own cookies and the page's query out.
      fetch(target(), {
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        headers: { 'Content-Type': 'application/json' },
        body: text
      })['catch'](function () {});
    } else if (navigator.sendBeacon) {
      navigator.sendBeacon(target(), new Blob([text], { type: 'application/json' }));
    }
  }

  // The owner's preview sends nothing and shows what visitors' browsers would send.
  function showInPreview(message) {
    if (!document.body) {
      document.addEventListener('DOMContentLoaded', function () {
        showInPreview(message);
      });
      return;
    }
    card = INSTALL.createElement({ selector: 'body', method: 'append' }, card);
    card.setAttribute('app', 'page-view-beacon');
    card.setAttribute('role', 'status');
    card.style.cssText = CARD_STYLE;
    card.textContent = asksForPrivacy()
      ? 'Nothing is sent: this browser asks not to be tracked.'
      : 'Would be sent to ' + target() + ': ' + JSON.stringify(message, null, 1);
  }

  function send(message) {
    if (share() < 100) message.share = share() / 100;
    if (previewing) showInPreview(message);
    else if (chosen && !asksForPrivacy()) post(message);
  }

  function shown() {
    return !document.prerendering && document.visibilityState !== 'hidden';
  }

  function countOnceShown() {
    if (pending === null || !shown()) return;
    countedPath = currentPath();
    send({
      event: 'view',
      path: countedPath,
      referrer: pending,
      viewport: viewport(),
      language: language()
    });
    pending = null;
  }

  function count(from) {
    pending = from;
    countOnceShown();
  }

  // Time goes out in parts, each time the page leaves the view: its last moment is often never told.
  function sendTime() {
    if (visibleSince === null) return;
    var seconds = Math.min(Math.round((Date.now() - visibleSince) / 1000), TICK_SECONDS_MAX);
    visibleSince = null;
    if (seconds > 0 && extent('timeOnPage')) {
      send({ event: 'time', path: countedPath, seconds: seconds });
    }
  }

  function onVisibility() {
    countOnceShown();
    if (!shown()) sendTime();
    else if (visibleSince === null) visibleSince = Date.now();
  }

  // Back or forward to a page that the browser had kept whole: it is looked at once more.
  function onPageShow(event) {
    if (!event.persisted) return;
    onVisibility();
    count('');
  }

  function onAddressChange() {
    if (!extent('singlePage') || pending !== null || currentPath() === countedPath) return;
    sendTime();
    if (shown()) visibleSince = Date.now();
    count('');
  }

  function watchHistory(changed) {
    ['pushState', 'replaceState'].forEach(function (name) {
      var original = history[name];
      if (typeof original !== 'function') return;
      history[name] = function () {
        var result = original.apply(this, arguments);
        changed();
        return result;
      };
    });
    window.addEventListener('popstate', changed);
  }

  function start() {
    chosen = Math.random() * 100 < share();
    watchHistory(quietly(onAddressChange));
    document.addEventListener('visibilitychange', quietly(onVisibility));
    document.addEventListener('prerenderingchange', quietly(onVisibility));
    window.addEventListener('pageshow', quietly(onPageShow));
    window.addEventListener('pagehide', quietly(sendTime));
    pending = referrer();
    onVisibility();
  }

  // The preview's form changed: say anew what would be sent.
  INSTALL_SCOPE.update = quietly(function (next) {
    options = next;
    if (previewing) count(referrer());
  });

  quietly(start)();
})();
