// What an entry point is given as `ctx`, and which entry points a script has.
import { bindFunction, defineProperty, freeze, getOwnPropertyDescriptor, hasOwn, newList, newPromise, objectKeys, parseJson, push } from './primordials.mjs';
import { host } from './host.mjs';
import { makeImmutable, trustedHeaders } from './headers.mjs';
import { defineGlobal, finishInterface, isObject, needArguments } from './webidl.mjs';

// Made from JSON, so what is below are data properties without cycles; a list instead of recursion, because how deep it goes
// is the owner's choice.
function freezeDeeply(value) {
  const open = newList();
  push(open, value);
  while (open.length > 0) {
    const object = open[open.length - 1];
    open.length -= 1;
    if (!isObject(object)) continue;
    freeze(object);
    const keys = objectKeys(object);
    for (let i = 0; i < keys.length; i += 1) push(open, object[keys[i]]);
  }
  return value;
}

let options = freeze({});
let install = freeze({});

// Once per isolate. An app without plans has no product.
export function setInstall(json) {
  const given = parseJson(json);
  options = freezeDeeply(given.options);
  install = freezeDeeply(given.install);
  defineGlobal('INSTALL_OPTIONS', options, true);
  defineGlobal('INSTALL_ID', install.id, true);
  defineGlobal('INSTALL_PRODUCT', freezeDeeply(hasOwn(given, 'product') ? given.product : undefined), true);
}

export function waitUntil(request, value) {
  host.waitUntil(request, newPromise((resolve) => resolve(value)));
}

// A part of the context: frozen, its headers made when somebody asks.
function withHeaders(part, pairs) {
  let headers;
  const get = () => (headers ??= makeImmutable(trustedHeaders(pairs)));
  return freeze(defineProperty(part, 'headers', { __proto__: null, get, enumerable: true }));
}

let newContext;

class AppContext {
  #key; // the value that waitUntil() gives back to the host
  #json; // most scripts never ask for what is in it
  #request;
  #page;

  get options() {
    this.#key;
    return options;
  }

  get install() {
    this.#key;
    return install;
  }

  get request() {
    this.#parse();
    return this.#request;
  }

  get page() {
    this.#parse();
    return this.#page;
  }

  waitUntil(promise) {
    const key = this.#key;
    needArguments(1, arguments.length, 'ctx.waitUntil');
    waitUntil(key, promise);
  }

  // What it asks for is what happens anyway.
  passThroughOnException() {
    this.#key;
  }

  #parse() {
    if (this.#json === undefined) return;
    const given = parseJson(this.#json);
    this.#json = undefined;
    this.#request = withHeaders({ url: given.url, method: given.method }, given.headers);
    if (hasOwn(given, 'page')) this.#page = withHeaders({ status: given.page.status }, given.page.headers);
  }

  static {
    newContext = (json, key) => {
      const context = new AppContext();
      context.#json = json;
      context.#key = key;
      return context;
    };
  }
}

delete AppContext.prototype.constructor;
finishInterface(AppContext, 'AppContext');

export const makeContext = (json, key) => newContext(json, key);

const names = ['html', 'fetch'];

// A namespace asked for what it exports may run the app's getters: those of its default object.
export function pickEntry(namespace) {
  const entry = { __proto__: null, html: undefined, fetch: undefined, problem: undefined };
  const app = getOwnPropertyDescriptor(namespace, 'default')?.value;
  if (!isObject(app)) {
    entry.problem = 'the script has no default export that is an object with html() or fetch()';
    return entry;
  }
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    const member = app[name];
    if (member === undefined || member === null) continue;
    if (typeof member !== 'function') entry.problem = `${name} of the default export is not a function`;
    else entry[name] = bindFunction(member, app);
  }
  if (entry.problem === undefined && entry.html === undefined && entry.fetch === undefined) {
    entry.problem = 'the default export has neither html() nor fetch()';
  }
  return entry;
}
