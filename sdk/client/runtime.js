/*
 * The browser-side runtime: the object that apps of the 2017 "Cloudflare Apps" format call, known as
 * window.CloudflareApps, window.Eager and window.Inlay (one object, three names).
 *
 * It runs first in the head bundle of a site. The bundle then sets `siteId` and `installs[ID]`
 * (options, scope, URLPatterns, selectors, product) and runs the apps. It is ES5, as old browsers run it
 * unchanged; the build only minifies it.
 *
 *   createElement(options, previous)  puts a new <cloudflare-app> where the site owner chose; comes back
 *                                     detached when the page or the place does not match, undefined (and a
 *                                     line on the console) when it failed. `previous` is removed first, and
 *                                     what it had replaced returns to its place.
 *   querySelector(selector)           the first match or null; elements that owners picked are found by the
 *                                     attribute cfapps-selector, set before apps change the page.
 *   matchPage(patterns)               whether this page's host and path match one of the expressions.
 *   internal.placementErrors          what could not be placed, each once, for the preview to show.
 *   internal.addScript(address)       load the body's bundle and the styles, as the page's content security
 *   internal.addStyle(data, file)     policy lets them in. For the bundle's own code, while its script runs.
 *
 * The policy's nonce is that of the running script element. What else the policy wants, the edge has
 * written into the element's attribute data-inlay, in words: "styles-file" (data: addresses are forbidden),
 * "styles-none", "types-plain" (no policy for trusted types may be made), "types-default" (nor are plain
 * addresses taken, unless the page has a default policy that takes them).
 *
 * What a page left in these names is kept where it is of use (installs, proxy, errors); a second inclusion
 * changes nothing. A selector or pattern that does not parse costs its own app its place, nothing else.
 */
