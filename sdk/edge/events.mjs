// Event, CustomEvent and EventTarget (DOM §2), for targets that have no parents: neither capturing nor bubbling.
import { defineProperty, newList, push, reflectApply, toArray, TypeError } from './primordials.mjs';
import { host } from './host.mjs';
import { DOMException } from './dom_exception.mjs';
import { finishInterface, isObject, needArguments, toDictionary, toDomString } from './webidl.mjs';

let dispatch, trust;

export class Event {
  #type;
  #bubbles = false;
  #cancelable = false;
  #composed = false;
  #canceled = false;
  #stopped = false;
  #stoppedAtOnce = false;
  #target = null;
  #current = null;
  #dispatching = false;
  #passive = false;
  #trusted = false;
  #time = host === undefined ? 0 : host.now();

  constructor(type, init = undefined) {
    needArguments(1, arguments.length, 'Event');
    this.#type = toDomString(type);
    const { bubbles, cancelable, composed } = toDictionary(init, 'Event: the second argument');
    this.#bubbles = !!bubbles;
    this.#cancelable = !!cancelable;
    this.#composed = !!composed;
  }

  get type() {
    return this.#type;
  }

  get target() {
    return this.#target;
  }

  get srcElement() {
    return this.#target;
  }

  get currentTarget() {
    return this.#current;
  }

  get eventPhase() {
    return this.#dispatching ? 2 : 0;
  }

  get bubbles() {
    return this.#bubbles;
  }

  get cancelable() {
    return this.#cancelable;
  }

  get composed() {
    return this.#composed;
  }

  get defaultPrevented() {
    return this.#canceled;
  }

  get returnValue() {
    return !this.#canceled;
  }

  set returnValue(value) {
    if (!value) this.#cancel();
  }

  get cancelBubble() {
    return this.#stopped;
  }

  set cancelBubble(value) {
    if (value) this.#stopped = true;
  }

  get isTrusted() {
    return this.#trusted;
  }

  get timeStamp() {
    return this.#time;
  }

