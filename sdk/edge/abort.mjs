// AbortController and AbortSignal (DOM §3.1, 3.2) on the events of events.mjs.
import { newList, push, reflectApply, TypeError } from './primordials.mjs';
import { DOMException } from './dom_exception.mjs';
import { addListener, dispatchTrusted, dropListener, Event, EventTarget, setSignals } from './events.mjs';
import { startInternalTimer } from './timers.mjs';
import { finishInterface, isObject, iteratorMethod, needArguments, toSequence } from './webidl.mjs';

let isAbortSignal, isAborted, abortReason, signalAbort, addAbortStep, removeAbortStep;
const secret = { __proto__: null };

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #steps = newList(); // run before the event, in this order
  #handler = null;
  #listener = undefined; // that calls it

  constructor(key) {
    if (key !== secret) throw new TypeError('Illegal constructor');
    super();
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  get onabort() {
    return this.#handler;
  }

  set onabort(value) {
    this.#handler = isObject(value) ? value : null;
    if (this.#handler === null && this.#listener !== undefined) {
      dropListener(this, this.#listener);
      this.#listener = undefined;
    } else if (this.#handler !== null && this.#listener === undefined) {
      this.#listener = addListener(this, 'abort', (event) => typeof this.#handler === 'function' && reflectApply(this.#handler, this, [event]));
    }
  }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  static abort(reason = undefined) {
    const signal = new AbortSignal(secret);
    signalAbort(signal, reason);
    return signal;
  }

  static timeout(milliseconds) {
    needArguments(1, arguments.length, 'AbortSignal.timeout');
    const ms = +milliseconds;
    if (!(ms >= 0 && ms <= 2 ** 53 - 1)) throw new TypeError('AbortSignal.timeout: the time is no number from 0 to 2^53-1');
    const signal = new AbortSignal(secret);
    startInternalTimer(() => signalAbort(signal, new DOMException('The operation timed out', 'TimeoutError')), ms);
    return signal;
  }

  static any(signals) {
    needArguments(1, arguments.length, 'AbortSignal.any');
    const method = isObject(signals) ? iteratorMethod(signals, 'AbortSignal.any: the argument') : undefined;
    if (method === undefined) throw new TypeError('AbortSignal.any: the argument is not iterable');
    const list = toSequence(signals, method, 'AbortSignal.any');
    for (let i = 0; i < list.length; i += 1) {
      if (!isAbortSignal(list[i])) throw new TypeError(`AbortSignal.any: item ${i} is not an AbortSignal`);
    }
    const signal = new AbortSignal(secret);
    for (let i = 0; i < list.length; i += 1) {
      const source = list[i];
      if (source.#aborted) {
        signalAbort(signal, source.#reason);
        break;
      }
    }
    for (let i = 0; i < list.length && !signal.#aborted; i += 1) {
      const source = list[i];
      push(source.#steps, () => signalAbort(signal, source.#reason));
    }
    return signal;
  }

  static {
    isAbortSignal = (value) => isObject(value) && #aborted in value;
    isAborted = (signal) => signal.#aborted;
    abortReason = (signal) => signal.#reason;
    addAbortStep = (signal, step) => push(signal.#steps, step);
    removeAbortStep = (signal, step) => {
      const steps = signal.#steps;
      let to = 0;
      for (let i = 0; i < steps.length; i += 1) {
        if (steps[i] === step) continue;
        steps[to] = steps[i];
        to += 1;
      }
      steps.length = to;
    };
    signalAbort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
      const steps = signal.#steps;
      signal.#steps = newList();
      for (let i = 0; i < steps.length; i += 1) steps[i]();
      dispatchTrusted(signal, new Event('abort'));
    };
  }
}

class AbortController {
  #signal = new AbortSignal(secret);

  get signal() {
    return this.#signal;
  }

  abort(reason = undefined) {
    signalAbort(this.#signal, reason);
  }
}

setSignals(isAbortSignal, (signal, step) => {
  if (isAborted(signal)) return false;
  addAbortStep(signal, step);
  return true;
});
finishInterface(AbortSignal, 'AbortSignal');
finishInterface(AbortController, 'AbortController');

// A signal that follows another, or is its own master; what each Request has.
function dependentSignal(source) {
  const signal = new AbortSignal(secret);
  if (source === null) return signal;
  if (isAborted(source)) signalAbort(signal, abortReason(source));
  else addAbortStep(source, () => signalAbort(signal, abortReason(source)));
  return signal;
}

export { AbortController, AbortSignal, abortReason, addAbortStep, dependentSignal, isAborted, isAbortSignal, removeAbortStep, signalAbort };
