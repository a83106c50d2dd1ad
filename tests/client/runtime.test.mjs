// The browser-side runtime in a DOM, as source and as the build delivers it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextTurn, openPage, require, runtimes } from './support.mjs';

const kPage = `<!doctype html><html><head><title>t</title></head><body>
<h1>Tea</h1><div id=main class=box><p>one</p><p>two</p></div><div id=empty></div><a href="/x">x</a></body></html>`;

// A page in which the runtime ran, with these installs as the bundle writes them.
function start(runtime, { html = kPage, installs = {}, proxy, before = '', url } = {}) {
  const page = openPage(html, { url });
  page.window.eval(before);
  page.window.eval(runtime);
  page.apps = page.window.CloudflareApps;
  // Made inside the page, as a bundle's text is.
  page.window.eval(`Object.assign(CloudflareApps.installs, ${JSON.stringify(installs)})`);
  if (proxy) page.window.eval(`CloudflareApps.proxy = ${JSON.stringify(proxy)}`);
  page.placementErrors = () => JSON.parse(JSON.stringify(page.apps.internal.placementErrors));
  return page;
}

const withSelectors = (selectors, id = 'a') => ({ [id]: { appId: id, scope: {}, selectors } });
const notFound = (selector) => [
  { type: 'select:not-found:by-attribute', selector },
  { type: 'select:not-found:by-query', selector },
];

