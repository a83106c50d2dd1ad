// addEventListener('fetch', …): scripts in the style of service workers, and the old manifest key `workers`.
import { newList, newPromise, push, reflectApply, TypeError } from './primordials.mjs';
import { waitUntil } from './context.mjs';
import { DOMException } from './dom_exception.mjs';
import { finishInterface, isObject, needArguments, toDomString } from './webidl.mjs';

let listeners = newList();
let newEvent, call;

class FetchEvent {
  #key;
  #request;
  #response;
  #passThrough = false;
  #open = true; // while its listeners run

  get type() {
    this.#key;
    return 'fetch';
  }

  get request() {
    return this.#request;
  }

  respondWith(response) {
    const open = this.#open;
    needArguments(1, arguments.length, 'FetchEvent.respondWith');
    if (!open) throw new DOMException('FetchEvent.respondWith: only while the listener runs, before its first await', 'InvalidStateError');
    if (this.#response !== undefined) throw new DOMException('FetchEvent.respondWith: it was called already', 'InvalidStateError');
    this.#response = newPromise((resolve) => resolve(response));
  }

  waitUntil(promise) {
    const key = this.#key;
    needArguments(1, arguments.length, 'FetchEvent.waitUntil');
    waitUntil(key, promise);
  }

  passThroughOnException() {
    this.#passThrough = true;
  }

  static {
    newEvent = (key, request) => {
      const event = new FetchEvent();
      event.#key = key;
      event.#request = request;
      return event;
    };
    // The first listener that answers is the last one that is called.
    call = (event) => {
      const called = listeners;
      try {
        for (let i = 0; i < called.length && event.#response === undefined; i += 1) {
          const callback = called[i];
          if (typeof callback === 'function') reflectApply(callback, undefined, [event]);
          else reflectApply(callback.handleEvent, callback, [event]);
        }
      } finally {
        event.#open = false;
      }
      return { __proto__: null, response: event.#response, passThrough: event.#passThrough };
    };
  }
}

delete FetchEvent.prototype.constructor;
finishInterface(FetchEvent, 'FetchEvent');

// Methods of an object, so that they are no constructors. Events of other types never come.
export const listenerFunctions = {
  __proto__: null,
  addEventListener(type, listener) {
    needArguments(2, arguments.length, 'addEventListener');
    const name = toDomString(type);
    if (listener === null || listener === undefined) return;
    if (!isObject(listener)) throw new TypeError('addEventListener: the listener is neither a function nor an object');
    if (name === 'fetch' && !contains(listener)) listeners = changed(undefined, listener);
  },
  removeEventListener(type, listener) {
    needArguments(2, arguments.length, 'removeEventListener');
    if (toDomString(type) === 'fetch') listeners = changed(listener, undefined);
  },
};

function contains(listener) {
  for (let i = 0; i < listeners.length; i += 1) if (listeners[i] === listener) return true;
  return false;
}

// A new list, so that a dispatch goes on over the one it has.
function changed(without, added) {
  const list = newList();
  for (let i = 0; i < listeners.length; i += 1) if (listeners[i] !== without) push(list, listeners[i]);
  if (added !== undefined) push(list, added);
  return list;
}

export const hasFetchListener = () => listeners.length > 0;
export const dispatchFetch = (request, key) => call(newEvent(key, request));
