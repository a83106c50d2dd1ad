// Values as text, for the console: bounded in depth, entries and characters, and without running code of the app: getters are
// named, proxies are named, nothing is asked for its toString().
import {
  booleanValue,
  bufferByteLength,
  charCodeAt,
  dateTime,
  dateToIso,
  Error,
  ErrorPrototype,
  functionToString,
  getOwnPropertyDescriptor,
  hasOwn,
  isArray,
  isArrayBuffer,
  isView,
  mapEntries,
  mapSize,
  newList,
  nextOfMap,
  nextOfSet,
  numberToString,
  numberValue,
  ObjectPrototype,
  padEnd,
  PromisePrototype,
  push,
  reflectApply,
  reflectGetPrototypeOf,
  reflectOwnKeys,
  regexpExec,
  regexpFlags,
  regexpSource,
  repeat,
  sameValue,
  setSize,
  setValues,
  slice,
  startsWith,
  String,
  stringValue,
  symbolToString,
  typedArrayLength,
  typedArrayTag,
  viewByteLength,
  weakMapHas,
  weakSetHas,
} from './primordials.mjs';
import { host } from './host.mjs';

export const charactersMax = 8192; // of one console call
export const entriesMax = 100; // of one object
const defaultDepth = 2;
const wholeKeysMax = 10_000; // longer arrays are not asked for keys that are no indexes
const prototypesMax = 20; // looked at in a chain
const lineWidth = 76;
const identifier = /^[A-Za-z_$][\w$]*$/;
const namedEscapes = { __proto__: null, 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r', 39: "\\'", 92: '\\\\' };

// What interfaces of the prelude show: entries(value) gives an object without prototype.
const describers = newList();
export const describeAs = (brand, entries) => push(describers, { __proto__: null, brand, entries });

// Keys that are nobody's business but the streams'.
let isHidden = () => false;
export function hideKeys(decide) {
  isHidden = decide;
}

// `stack` is an accessor of the error's own in newer engines; any other getter is the app's.
const engineStack = getOwnPropertyDescriptor(new Error(), 'stack')?.get;
function stackOf(error) {
  const descriptor = getOwnPropertyDescriptor(error, 'stack');
  if (descriptor === undefined) return undefined;
  if (hasOwn(descriptor, 'value')) return descriptor.value;
  return descriptor.get === engineStack ? reflectApply(engineStack, error, []) : undefined;
}

function attempt(read, value) {
  try {
    return read(value);
  } catch {
    return undefined;
  }
}

export function quoted(text) {
  const end = text.length > charactersMax ? charactersMax : text.length;
  let out = "'";
  let from = 0;
  for (let i = 0; i < end; i += 1) {
    const code = charCodeAt(text, i);
    const escape = namedEscapes[code] ?? (code < 0x20 ? `\\x${code < 16 ? '0' : ''}${numberToString(code, 16)}` : undefined);
    if (escape === undefined) continue;
    out += slice(text, from, i) + escape;
    from = i + 1;
  }
  return `${out}${slice(text, from, end)}${end < text.length ? '…' : ''}'`;
}

function keyText(key) {
  if (typeof key === 'symbol') return `[${symbolToString(key)}]`;
  return regexpExec(identifier, key) === null ? quoted(key) : key;
}

// The object and what it inherits from, as far as `look` gives undefined; proxies end the way.
function alongPrototypes(object, look) {
  let at = object;
  for (let i = 0; at !== null && i < prototypesMax && !host.isProxy(at); i += 1) {
    const found = look(at);
    if (found !== undefined) return found;
    at = reflectGetPrototypeOf(at);
  }
  return undefined;
}

// A data property; getters are left alone.
function ownValue(object, key) {
  const descriptor = getOwnPropertyDescriptor(object, key);
  return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined;
}

const inheritedText = (object, key) =>
  alongPrototypes(object, (at) => {
    const value = ownValue(at, key);
    return typeof value === 'string' ? value : undefined;
  });

const inherits = (object, prototype) => alongPrototypes(object, (at) => (at === prototype ? true : undefined)) === true;

function className(object) {
  const name = alongPrototypes(object, (at) => {
    const made = ownValue(at, 'constructor');
    if (typeof made !== 'function' || host.isProxy(made)) return undefined;
    const text = ownValue(made, 'name');
    return typeof text === 'string' && text !== '' ? text : undefined;
  });
  return name ?? '[Object: null prototype]';
}

function boxedText(value) {
  const time = attempt(dateTime, value);
  if (time !== undefined) return sameValue(time, NaN) ? 'Invalid Date' : dateToIso(value);
  if (attempt(regexpFlags, value) !== undefined) return `/${regexpSource(value)}/${regexpFlags(value)}`;
  if (inherits(value, PromisePrototype)) return 'Promise {}';
  if (attempt((it) => weakMapHas(it, it), value) !== undefined) return 'WeakMap {}';
  if (attempt((it) => weakSetHas(it, it), value) !== undefined) return 'WeakSet {}';
  const text = attempt(stringValue, value);
  if (text !== undefined) return `[String: ${quoted(text)}]`;
  const number = attempt(numberValue, value);
  if (number !== undefined) return `[Number: ${sameValue(number, -0) ? '-0' : number}]`;
  const truth = attempt(booleanValue, value);
  return truth === undefined ? undefined : `[Boolean: ${truth}]`;
}

class Inspector {
  left = charactersMax;
  open = newList(); // the objects around what is shown now
  depthMax;

  constructor(depthMax) {
    this.depthMax = depthMax;
  }

  // Charges what is shown; past the bound everything is cut off.
  spend(text) {
    if (text.length <= this.left) {
      this.left -= text.length;
      return text;
    }
    const cut = slice(text, 0, this.left);
    this.left = 0;
    return `${cut}…`;
  }

  show(value) {
    switch (typeof value) {
      case 'string':
        return this.spend(quoted(value));
      case 'bigint':
        return this.spend(`${value}n`);
      case 'symbol':
        return this.spend(symbolToString(value));
      case 'function':
        return host.isProxy(value) ? this.spend('[Proxy]') : this.callable(value);
      case 'object':
        if (value === null) return this.spend('null');
        return host.isProxy(value) ? this.spend('[Proxy]') : this.object(value);
      default:
        return this.spend(sameValue(value, -0) ? '-0' : String(value));
    }
  }

  callable(value) {
    const name = ownValue(value, 'name');
    const isClass = startsWith(functionToString(value), 'class');
    const named = typeof name === 'string' && name !== '';
    const head = isClass ? `[class${named ? ` ${name}` : ''}]` : `[Function${named ? `: ${name}` : ' (anonymous)'}]`;
    const hidden = (key) => key === 'length' || key === 'name' || key === 'prototype' || key === 'arguments' || key === 'caller';
    const keys = this.open.length > this.depthMax ? newList() : this.keysOf(value, hidden);
    return keys.length === 0 ? this.spend(head) : this.inside(value, head, head, '{', '}', () => this.properties(value, keys));
  }

  object(value) {
    if (reflectGetPrototypeOf(value) === ObjectPrototype) return this.plain(value, 'Object', '');
    if (inherits(value, ErrorPrototype)) return this.error(value);
    const name = className(value);
    return this.special(value, name) ?? this.plain(value, name, name);
  }

  plain(value, name, head) {
    return this.inside(value, name, head, '{', '}', () => this.properties(value, this.keysOf(value)));
  }

  special(value, name) {
    if (isArray(value)) return this.inside(value, name, name === 'Array' ? '' : `${name}(${value.length})`, '[', ']', () => this.elements(value, value.length));
    for (let i = 0; i < describers.length; i += 1) {
      const describer = describers[i];
      if (!describer.brand(value)) continue;
      return this.inside(value, name, name, '{', '}', () => {
        const entries = describer.entries(value);
        return this.properties(entries, this.keysOf(entries));
      });
    }
    if (isView(value)) {
      const tag = typedArrayTag(value);
      if (tag === undefined) return this.spend(`DataView { byteLength: ${viewByteLength(value)} }`);
      return this.inside(value, name, `${name}(${typedArrayLength(value)})`, '[', ']', () => this.elements(value, typedArrayLength(value)));
    }
    if (isArrayBuffer(value)) return this.spend(`ArrayBuffer { byteLength: ${bufferByteLength(value)} }`);
    const entries = attempt(mapSize, value);
    if (entries !== undefined) return this.inside(value, name, `${name}(${entries})`, '{', '}', () => this.mapEntries(value, entries));
    const members = attempt(setSize, value);
    if (members !== undefined) return this.inside(value, name, `${name}(${members})`, '{', '}', () => this.setMembers(value, members));
    const text = boxedText(value);
    return text === undefined ? undefined : this.spend(text);
  }

  // The stack starts with name and message, unless somebody set it to something else.
  error(value) {
    const name = inheritedText(value, 'name') ?? 'Error';
    const message = inheritedText(value, 'message') ?? '';
    const title = message === '' ? name : `${name}: ${message}`;
    const stack = stackOf(value);
    const text = typeof stack === 'string' && stack !== '' ? stack : `[${title}]`;
    const keys = this.keysOf(value, (key) => key === 'stack' || key === 'message' || key === 'name' || key === 'cause');
    if (hasOwn(value, 'cause')) push(keys, 'cause');
    return keys.length === 0 ? this.spend(text) : this.inside(value, name, text, '{', '}', () => this.properties(value, keys));
  }

  inside(value, name, head, left, right, parts) {
    for (let i = 0; i < this.open.length; i += 1) if (this.open[i] === value) return this.spend('[Circular]');
    if (this.open.length > this.depthMax) return this.spend(`[${name}]`);
    if (this.left <= 0) return '…';
    push(this.open, value);
    const text = this.block(head === '' ? '' : this.spend(`${head} `), left, right, parts());
    this.open.length -= 1;
    return text;
  }

  block(head, left, right, parts) {
    if (parts.length === 0) return `${head}${left}${right}`;
    let length = head.length + parts.length * 2;
    let broken = false;
    for (let i = 0; i < parts.length; i += 1) {
      length += parts[i].length;
      broken ||= regexpExec(/\n/, parts[i]) !== null;
    }
    const pad = `\n${repeat('  ', this.open.length)}`;
    const oneLine = length <= lineWidth && !broken;
    let text = head + left;
    for (let i = 0; i < parts.length; i += 1) text += (i === 0 ? '' : ',') + (oneLine ? ' ' : pad) + parts[i];
    return `${text}${oneLine ? ' ' : `\n${repeat('  ', this.open.length - 1)}`}${right}`;
  }

  // Enumerable ones, indexes of arrays and text aside.
  keysOf(value, hidden = () => false) {
    const all = reflectOwnKeys(value);
    const keys = newList();
    for (let i = 0; i < all.length && keys.length <= entriesMax; i += 1) {
      if (!hidden(all[i]) && !isHidden(all[i]) && getOwnPropertyDescriptor(value, all[i])?.enumerable) push(keys, all[i]);
    }
    return keys;
  }

  properties(value, keys) {
    const parts = newList();
    for (let i = 0; i < keys.length; i += 1) {
      if (i === entriesMax || this.left <= 0) {
        push(parts, '…');
        break;
      }
      push(parts, this.spend(`${keyText(keys[i])}: `) + this.property(value, keys[i]));
    }
    return parts;
  }

  property(value, key) {
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined) return this.spend('undefined');
    if (hasOwn(descriptor, 'value')) return this.show(descriptor.value);
    if (descriptor.get === undefined) return this.spend('[Setter]');
    return this.spend(descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]');
  }

  elements(value, length) {
    const parts = newList();
    const shown = length > entriesMax ? entriesMax : length;
    for (let i = 0; i < shown && this.left > 0; i += 1) {
      push(parts, getOwnPropertyDescriptor(value, i) === undefined ? this.spend('<empty>') : this.property(value, i));
    }
    if (parts.length < length) push(parts, this.spend(`… ${length - parts.length} more`));
    else if (isArray(value) && length <= wholeKeysMax) this.addNamed(parts, value, length);
    return parts;
  }

  // Keys of an array that are no indexes come last.
  addNamed(parts, value, length) {
    const all = reflectOwnKeys(value);
    for (let i = length; i < all.length && parts.length < entriesMax; i += 1) {
      if (!getOwnPropertyDescriptor(value, all[i])?.enumerable) continue;
      push(parts, this.spend(`${keyText(all[i])}: `) + this.property(value, all[i]));
    }
  }

  mapEntries(value, size) {
    const iterator = mapEntries(value);
    return this.iterated(size, () => {
      const step = nextOfMap(iterator);
      return step.done ? undefined : `${this.show(step.value[0])} => ${this.show(step.value[1])}`;
    });
  }

  setMembers(value, size) {
    const iterator = setValues(value);
    return this.iterated(size, () => {
      const step = nextOfSet(iterator);
      return step.done ? undefined : this.show(step.value);
    });
  }

  iterated(size, next) {
    const parts = newList();
    for (let i = 0; i < entriesMax && this.left > 0; i += 1) {
      const text = next();
      if (text === undefined) return parts;
      push(parts, text);
    }
    if (size > parts.length) push(parts, this.spend(`… ${size - parts.length} more`));
    return parts;
  }
}

// Never throws, whatever the value.
export function inspect(value, depthMax = defaultDepth) {
  try {
    return new Inspector(depthMax).show(value);
  } catch {
    return '[not shown]';
  }
}

// console.table: rows of text cells, the first row being the head.
export function drawTable(rows) {
  const widths = newList();
  for (let r = 0; r < rows.length; r += 1) {
    for (let c = 0; c < rows[r].length; c += 1) if (!(widths[c] >= rows[r][c].length)) widths[c] = rows[r][c].length;
  }
  let text = '';
  for (let r = 0; r < rows.length; r += 1) {
    for (let c = 0; c < widths.length; c += 1) text += (c === 0 ? '' : ' | ') + padEnd(rows[r][c] ?? '', widths[c]);
    if (r < rows.length - 1) text += '\n';
  }
  return text;
}