(function () {
  'use strict';

  var PLACEMENT_ERRORS_MAX = 100;

  function isPlainObject(value) {
    return Object.prototype.toString.call(value) === '[object Object]';
  }

  function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  // An element with the id "CloudflareApps" shows up under the same name: that is not our object.
  var apps = isPlainObject(window.CloudflareApps) ? window.CloudflareApps : {};
  window.CloudflareApps = window.Eager = window.Inlay = apps;

  var internal = (apps.internal = isPlainObject(apps.internal) ? apps.internal : {});
  if (!isPlainObject(apps.installs)) apps.installs = {};
  if (!Array.isArray(internal.placementErrors)) internal.placementErrors = [];
  if (internal.inlay >= 2) return;
  internal.inlay = 2;

  var settledSelectors = {};
  var reportedPatterns = {};
  var markedThisTurn = false;
  var typesPolicy;
  var warned = false;

  function report(error) {
    if (window.console && console.error) console.error(error);
  }

  function notePlacementError(error) {
    var known = internal.placementErrors;
    for (var i = 0; i < known.length; i++) {
      if (
        known[i].type === error.type &&
        known[i].selector === error.selector &&
        known[i].option === error.option &&
        known[i].installId === error.installId
      ) {
        return;
      }
    }
    if (known.length < PLACEMENT_ERRORS_MAX) known.push(error);
  }

  function markSelector(installId, option, selector) {
    var key = installId + '::' + option + '::' + selector;
    if (has(settledSelectors, key)) return;
    var found;
    try {
      found = document.querySelectorAll(selector);
    } catch (error) {
      settledSelectors[key] = true;
      return;
    }
    if (!found.length) return;
    settledSelectors[key] = true;
    if (found.length === 1) {
      found[0].setAttribute('cfapps-selector', selector);
    } else {
      notePlacementError({
        type: 'init:too-many',
        option: option,
        selector: selector,
        installId: installId
      });
    }
  }

  // Once per turn: what an app inserts must not change what the next app's selector means.
  function markSelectors() {
    if (markedThisTurn) return;
    markedThisTurn = true;
    setTimeout(function () {
      markedThisTurn = false;
    }, 0);
    for (var installId in apps.installs) {
      if (!has(apps.installs, installId)) continue;
      var selectors = apps.installs[installId] && apps.installs[installId].selectors;
      for (var option in selectors) {
        if (has(selectors, option)) markSelector(installId, option, selectors[option]);
      }
    }
  }

  function quoted(text) {
    return '"' + String(text).replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ') + '"';
  }

  function firstOf(query, how, selector) {
    var found = document.querySelectorAll(query);
    if (found.length !== 1) {
      notePlacementError({
        type: 'select:' + (found.length ? 'too-many' : 'not-found') + ':' + how,
        selector: selector
      });
    }
    return found[0] || null;
  }

  function querySelector(selector) {
    if (selector === 'body' || selector === 'head') return document[selector];
    markSelectors();
    return (
      firstOf('[cfapps-selector=' + quoted(selector) + ']', 'by-attribute', selector) ||
      firstOf(selector, 'by-query', selector)
    );
  }

  function matchPage(patterns) {
    if (!patterns || !patterns.length) return true;
    var original = apps.proxy && apps.proxy.originalURL && apps.proxy.originalURL.parsed;
    var page = original ? original.host + original.path : location.host + location.pathname;
    for (var i = 0; i < patterns.length; i++) {
      try {
        if (new RegExp(patterns[i], 'i').test(page)) return true;
      } catch (error) {
        if (!has(reportedPatterns, patterns[i])) report(error);
        reportedPatterns[patterns[i]] = true;
      }
    }
    return false;
  }

  function removePrevious(element) {
    var parent = element && element.parentNode;
    if (!parent) return;
    var replaced = element.cfAppsReplaced;
    if (replaced) {
      parent.replaceChild(replaced, element);
      element.cfAppsReplaced = null;
    } else {
      parent.removeChild(element);
    }
  }

  function findContainer(selector) {
    try {
      return querySelector(selector);
    } catch (error) {
      return null;
    }
  }

  function insert(element, method, container) {
    var parent = container.parentNode;
    if (method === 'prepend') container.insertBefore(element, container.firstChild);
    if (method === 'append') container.appendChild(element);
    if (method === 'before') parent.insertBefore(element, container);
    if (method === 'after') parent.insertBefore(element, container.nextSibling);
    if (method === 'replace') {
      parent.replaceChild(element, container);
      element.cfAppsReplaced = container;
    }
  }

  function place(element, options) {
    if (options.pages && !matchPage(options.pages.URLPatterns)) return;
    // An owner who has not chosen a place yet has made no mistake that the preview should show.
    var container = options.selector ? findContainer(options.selector) : null;
    if (!container) return;
    if (!container.parentNode && /^(after|before|replace)$/.test(options.method)) return;
    if (container === document.body) {
      if (options.method === 'after') options.method = 'append';
      if (options.method === 'before') options.method = 'prepend';
    }
    insert(element, options.method, container);
  }

  function createElement(options, previous) {
    try {
      markSelectors();
      removePrevious(previous);
      var element = document.createElement('cloudflare-app');
      place(element, options || {});
      return element;
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  function warn(what) {
    if (!warned && window.console && console.warn) console.warn('CloudflareApps: ' + what);
    warned = true;
  }

  function policyWants(word) {
    var script = document.currentScript;
    var words = (script && script.getAttribute('data-inlay')) || '';
    return (' ' + words + ' ').indexOf(' ' + word + ' ') >= 0;
  }

  // Browsers hide the attribute from all but the property. A policy in a meta element that comes after the
  // bundle's own script leaves the nonce of the page's scripts to look at.
  function nonce() {
    var script = document.currentScript;
    var holder = script && script.nonce ? script : document.querySelector('script[nonce]');
    return holder && (holder.nonce || holder.getAttribute('nonce'));
  }

  function addToHead(element) {
    if (nonce()) element.setAttribute('nonce', nonce());
    document.head.appendChild(element);
  }

  // The address as the page's trusted types take it. The policy stays in here and knows one kind of address.
  function trusted(address) {
    var types = window.trustedTypes;
    var onlyDefault = policyWants('types-default');
    if (!types || policyWants('types-plain') || (onlyDefault && types.defaultPolicy)) return address;
    if (onlyDefault) throw new Error("trusted-types lacks 'inlay'");
    if (!typesPolicy) {
      typesPolicy = types.createPolicy('inlay', {
        createScriptURL: function (url) {
          return /^(\/[\w.~-]+)+\/body\/[\w-]+\.js$/.test(url) ? url : null;
        }
      });
    }
    return typesPolicy.createScriptURL(address);
  }

  function addScript(address) {
    try {
      var script = document.createElement('script');
      var words = document.currentScript && document.currentScript.getAttribute('data-inlay');
      if (words) script.setAttribute('data-inlay', words);
      script.src = trusted(address);
      addToHead(script);
    } catch (error) {
      warn('the second script may not come: ' + error);
    }
  }

  function addStyle(data, file) {
    try {
      if (policyWants('styles-none')) return warn('styles may not come');
      var byFile = policyWants('styles-file');
      var link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = byFile ? file : data;
      if (byFile) link.setAttribute('blocking', 'render');
      addToHead(link);
    } catch (error) {
      report(error);
    }
  }

  internal.addScript = addScript;
  internal.addStyle = addStyle;
  internal.markSelectors = markSelectors;
  apps.querySelector = querySelector;
  apps.matchPage = matchPage;
  apps.createElement = createElement;
})();
