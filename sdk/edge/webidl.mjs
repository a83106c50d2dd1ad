// Web IDL as far as the prelude's interfaces need it: argument counts, conversions, and how interfaces look from outside.
import { charCodeAt, defineProperty, fromCharCode, getOwnPropertyDescriptor, globals, iteratorSymbol, newList, push, reflectApply, reflectOwnKeys, slice, toStringTagSymbol, TypeError } from './primordials.mjs';

export const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

export function needArguments(count, given, what) {
  if (given < count) throw new TypeError(`${what}: ${count} argument${count === 1 ? '' : 's'} required, but only ${given} present`);
}

export function toByteString(value, what) {
  const text = `${value}`;
  for (let i = 0; i < text.length; i += 1) {
    if (charCodeAt(text, i) > 255) throw new TypeError(`${what}: character ${i} has the value ${charCodeAt(text, i)}, which is greater than 255`);
  }
  return text;
}

// String(value) of what is no symbol: template literals throw for symbols, as Web IDL wants.
export const toDomString = (value) => `${value}`;

export function toUsvString(value) {
  const text = `${value}`;
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = charCodeAt(text, i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = unit < 0xdc00 && i + 1 < text.length ? charCodeAt(text, i + 1) : 0;
    if (next >= 0xdc00 && next <= 0xdfff) {
      i += 1;
    } else {
      out += `${slice(text, from, i)}${fromCharCode(0xfffd)}`;
      from = i + 1;
    }
  }
  return from === 0 ? text : out + slice(text, from);
}

// Members of a dictionary; undefined and null are an empty one.
export function toDictionary(value, what) {
  if (value === undefined || value === null) return { __proto__: null };
  if (!isObject(value)) throw new TypeError(`${what} is not an object`);
  return value;
}

// A sequence by the iterator that the object has: here the standard asks for what the app put there.
export function toSequence(object, method, what) {
  const list = newList();
  const iterator = reflectApply(method, object, []);
  if (!isObject(iterator)) throw new TypeError(`${what}: its iterator is not an object`);
  const { next } = iterator;
  for (;;) {
    const step = reflectApply(next, iterator, []);
    if (!isObject(step)) throw new TypeError(`${what}: its iterator gave no object`);
    if (step.done) return list;
    push(list, step.value);
  }
}

export function iteratorMethod(object, what) {
  const method = object[iteratorSymbol];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeError(`${what} is not iterable`);
  return method;
}

function makeEnumerable(object, skip) {
  const keys = reflectOwnKeys(object);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i];
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (typeof key !== 'string' || !descriptor.configurable || key === skip || key === 'name' || key === 'length') continue;
    defineProperty(object, key, { __proto__: null, enumerable: true });
  }
}

// Members enumerable, the class name as its tag: what every interface has.
export function finishInterface(made, name) {
  makeEnumerable(made.prototype, 'constructor');
  makeEnumerable(made, 'prototype');
  defineProperty(made.prototype, toStringTagSymbol, { __proto__: null, value: name, configurable: true });
}

export function defineGlobal(name, value, enumerable = false) {
  defineProperty(globals, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
}
