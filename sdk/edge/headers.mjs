// Headers (Fetch §5.1). Names are kept in lower case; a list holds name, value, name, value … in the order they came.
import { arraySort, defineProperty, getOwnPropertyDescriptor, IteratorPrototype, iteratorSymbol, newList, push, reflectApply, reflectOwnKeys, regexpExec, setPrototypeOf, slice, charCodeAt, toArray, toLowerCase, TypeError } from './primordials.mjs';
import { finishInterface, isObject, iteratorMethod, needArguments, toByteString, toSequence } from './webidl.mjs';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const forbiddenInValue = /[\0\r\n]/;
const isBlank = (code) => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

function toName(value, what) {
  const name = toByteString(value, what);
  if (regexpExec(token, name) === null) throw new TypeError(`${what}: not a header name: ${quoted(name)}`);
  return toLowerCase(name);
}

function toValue(value, what) {
  const text = toByteString(value, what);
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(charCodeAt(text, from))) from += 1;
  while (to > from && isBlank(charCodeAt(text, to - 1))) to -= 1;
  const trimmed = slice(text, from, to);
  if (regexpExec(forbiddenInValue, trimmed) !== null) throw new TypeError(`${what}: a header value has no NUL, CR or LF`);
  return trimmed;
}

const quoted = (text) => (text.length > 60 ? `"${slice(text, 0, 60)}…"` : `"${text}"`);

