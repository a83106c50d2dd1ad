// The built-ins that the prelude stands on, captured before any app code runs. What an app does to a prototype, a
// constructor or a global afterwards does not reach the code that imports from here.
//
// Three habits go with it. Lists that grow are made by newList(): without a prototype, so that no setter on
// Array.prototype['0'] sees a push. Descriptors and option objects have `__proto__: null`. Promises are made and waited for
// by newPromise() and performThen(), never by `await`, which asks the app's Promise.prototype for `constructor` and `then`.

export const globals = globalThis;
export const { Array, ArrayBuffer, Boolean, DataView, Error, Function, Map, Number, Object, Promise, RangeError, Set, String, Symbol, SyntaxError, TypeError, Uint8Array, WeakMap } = globalThis;

const { bind, call } = Function.prototype;

// uncurry(method)(receiver, ...arguments)
export const uncurry = bind.bind(call);
const getterOf = (object, key) => uncurry(Object.getOwnPropertyDescriptor(object, key).get);

export const { apply: reflectApply, getPrototypeOf: reflectGetPrototypeOf, ownKeys: reflectOwnKeys } = Reflect;
export const { create, defineProperties, defineProperty, freeze, getOwnPropertyDescriptor, is: sameValue, keys: objectKeys, setPrototypeOf } = Object;
export const hasOwn = uncurry(Object.prototype.hasOwnProperty);
export const ObjectPrototype = Object.prototype;
export const functionToString = uncurry(Function.prototype.toString);
export const bindFunction = uncurry(Function.prototype.bind);
export const ErrorPrototype = Error.prototype;
export const { captureStackTrace } = Error;

export const { isArray } = Array;
export const arraySort = uncurry(Array.prototype.sort);

export const { parseFloat: parseNumber } = Number;
export const { min, max, trunc } = Math;

export const { fromCharCode } = String;
export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const padEnd = uncurry(String.prototype.padEnd);
export const repeat = uncurry(String.prototype.repeat);
export const slice = uncurry(String.prototype.slice);
export const startsWith = uncurry(String.prototype.startsWith);
export const toLowerCase = uncurry(String.prototype.toLowerCase);
export const toUpperCase = uncurry(String.prototype.toUpperCase);
export const numberToString = uncurry(Number.prototype.toString);
export const regexpExec = uncurry(RegExp.prototype.exec);
export const regexpSource = getterOf(RegExp.prototype, 'source');
// Of each flag by itself: the getter of `flags` asks the app's RegExp.prototype for them.
const flagGetters = ['hasIndices', 'global', 'ignoreCase', 'multiline', 'dotAll', 'unicode', 'sticky'].map((flag) => getterOf(RegExp.prototype, flag));
export function regexpFlags(regexp) {
  let flags = '';
  for (let i = 0; i < flagGetters.length; i += 1) if (flagGetters[i](regexp)) flags += 'dgimsuy'[i];
  return flags;
}
export const dateTime = uncurry(Date.prototype.getTime);
export const dateToIso = uncurry(Date.prototype.toISOString);

export const { asyncIterator: asyncIteratorSymbol, iterator: iteratorSymbol, toStringTag: toStringTagSymbol } = Symbol;
export const symbolToString = uncurry(Symbol.prototype.toString);
export const numberValue = uncurry(Number.prototype.valueOf);
export const stringValue = uncurry(String.prototype.valueOf);
export const booleanValue = uncurry(Boolean.prototype.valueOf);

export const { parse: parseJson, stringify: stringifyJson } = JSON;

export const mapSize = getterOf(Map.prototype, 'size');
export const mapEntries = uncurry(Map.prototype.entries);
export const nextOfMap = uncurry(reflectGetPrototypeOf(new Map().entries()).next);
export const setSize = getterOf(Set.prototype, 'size');
export const setValues = uncurry(Set.prototype.values);
export const nextOfSet = uncurry(reflectGetPrototypeOf(new Set().values()).next);
export const weakMapGet = uncurry(WeakMap.prototype.get);
export const weakMapSet = uncurry(WeakMap.prototype.set);
export const weakMapHas = uncurry(WeakMap.prototype.has);
export const weakSetHas = uncurry(WeakSet.prototype.has);
export const IteratorPrototype = reflectGetPrototypeOf(reflectGetPrototypeOf([][Symbol.iterator]()));