  composedPath() {
    const path = newList();
    if (this.#current !== null) push(path, this.#current);
    return toArray(path);
  }

  stopPropagation() {
    this.#stopped = true;
  }

  stopImmediatePropagation() {
    this.#stopped = true;
    this.#stoppedAtOnce = true;
  }

  preventDefault() {
    this.#cancel();
  }

  #cancel() {
    if (this.#cancelable && !this.#passive) this.#canceled = true;
  }

  static {
    trust = (event) => {
      event.#trusted = true;
    };
    // `listeners`: those at the start; one that was removed meanwhile is not called.
    dispatch = (event, target, listeners, drop) => {
      if (event.#dispatching) throw new DOMException('The event is already being dispatched', 'InvalidStateError');
      event.#dispatching = true;
      event.#target = target;
      event.#current = target;
      if (!event.#stopped) event.#callAll(listeners, drop);
      event.#dispatching = false;
      event.#current = null;
      event.#stopped = false;
      event.#stoppedAtOnce = false;
      return !event.#canceled;
    };
  }

  #callAll(listeners, drop) {
    for (let i = 0; i < listeners.length && !this.#stoppedAtOnce; i += 1) {
      const listener = listeners[i];
      if (listener.removed || listener.type !== this.#type) continue;
      if (listener.once) drop(listener);
      this.#passive = listener.passive;
      try {
        reflectApply(listener.run, undefined, [this]);
      } catch (error) {
        host.reportError(error);
      }
      this.#passive = false;
    }
  }
}

export class CustomEvent extends Event {
  #detail = null;

  constructor(type, init = undefined) {
    needArguments(1, arguments.length, 'CustomEvent');
    super(type, init);
    const { detail } = toDictionary(init, 'CustomEvent: the second argument');
    if (detail !== undefined) this.#detail = detail;
  }

  get detail() {
    return this.#detail;
  }
}

function listenerOptions(options) {
  if (!isObject(options)) return { __proto__: null, capture: !!options, once: false, passive: false, signal: undefined };
  const { capture, once, passive, signal } = options;
  return { __proto__: null, capture: !!capture, once: !!once, passive: !!passive, signal };
}

// What abort.mjs, which stands on this module, tells it about signals.
let isSignal, onceAborted;
export function setSignals(isAbortSignal, addStep) {
  isSignal = isAbortSignal;
  onceAborted = addStep;
}

function callListener(target, callback, event) {
  if (typeof callback === 'function') {
    reflectApply(callback, target, [event]);
    return;
  }
  const { handleEvent } = callback;
  if (typeof handleEvent !== 'function') throw new TypeError('the listener is neither a function nor an object with handleEvent()');
  reflectApply(handleEvent, callback, [event]);
}

let addListener, dropListener, dispatchTrusted;

export class EventTarget {
  #listeners = newList();

  addEventListener(type, callback, options = undefined) {
    this.#listeners;
    needArguments(2, arguments.length, 'EventTarget.addEventListener');
    const { capture, once, passive, signal } = listenerOptions(options);
    const name = toDomString(type);
    if (signal !== undefined && !isSignal(signal)) throw new TypeError('EventTarget.addEventListener: the signal is not an AbortSignal');
    if (callback === null || callback === undefined) return;
    if (!isObject(callback)) throw new TypeError('EventTarget.addEventListener: the listener is neither a function nor an object');
    if (this.#find(name, callback, capture) !== undefined) return;
    const listener = { __proto__: null, type: name, callback, capture, once, passive, removed: false, run: (event) => callListener(this, callback, event) };
    if (signal !== undefined && !onceAborted(signal, () => this.#drop(listener))) return;
    push(this.#listeners, listener);
  }

  removeEventListener(type, callback, options = undefined) {
    this.#listeners;
    needArguments(2, arguments.length, 'EventTarget.removeEventListener');
    const found = this.#find(toDomString(type), callback, listenerOptions(options).capture);
    if (found !== undefined) this.#drop(found);
  }

  dispatchEvent(event) {
    this.#listeners;
    needArguments(1, arguments.length, 'EventTarget.dispatchEvent');
    return this.#dispatch(event);
  }

  #find(type, callback, capture) {
    const listeners = this.#listeners;
    for (let i = 0; i < listeners.length; i += 1) {
      const listener = listeners[i];
      if (listener.type === type && listener.callback === callback && listener.capture === capture) return listener;
    }
    return undefined;
  }

  // The list is replaced, so that a dispatch goes on over the old one.
  #drop(listener) {
    listener.removed = true;
    const kept = newList();
    for (let i = 0; i < this.#listeners.length; i += 1) if (this.#listeners[i] !== listener) push(kept, this.#listeners[i]);
    this.#listeners = kept;
  }

  #dispatch(event) {
    const listeners = newList();
    for (let i = 0; i < this.#listeners.length; i += 1) push(listeners, this.#listeners[i]);
    return dispatch(event, this, listeners, (listener) => this.#drop(listener));
  }

  static {
    dispatchTrusted = (target, event) => {
      trust(event);
      target.#dispatch(event);
    };
    addListener = (target, type, run) => {
      const listener = { __proto__: null, type, callback: undefined, capture: false, once: false, passive: false, removed: false, run };
      push(target.#listeners, listener);
      return listener;
    };
    dropListener = (target, listener) => target.#drop(listener);
  }
}

finishInterface(Event, 'Event');
const phases = { __proto__: null, NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };
for (const name in phases) {
  const constant = { __proto__: null, value: phases[name], enumerable: true };
  defineProperty(Event, name, constant);
  defineProperty(Event.prototype, name, constant);
}
finishInterface(CustomEvent, 'CustomEvent');
finishInterface(EventTarget, 'EventTarget');

export { dispatchTrusted, addListener, dropListener };