function compare(a, b) {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

// What the rest of the prelude may do that apps may not; set where the private fields are in sight.
let isHeaders, getHeader, addHeader, dropHeader, makeImmutable, trustedHeaders, copyHeaders, headerPairs;

class Headers {
  #list = newList();
  #sorted = undefined; // what an iteration sees, until the next change
  #immutable = false;

  constructor(init = undefined) {
    if (init !== undefined) this.#fill(init);
  }

  append(name, value) {
    this.#list;
    needArguments(2, arguments.length, 'Headers.append');
    const checkedName = toName(name, 'Headers.append');
    this.#add(checkedName, toValue(value, 'Headers.append'), 'Headers.append');
  }

  delete(name) {
    this.#list;
    needArguments(1, arguments.length, 'Headers.delete');
    const wanted = toName(name, 'Headers.delete');
    this.#needMutable('Headers.delete');
    this.#remove(wanted);
  }

  get(name) {
    this.#list;
    needArguments(1, arguments.length, 'Headers.get');
    return this.#get(toName(name, 'Headers.get'));
  }

  getSetCookie() {
    const list = this.#list;
    const found = newList();
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === 'set-cookie') push(found, list[i + 1]);
    }
    return toArray(found);
  }

  has(name) {
    this.#list;
    needArguments(1, arguments.length, 'Headers.has');
    return this.#find(toName(name, 'Headers.has')) >= 0;
  }

  set(name, value) {
    this.#list;
    needArguments(2, arguments.length, 'Headers.set');
    const wanted = toName(name, 'Headers.set');
    const text = toValue(value, 'Headers.set');
    this.#needMutable('Headers.set');
    const at = this.#find(wanted);
    if (at < 0) {
      this.#add(wanted, text, 'Headers.set');
    } else {
      this.#list[at + 1] = text;
      this.#remove(wanted, at + 2);
    }
  }

  forEach(callback, thisArg = undefined) {
    this.#list;
    needArguments(1, arguments.length, 'Headers.forEach');
    if (typeof callback !== 'function') throw new TypeError('Headers.forEach: the callback is not a function');
    for (let i = 0; i < this.#pairs().length; i += 1) {
      const pair = this.#pairs()[i];
      reflectApply(callback, thisArg, [pair.value, pair.name, this]);
    }
  }

  entries() {
    this.#list;
    return new HeadersIterator(this, 'entries');
  }

  keys() {
    this.#list;
    return new HeadersIterator(this, 'keys');
  }

  values() {
    this.#list;
    return new HeadersIterator(this, 'values');
  }

  #needMutable(what) {
    if (this.#immutable) throw new TypeError(`${what}: these headers cannot be changed; make new Headers from them`);
  }

  #find(name) {
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) return i;
    return -1;
  }

  #get(name) {
    const list = this.#list;
    let text = null;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) text = text === null ? list[i + 1] : `${text}, ${list[i + 1]}`;
    }
    return text;
  }

  #add(name, value, what) {
    this.#needMutable(what);
    push(this.#list, name);
    push(this.#list, value);
    this.#sorted = undefined;
  }

  #remove(name, from = 0) {
    const list = this.#list;
    let to = from;
    for (let i = from; i < list.length; i += 2) {
      if (list[i] === name) continue;
      list[to] = list[i];
      list[to + 1] = list[i + 1];
      to += 2;
    }
    list.length = to;
    this.#sorted = undefined;
  }

  // Sorted and combined; each Set-Cookie by itself (Fetch, "sort and combine").
  #pairs() {
    if (this.#sorted !== undefined) return this.#sorted;
    const list = this.#list;
    const pairs = newList();
    const seen = { __proto__: null };
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i];
      const before = name === 'set-cookie' ? undefined : seen[name];
      if (before === undefined) {
        const pair = { __proto__: null, name, value: list[i + 1] };
        seen[name] = pair;
        push(pairs, pair);
      } else {
        before.value = `${before.value}, ${list[i + 1]}`;
      }
    }
    this.#sorted = arraySort(pairs, compare);
    return pairs;
  }

  #fill(init) {
    const what = 'Headers';
    if (!isObject(init)) throw new TypeError('Headers: the initial value is neither an object nor a list of pairs');
    if (#list in init) {
      for (let i = 0; i < init.#list.length; i += 1) push(this.#list, init.#list[i]);
      return;
    }
    const method = iteratorMethod(init, what);
    if (method !== undefined) this.#fillFromPairs(toSequence(init, method, what));
    else this.#fillFromRecord(init);
  }

  #fillFromPairs(pairs) {
    for (let i = 0; i < pairs.length; i += 1) {
      const method = isObject(pairs[i]) ? iteratorMethod(pairs[i], 'Headers: a pair') : undefined;
      if (method === undefined) throw new TypeError('Headers: each pair is a list of a name and a value');
      const pair = toSequence(pairs[i], method, 'Headers: a pair');
      if (pair.length !== 2) throw new TypeError(`Headers: each pair has a name and a value, not ${pair.length} items`);
      const name = toName(pair[0], 'Headers');
      this.#add(name, toValue(pair[1], 'Headers'), 'Headers');
    }
  }

  #fillFromRecord(record) {
    const keys = reflectOwnKeys(record);
    for (let i = 0; i < keys.length; i += 1) {
      const descriptor = getOwnPropertyDescriptor(record, keys[i]);
      if (descriptor === undefined || !descriptor.enumerable) continue;
      if (typeof keys[i] === 'symbol') throw new TypeError('Headers: a symbol is not a header name');
      const name = toName(keys[i], 'Headers');
      this.#add(name, toValue(record[keys[i]], 'Headers'), 'Headers');
    }
  }

  static {
    isHeaders = (value) => isObject(value) && #list in value;
    getHeader = (headers, name) => headers.#get(name);
    addHeader = (headers, name, value) => headers.#add(name, value, 'Headers');
    dropHeader = (headers, name) => headers.#remove(name);
    makeImmutable = (headers) => {
      headers.#immutable = true;
      return headers;
    };
    trustedHeaders = (pairs) => {
      const headers = new Headers();
      for (let i = 0; i < pairs.length; i += 1) headers.#add(toLowerCase(pairs[i][0]), pairs[i][1], 'Headers');
      return headers;
    };
    copyHeaders = (from) => {
      const headers = new Headers();
      headers.#fill(from);
      return headers;
    };
    headerPairs = (headers) => headers.#pairs();
  }
}

class HeadersIterator {
  #headers;
  #kind;
  #at = 0;

  constructor(headers, kind) {
    this.#headers = headers;
    this.#kind = kind;
  }

  next() {
    const pairs = headerPairs(this.#headers);
    if (this.#at >= pairs.length) return { value: undefined, done: true };
    const { name, value } = pairs[this.#at];
    this.#at += 1;
    if (this.#kind === 'keys') return { value: name, done: false };
    return { value: this.#kind === 'values' ? value : [name, value], done: false };
  }
}

delete HeadersIterator.prototype.constructor;
setPrototypeOf(HeadersIterator.prototype, IteratorPrototype);
finishInterface(HeadersIterator, 'Headers Iterator');
finishInterface(Headers, 'Headers');
defineProperty(Headers.prototype, iteratorSymbol, { __proto__: null, value: Headers.prototype.entries, writable: true, configurable: true });

// `[[name, value], …]` without prototypes, sorted and combined, for the native side.
function headerList(headers) {
  const pairs = headerPairs(headers);
  const list = newList();
  for (let i = 0; i < pairs.length; i += 1) push(list, [pairs[i].name, pairs[i].value]);
  return list;
}

export { Headers, isHeaders, getHeader, addHeader, dropHeader, makeImmutable, trustedHeaders, copyHeaders, headerPairs, headerList };