const TypedArrayPrototype = reflectGetPrototypeOf(Uint8Array.prototype);
export const { isView } = ArrayBuffer;
export const typedArrayTag = getterOf(TypedArrayPrototype, Symbol.toStringTag);
export const typedArrayLength = getterOf(TypedArrayPrototype, 'length');
export const copyInto = uncurry(TypedArrayPrototype.set);
const typedArrayBuffer = getterOf(TypedArrayPrototype, 'buffer');
const typedArrayByteOffset = getterOf(TypedArrayPrototype, 'byteOffset');
const typedArrayByteLength = getterOf(TypedArrayPrototype, 'byteLength');
const dataViewBuffer = getterOf(DataView.prototype, 'buffer');
const dataViewByteOffset = getterOf(DataView.prototype, 'byteOffset');
const dataViewByteLength = getterOf(DataView.prototype, 'byteLength');
export const bufferByteLength = getterOf(ArrayBuffer.prototype, 'byteLength');

// Of a view of any kind.
export const viewBuffer = (view) => (typedArrayTag(view) === undefined ? dataViewBuffer(view) : typedArrayBuffer(view));
export const viewByteOffset = (view) => (typedArrayTag(view) === undefined ? dataViewByteOffset(view) : typedArrayByteOffset(view));
export const viewByteLength = (view) => (typedArrayTag(view) === undefined ? dataViewByteLength(view) : typedArrayByteLength(view));

// The constructor of a view, by its brand.
const viewConstructors = { __proto__: null };
for (const made of [BigInt64Array, BigUint64Array, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array]) {
  viewConstructors[made.name] = made;
}
export const viewConstructor = (view) => viewConstructors[typedArrayTag(view)] ?? DataView;

export function isArrayBuffer(value) {
  if (typeof value !== 'object' || value === null || isView(value)) return false;
  try {
    bufferByteLength(value);
    return true;
  } catch {
    return false;
  }
}

export const newList = () => setPrototypeOf([], null);

export function push(list, value) {
  list[list.length] = value;
}

// An ordinary array for the app, of what a list holds.
export function toArray(list) {
  const array = [];
  for (let i = 0; i < list.length; i += 1) {
    defineProperty(array, i, { __proto__: null, value: list[i], writable: true, enumerable: true, configurable: true });
  }
  return array;
}

// The one thing that is taken from apps: what Promise.prototype.then() asks the constructor for.
defineProperty(Promise, Symbol.species, { __proto__: null, configurable: false });

export const PromisePrototype = Promise.prototype;
const { then } = PromisePrototype;
const callThen = uncurry(then);
const rejectPromise = uncurry(Promise.reject);
const own = (value) => ({ __proto__: null, value, writable: true, configurable: true });
const ownParts = { __proto__: null, then: own(then), constructor: own(undefined) };

// A promise of ours in an app that patched Promise.prototype: resolving with it, or waiting for it, would call what the app
// put there. Properties of its own keep both away; where nothing is patched it stays as it is.
function guarded(promise) {
  if (PromisePrototype.then !== then || PromisePrototype.constructor !== Promise) defineProperties(promise, ownParts);
  return promise;
}

export const newPromise = (executor) => guarded(new Promise(executor));
export const resolvedWith = (value) => newPromise((resolve) => resolve(value));
export const rejectedWith = (reason) => guarded(rejectPromise(Promise, reason));

// promise.then() of a real promise, without asking it for anything. Throws a TypeError for any other value.
export const performThen = (promise, onFulfilled, onRejected) => guarded(callThen(guarded(promise), onFulfilled, onRejected));

const done = resolvedWith(undefined);
// Runs `callback` as a microtask; it must not throw.
export const soon = (callback) => void performThen(done, callback);