for (const [form, runtime] of Object.entries(runtimes)) {
  describe(`runtime, ${form}`, () => {
    describe('the global object', () => {
      const rows = [
        ['nothing there', ''],
        ['an object with installs', 'window.CloudflareApps = { installs: { old: { appId: "o" } } }'],
        ['installs of a wrong type', 'window.CloudflareApps = { installs: "x", internal: 7 }'],
        ['a string', 'window.CloudflareApps = "mine"'],
        ['null', 'window.CloudflareApps = null'],
        ['only the old alias', 'window.Eager = { mine: 1 }'],
        ['an element with that id', 'document.body.id = "CloudflareApps"'],
      ];
      for (const [name, before] of rows) {
        test(name, () => {
          const { window, apps, errors, document } = start(runtime, { before });
          for (const method of ['querySelector', 'createElement', 'matchPage']) {
            assert.equal(typeof apps[method], 'function', method);
          }
          assert.equal(window.Eager, apps);
          assert.equal(window.Inlay, apps);
          assert.equal(apps.nodeType, undefined);
          assert.equal(typeof apps.installs, 'object');
          assert.equal(apps.createElement({ selector: 'h1', method: 'after' }).previousSibling.tagName, 'H1');
          assert.ok(document.querySelector('h1 + cloudflare-app'));
          assert.deepEqual(errors, []);
        });
      }

      test('keeps what a page or an earlier bundle put there', () => {
        const before =
          'window.CloudflareApps = { installs: { old: { appId: "o" } }, proxy: { embedSiteId: "p" }, siteId: "s",' +
          ' internal: { placementErrors: [{ type: "earlier", selector: "x" }] } }';
        const { apps, placementErrors } = start(runtime, { before });
        assert.equal(apps.installs.old.appId, 'o');
        assert.equal(apps.proxy.embedSiteId, 'p');
        assert.equal(apps.siteId, 's');
        assert.equal(placementErrors()[0].type, 'earlier');
      });

      test('makes no other globals', () => {
        const names = (window) => window.eval('Object.getOwnPropertyNames(window)');
        const bare = new Set(names(openPage(kPage).window));
        const added = [...names(start(runtime).window)].filter((name) => !bare.has(name));
        assert.deepEqual(added.sort(), ['CloudflareApps', 'Eager', 'Inlay']);
      });

      test('a second inclusion changes nothing, and works on what the first one did', () => {
        const { window, document, apps } = start(runtime);
        const { createElement, querySelector, matchPage } = apps;
        const element = createElement({ selector: '#main', method: 'replace' });
        assert.equal(document.getElementById('main'), null);
        window.eval('delete window.Eager; window.Inlay = 1');
        window.eval(runtime);
        assert.equal(window.CloudflareApps, apps);
        assert.equal(window.Eager, apps);
        assert.equal(window.Inlay, apps);
        assert.equal(apps.createElement, createElement);
        assert.equal(apps.querySelector, querySelector);
        assert.equal(apps.matchPage, matchPage);
        apps.createElement(null, element);
        assert.ok(document.getElementById('main'));
      });

      test('runs in the head, where no body exists yet', () => {
        const html = `<html><head><script>${runtime};window.early = CloudflareApps.querySelector('body');
          window.detached = CloudflareApps.createElement({selector: '#main', method: 'append'})</script></head>
          <body><div id=main></div></body></html>`;
        const { window, errors } = openPage(html, { runScripts: 'dangerously' });
        assert.equal(window.early, null);
        assert.equal(window.detached.parentNode, null);
        assert.deepEqual(errors, []);
      });
    });

    describe("what the page's policy lets in", () => {
      // jsdom has no currentScript while eval runs: the one of the bundle is put there.
      function begin({ attributes = {}, html, types } = {}) {
        const page = start(runtime, { html });
        const script = page.document.createElement('script');
        for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
        Object.defineProperty(page.document, 'currentScript', { value: script, configurable: true });
        if (types) page.window.trustedTypes = types;
        page.warnings = [];
        page.window.console.warn = (text) => page.warnings.push(text);
        page.apps.internal.addStyle('data:text/css,h1{}', '/cdn-cgi/apps/style/H-0.css');
        page.apps.internal.addScript('/cdn-cgi/apps/body/H.js');
        page.apps.internal.addScript('/cdn-cgi/apps/body/H.js');
        const added = (name) => [...page.document.head.querySelectorAll(name)];
        return { ...page, links: added('link'), scripts: added('script') };
      }
      const named = (made = []) => ({ createPolicy: (name, rules) => (made.push(name), { createScriptURL: (url) => rules.createScriptURL(url) ?? 'refused:' }) });
      const refusing = { createPolicy: () => { throw new TypeError('refused'); } };

      const rows = [
        ['nothing said', {}, { href: 'data:text/css,h1{}', scripts: 2, warned: 0 }],
        ['a nonce', { attributes: { nonce: 'abc' } }, { href: 'data:text/css,h1{}', scripts: 2, nonce: 'abc', warned: 0 }],
        ["the page's nonce", { html: '<head><script nonce=xyz></script></head>' }, { href: 'data:text/css,h1{}', scripts: 3, nonce: 'xyz', warned: 0 }],
        ['styles by file', { attributes: { 'data-inlay': 'styles-file' } }, { href: '/cdn-cgi/apps/style/H-0.css', scripts: 2, warned: 0 }],
        ['no styles', { attributes: { 'data-inlay': 'styles-none' } }, { scripts: 2, warned: 1 }],
        ['trusted types', { types: named() }, { href: 'data:text/css,h1{}', scripts: 2, warned: 0 }],
        ['trusted types, plain', { types: refusing, attributes: { 'data-inlay': 'types-plain' } }, { href: 'data:text/css,h1{}', scripts: 2, warned: 0 }],
        ['trusted types, refused', { types: refusing }, { href: 'data:text/css,h1{}', scripts: 0, warned: 1 }],
        ['trusted types, no default policy', { types: refusing, attributes: { 'data-inlay': 'types-default' } }, { href: 'data:text/css,h1{}', scripts: 0, warned: 1 }],
        ['trusted types, a default policy', { types: { ...refusing, defaultPolicy: {} }, attributes: { 'data-inlay': 'styles-file types-default' } },
          { href: '/cdn-cgi/apps/style/H-0.css', scripts: 2, warned: 0 }],
      ];
      for (const [name, given, expected] of rows) {
        test(name, () => {
          const { links, scripts, warnings, errors } = begin(given);
          assert.equal(links[0]?.getAttribute('href'), expected.href);
          assert.equal(links[0]?.getAttribute('blocking') ?? null, expected.href?.startsWith('/') ? 'render' : null);
          assert.equal(scripts.length, expected.scripts);
          assert.equal(warnings.length, expected.warned, 'at most one line');
          for (const element of [...links, ...scripts]) assert.equal(element.getAttribute('nonce') ?? undefined, expected.nonce);
          assert.deepEqual(errors, []);
        });
      }

      test('the script that is loaded is told what the first one was', () => {
        const { scripts } = begin({ attributes: { 'data-inlay': 'styles-file', nonce: 'n' } });
        assert.equal(scripts[0].getAttribute('data-inlay'), 'styles-file');
      });

      test('the policy for trusted types is made once and lets only bundles of the own host through', () => {
        const made = [];
        const { apps, scripts, document } = begin({ types: named(made) });
        assert.deepEqual(made, ['inlay']);
        assert.equal(scripts[0].getAttribute('src'), '/cdn-cgi/apps/body/H.js');
        for (const address of ['//evil.example/body/H.js', 'https://evil.example/body/H.js', '/\\evil.example/body/H.js', '/x/body/H.js?y', 'javascript:1']) {
          apps.internal.addScript(address);
          assert.equal([...document.head.querySelectorAll('script')].at(-1).getAttribute('src'), 'refused:', address);
        }
      });
    });

    describe('matchPage', () => {
      // The page: https://shop.example/tea/green?x=1#top
      const previewed = { originalURL: { raw: 'x', parsed: { host: 'Real.example', path: '/cart' } } };
      const rows = [
        ['no patterns', undefined, true],
        ['null', null, true],
        ['an empty list', [], true],
        ['host and below', ['^shop.example/?.*$'], true],
        ['exactly this page', ['^shop.example/tea/green/?$'], true],
        ['exactly another page', ['^shop.example/tea/?$'], false],
        ['ignores case', ['^SHOP.example/TEA'], true],
        ['query and fragment do not count', ['x=1|top'], false],
        ['any of several', ['^a.example', 'green'], true],
        ['none of several', ['^a.example', 'black'], false],
        ['a broken pattern matches nothing', ['(['], false],
        ['a broken pattern beside a good one', ['([', 'green'], true],
        ['preview: the original page', ['^real.example/cart$'], true, previewed],
        ['preview: not the address of the preview', ['shop.example'], false, previewed],
        ['a proxy without an original page', ['shop.example'], true, { embedSiteId: 'x' }],
      ];
      for (const [name, patterns, expected, proxy] of rows) {
        test(name, () => assert.equal(start(runtime, { proxy }).apps.matchPage(patterns), expected));
      }

      test('the port is part of the host', () => {
        const { apps } = start(runtime, { url: 'http://shop.example:8080/tea' });
        assert.equal(apps.matchPage(['^shop.example:8080/tea$']), true);
      });

      test('a broken pattern is reported once', () => {
        const { apps, errors } = start(runtime);
        for (let i = 0; i < 3; i++) apps.matchPage(['([', '([']);
        apps.matchPage(['*']);
        assert.equal(errors.length, 2);
      });
    });

    describe('querySelector', () => {
      const tooMany = (selector) => ({ type: 'select:too-many:by-query', selector });
      const byAttribute = (selector) => ({ type: 'select:not-found:by-attribute', selector });
      const rows = [
        ['body', 'body', 'BODY', []],
        ['head', 'head', 'HEAD', []],
        ['one match', 'h1', 'H1', [byAttribute('h1')]],
        ['the first of several', 'p', 'P', [byAttribute('p'), tooMany('p')]],
        ['no match', '#nowhere', null, notFound('#nowhere')],
        ['quotes in the selector', 'a[href="/x"]', 'A', [byAttribute('a[href="/x"]')]],
        ['a backslash in the selector', '#m\\61in', 'DIV', [byAttribute('#m\\61in')]],
        ['a line break in the selector', 'body\n> h1', 'H1', [byAttribute('body\n> h1')]],
      ];
      for (const [name, selector, tag, errors] of rows) {
        test(name, () => {
          const { apps, placementErrors } = start(runtime);
          const found = apps.querySelector(selector);
          assert.equal(found && found.tagName, tag);
          apps.querySelector(selector);
          assert.deepEqual(placementErrors(), errors, 'each problem is recorded once');
        });
      }

      test('a selector that does not parse throws to its caller', () => {
        assert.throws(() => start(runtime).apps.querySelector('<<'), { name: 'SyntaxError' });
      });

      test('the attribute wins over the selector', () => {
        const { apps, document, placementErrors } = start(runtime);
        document.getElementById('empty').setAttribute('cfapps-selector', 'h1');
        assert.equal(apps.querySelector('h1').id, 'empty');
        assert.deepEqual(placementErrors(), []);
        document.getElementById('main').setAttribute('cfapps-selector', 'h1');
        assert.equal(apps.querySelector('h1').id, 'main');
        assert.deepEqual(placementErrors(), [{ type: 'select:too-many:by-attribute', selector: 'h1' }]);
      });

      test('the list of problems is bounded', () => {
        const { apps, placementErrors } = start(runtime);
        for (let i = 0; i < 300; i++) apps.querySelector(`#none${i}`);
        assert.equal(placementErrors().length, 100);
      });
    });

    describe('marking what owners picked', () => {
      const rows = [
        ['exactly one match is marked', { 'location.selector': 'h1' }, 'h1', 'h1', []],
        ['no match: nothing, no problem', { s: '#none' }, 'h1', null, []],
        ['a selector that does not parse: nothing', { s: '<<', t: '#main' }, '#main', '#main', []],
        ['several matches: a problem', { s: 'p' }, 'p', null,
          [{ type: 'init:too-many', option: 's', selector: 'p', installId: 'a' }]],
      ];
      for (const [name, selectors, looked, mark, errors] of rows) {
        test(name, () => {
          const { apps, document, placementErrors } = start(runtime, { installs: withSelectors(selectors) });
          apps.createElement();
          assert.equal(document.querySelector(looked).getAttribute('cfapps-selector'), mark);
          assert.deepEqual(placementErrors(), errors);
        });
      }

      test('the same selector of two options and two installs: a problem of each', () => {
        const installs = { ...withSelectors({ s: 'p', t: 'p' }, 'a'), ...withSelectors({ s: 'p' }, 'b') };
        const { apps, placementErrors } = start(runtime, { installs });
        apps.createElement();
        const whose = placementErrors().map(({ installId, option }) => installId + option);
        assert.deepEqual(whose, ['as', 'at', 'bs']);
      });

      test('every install is marked, also beside one without selectors', () => {
        const installs = { a: { scope: {} }, b: null, ...withSelectors({ s: 'h1' }, 'c'), ...withSelectors({ s: '#empty' }, 'd') };
        const { apps, document } = start(runtime, { installs });
        apps.querySelector('#main');
        assert.equal(document.querySelector('h1').getAttribute('cfapps-selector'), 'h1');
        assert.equal(document.querySelector('#empty').getAttribute('cfapps-selector'), '#empty');
      });

      test('what the page adds to Object.prototype is no install', () => {
        const before = 'Object.prototype.extra = { selectors: { s: "#main" } }';
        const { apps, document, errors } = start(runtime, { before, installs: withSelectors({ s: 'h1' }) });
        apps.createElement({ selector: 'h1', method: 'after' });
        assert.ok(document.querySelector('h1[cfapps-selector="h1"] + cloudflare-app'));
        assert.equal(document.querySelector('#main').getAttribute('cfapps-selector'), null);
        assert.deepEqual(errors, []);
      });

      test('a marked element keeps its place when another app inserts the same kind', () => {
        const { apps, document } = start(runtime, { installs: withSelectors({ s: 'h1' }) });
        const first = apps.createElement({ selector: 'body', method: 'prepend' });
        first.innerHTML = '<h1>Buy!</h1>';
        assert.equal(apps.querySelector('h1').textContent, 'Tea');
        assert.equal(document.querySelectorAll('h1').length, 2);
      });

      test('looked for once per turn, and again in later turns while nothing matched', async () => {
        const { window, apps, document } = start(runtime, { installs: withSelectors({ s: '#late' }) });
        apps.createElement();
        document.querySelector('#empty').innerHTML = '<i id=late></i>';
        apps.createElement();
        assert.equal(document.querySelector('#late').getAttribute('cfapps-selector'), null, 'same turn');
        await nextTurn(window);
        apps.createElement();
        assert.equal(document.querySelector('#late').getAttribute('cfapps-selector'), '#late', 'next turn');
      });

      test('settled for good after a mark and after too many', async () => {
        const { window, apps, document, placementErrors } = start(runtime, {
          installs: withSelectors({ one: 'h1', many: 'p' }),
        });
        apps.createElement();
        document.querySelector('h1').remove();
        document.querySelector('p').remove();
        document.querySelector('#empty').innerHTML = '<h1>new</h1>';
        await nextTurn(window);
        apps.createElement();
        assert.equal(document.querySelector('h1').getAttribute('cfapps-selector'), null);
        assert.equal(document.querySelector('p').getAttribute('cfapps-selector'), null);
        assert.equal(placementErrors().length, 1);
      });

      test('an option that changes its selector is looked for anew', async () => {
        const { window, apps, document } = start(runtime, { installs: withSelectors({ s: 'h1' }) });
        apps.createElement();
        await nextTurn(window);
        apps.installs.a.selectors.s = '#main';
        apps.createElement();
        assert.equal(document.querySelector('#main').getAttribute('cfapps-selector'), '#main');
      });
    });

    describe('createElement: where it goes', () => {
      const onThisPage = { URLPatterns: ['^shop.example/tea'] };
      const elsewhere = { URLPatterns: ['^other.example'] };
      // `at` finds the element; null: it comes back detached.
      const rows = [
        ['prepend', { selector: '#main', method: 'prepend' }, '#main > cloudflare-app:first-child'],
        ['prepend to an empty element', { selector: '#empty', method: 'prepend' }, '#empty > cloudflare-app'],
        ['append', { selector: '#main', method: 'append' }, '#main > cloudflare-app:last-child'],
        ['before', { selector: '#main', method: 'before' }, 'h1 + cloudflare-app:has(+ #main)'],
        ['after', { selector: '#main', method: 'after' }, '#main + cloudflare-app'],
        ['replace', { selector: '#main', method: 'replace' }, 'h1 + cloudflare-app:has(+ #empty)'],
        ['body, append', { selector: 'body', method: 'append' }, 'body > cloudflare-app:last-child'],
        ['body, prepend', { selector: 'body', method: 'prepend' }, 'body > cloudflare-app:first-child'],
        ['body, after becomes append', { selector: 'body', method: 'after' }, 'body > cloudflare-app:last-child'],
        ['body, before becomes prepend', { selector: 'body', method: 'before' }, 'body > cloudflare-app:first-child'],
        ['head, append', { selector: 'head', method: 'append' }, 'head > cloudflare-app:last-child'],
        ['the page matches', { selector: 'h1', method: 'after', pages: onThisPage }, 'h1 + cloudflare-app'],
        ['pages without patterns', { selector: 'h1', method: 'after', pages: {} }, 'h1 + cloudflare-app'],
        ['the page does not match', { selector: 'h1', method: 'after', pages: elsewhere }, null],
        ['no options', undefined, null],
        ['null', null, null],
        ['empty options', {}, null],
        ['no method', { selector: 'h1' }, null],
        ['an unknown method', { selector: 'h1', method: 'around' }, null],
        ['nothing found', { selector: '#nowhere', method: 'after' }, null],
        ['a selector that does not parse', { selector: '<<', method: 'after' }, null],
        ['only element instead of selector', { element: 'body', method: 'append' }, null],
      ];
      for (const [name, options, at] of rows) {
        test(name, () => {
          const { apps, document, errors } = start(runtime);
          const element = apps.createElement(options);
          assert.equal(element.tagName, 'CLOUDFLARE-APP');
          assert.equal(element.parentNode !== null, at !== null);
          assert.equal(document.querySelector(at ?? 'cloudflare-app'), at === null ? null : element);
          assert.deepEqual(errors, []);
        });
      }

      for (const method of ['before', 'after', 'replace']) {
        test(`a container without a parent, ${method}`, () => {
          const { apps, document, errors } = start(runtime);
          const lone = document.createElement('div');
          document.querySelectorAll = () => [lone];
          assert.equal(apps.createElement({ selector: 'div', method }).parentNode, null);
          assert.equal(apps.createElement({ selector: 'div', method: 'append' }).parentNode, lone);
          assert.deepEqual(errors, []);
        });
      }

      test('the method of the passed object is really changed for body', () => {
        const { apps } = start(runtime);
        for (const [asked, got] of [['after', 'append'], ['before', 'prepend'], ['append', 'append']]) {
          const options = { selector: 'body', method: asked };
          apps.createElement(options);
          assert.equal(options.method, got);
        }
      });

      test('a missing place is recorded, one not chosen yet is not', () => {
        const { apps, placementErrors } = start(runtime);
        apps.createElement();
        apps.createElement({});
        assert.deepEqual(placementErrors(), []);
        apps.createElement({ selector: '#nowhere', method: 'append' });
        assert.deepEqual(placementErrors(), notFound('#nowhere'));
      });
    });

    describe('createElement: the previous element', () => {
      for (const method of ['prepend', 'append', 'before', 'after', 'replace']) {
        test(`${method}: null removes it and leaves the page as it was`, () => {
          const { apps, document } = start(runtime);
          const before = document.body.innerHTML;
          const element = apps.createElement({ selector: '#main', method });
          assert.notEqual(document.body.innerHTML, before);
          assert.equal(apps.createElement(null, element).parentNode, null);
          assert.equal(document.body.innerHTML, before);
          assert.equal(element.parentNode, null);
        });

        test(`${method}: moved to another place, the first place is as it was`, () => {
          const { apps, document } = start(runtime);
          const element = apps.createElement({ selector: '#main', method });
          const moved = apps.createElement({ selector: 'h1', method: 'after' }, element);
          assert.equal(document.querySelector('h1 + cloudflare-app'), moved);
          assert.equal(document.querySelectorAll('cloudflare-app').length, 1);
          assert.equal(document.querySelectorAll('#main p').length, 2);
        });
      }

      test('the same place replaced again and again, then given back', () => {
        const { apps, document } = start(runtime);
        const main = document.getElementById('main');
        let element;
        for (let i = 0; i < 4; i++) element = apps.createElement({ selector: '#main', method: 'replace' }, element);
        assert.equal(document.querySelectorAll('cloudflare-app').length, 1);
        assert.equal(document.getElementById('main'), null);
        apps.createElement(null, element);
        assert.equal(document.getElementById('main'), main);
      });

      test('given back once: an app that puts its old element elsewhere does not pull the content along', () => {
        const { apps, document } = start(runtime);
        const element = apps.createElement({ selector: '#main', method: 'replace' });
        apps.createElement(null, element);
        document.getElementById('empty').appendChild(element);
        apps.createElement(null, element);
        assert.equal(document.querySelector('h1 + #main + #empty').childNodes.length, 0);
      });

      test('removed by the page in the meantime: no harm', () => {
        const { apps, document, errors } = start(runtime);
        const element = apps.createElement({ selector: '#main', method: 'append' });
        element.remove();
        assert.ok(apps.createElement({ selector: 'h1', method: 'after' }, element).parentNode);
        assert.equal(document.querySelectorAll('cloudflare-app').length, 1);
        assert.deepEqual(errors, []);
      });
    });

    describe('createElement: failure', () => {
      const rows = [
        ['the page refuses the insertion', (page) => page.apps.createElement({ selector: 'html', method: 'after' })],
        ['pages that throw', (page) =>
          page.apps.createElement({ get pages() { throw new Error('mine'); } })],
        ['a broken DOM', (page) => {
          page.document.createElement = () => { throw new Error('theirs'); };
          return page.apps.createElement({ selector: 'h1', method: 'after' });
        }],
      ];
      for (const [name, act] of rows) {
        test(`${name}: logged, undefined`, () => {
          const page = start(runtime);
          assert.equal(act(page), undefined);
          assert.equal(page.errors.length, 1);
        });
      }

      test('without a console it is silent', () => {
        const page = start(runtime);
        page.window.eval('window.console = undefined');
        assert.equal(page.apps.createElement({ selector: 'html', method: 'after' }), undefined);
      });
    });
  });
}

test('what is delivered stays small, plain ES5, and safe inside a script element', async () => {
  assert.ok(Buffer.byteLength(runtimes.minified) < 4096, `${runtimes.minified.length} bytes`);
  assert.doesNotMatch(runtimes.minified, /<\/|<!--|[^\x20-\x7e\n]/);
  // esbuild refuses most newer syntax for this target; what it would rewrite silently must not be there either.
  const { code } = await require('esbuild').transform(runtimes.source, { target: 'es5', legalComments: 'none' });
  assert.ok(code.length > 1000);
  assert.doesNotMatch(runtimes.source.replace(/\/\*[^]*?\*\//g, ''), /=>|`/);
});
