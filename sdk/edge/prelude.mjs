// The whole: defines the globals and gives the native side its functions. README.md has the tables of both sides.
import { defineProperty, freeze, globals, objectKeys, reflectApply, soon, TypeError } from './primordials.mjs';
import { host, setHost } from './host.mjs';
import { AbortController, AbortSignal } from './abort.mjs';
import { Body, readerParts, takeBody } from './body.mjs';
import { console } from './console.mjs';
import { makeContext, pickEntry, setInstall } from './context.mjs';
import { DOMException } from './dom_exception.mjs';
import { CustomEvent, Event, EventTarget } from './events.mjs';
import { fetchFunctions } from './fetch.mjs';
import { dispatchFetch, hasFetchListener, listenerFunctions } from './fetch_event.mjs';
import { headerPairs, Headers, isHeaders } from './headers.mjs';
import { describeAs, hideKeys, inspect } from './inspect.mjs';
import { isRequest, makeRequest, Request, requestBody, requestHead } from './request.mjs';
import { isResponse, makeResponse, replaceBody, Response, responseBody, responseHead } from './response.mjs';
import { isInnerKey, isReadableStream, streamInterfaces } from './streams.mjs';
import { TextDecoder, TextEncoder } from './text.mjs';
import { dropTimers, fireTimer, timerFunctions } from './timers.mjs';
import { defineGlobal, finishInterface, needArguments } from './webidl.mjs';

const webInterfaces = { __proto__: null, AbortController, AbortSignal, CustomEvent, DOMException, Event, EventTarget, Headers, Request, Response, TextDecoder, TextEncoder };

const taskFunctions = {
  __proto__: null,
  queueMicrotask(callback) {
    needArguments(1, arguments.length, 'queueMicrotask');
    if (typeof callback !== 'function') throw new TypeError('queueMicrotask: the callback is not a function');
    soon(() => {
      try {
        reflectApply(callback, undefined, []);
      } catch (error) {
        host.reportError(error);
      }
    });
  },
  reportError(error) {
    needArguments(1, arguments.length, 'reportError');
    host.reportError(error);
  },
};

class Navigator {
  #brand;

  // One product token (ECMA-429 §9).
  get userAgent() {
    this.#brand;
    return 'Inlay';
  }
}

function defineFunctions(functions) {
  const names = objectKeys(functions);
  for (let i = 0; i < names.length; i += 1) defineGlobal(names[i], functions[names[i]], true);
}

function defineInterfaces(interfaces) {
  const names = objectKeys(interfaces);
  for (let i = 0; i < names.length; i += 1) {
    defineProperty(interfaces[names[i]], 'name', { __proto__: null, value: names[i] }); // the bundler gave it another one
    defineGlobal(names[i], interfaces[names[i]]);
  }
}

function defineGlobals() {
  defineInterfaces(webInterfaces);
  defineInterfaces(streamInterfaces);
  defineFunctions(timerFunctions);
  defineFunctions(listenerFunctions);
  defineFunctions(fetchFunctions);
  defineFunctions(taskFunctions);
  defineGlobal('console', console);
  defineGlobal('self', globals, true);
  const navigator = new Navigator();
  delete Navigator.prototype.constructor;
  finishInterface(Navigator, 'Navigator');
  defineGlobal('navigator', navigator, true);
}

function describeInterfaces() {
  const entriesOf = (headers) => {
    const entries = { __proto__: null };
    const pairs = headerPairs(headers);
    for (let i = 0; i < pairs.length; i += 1) entries[pairs[i].name] = pairs[i].value;
    return entries;
  };
  hideKeys(isInnerKey);
  describeAs(isHeaders, entriesOf);
  describeAs(isRequest, (request) => {
    const { method, url } = requestHead(request);
    return { __proto__: null, method, url };
  });
  describeAs(isResponse, (response) => {
    const { status, statusText, type } = responseHead(response);
    return { __proto__: null, status, statusText, type };
  });
}

function takeFrom(body, what) {
  const taken = takeBody(body, what);
  return taken.kind === 'stream' ? readerParts(taken.reader) : taken;
}

function takeMessageBody(message) {
  if (isResponse(message)) return takeFrom(responseBody(message), 'Response');
  return takeFrom(requestBody(message), 'Request');
}

function takeContent(value) {
  if (isResponse(value)) return takeFrom(responseBody(value), 'Response');
  if (isReadableStream(value)) return takeFrom(new Body('stream', value), 'ReadableStream');
  return undefined;
}

export default function prelude(given) {
  setHost(given);
  defineGlobals();
  describeInterfaces();
  return freeze({
    __proto__: null,
    setInstall,
    makeContext,
    pickEntry,
    hasFetchListener,
    dispatchFetch,
    makeRequest,
    makeResponse,
    replaceBody,
    isRequest,
    isResponse,
    requestHead,
    responseHead,
    takeBody: takeMessageBody,
    isContent: (value) => isResponse(value) || isReadableStream(value),
    takeContent,
    fireTimer,
    dropTimers,
    inspect: (value) => inspect(value),
  });
}
