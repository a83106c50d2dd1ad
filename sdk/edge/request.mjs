// Request (Fetch §5.4), as far as it means something outside a browser: no mode, credentials, cache, referrer or integrity.
import { regexpExec, rejectedWith, toUpperCase, TypeError } from './primordials.mjs';
import { host } from './host.mjs';
import { dependentSignal, isAbortSignal } from './abort.mjs';
import { bodyStream, cloneBody, consume, emptyBody, extractBody, moveBody, nativeBody } from './body.mjs';
import { addHeader, copyHeaders, getHeader, headerList, Headers, makeImmutable, trustedHeaders } from './headers.mjs';
import { finishInterface, isObject, needArguments, toByteString, toDictionary, toDomString, toUsvString } from './webidl.mjs';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const forbidden = { __proto__: null, CONNECT: true, TRACE: true, TRACK: true };
const upperCased = { __proto__: null, DELETE: true, GET: true, HEAD: true, OPTIONS: true, POST: true, PUT: true };
const redirectModes = { __proto__: null, follow: true, error: true, manual: true };

function toMethod(value) {
  const method = toByteString(value, 'Request: method');
  if (regexpExec(token, method) === null) throw new TypeError(`Request: "${method}" is not a method`);
  const upper = toUpperCase(method);
  if (forbidden[upper]) throw new TypeError(`Request: the method ${upper} is not allowed`);
  return upperCased[upper] ? upper : method;
}

function toRedirect(value) {
  const mode = toDomString(value);
  if (!redirectModes[mode]) throw new TypeError(`Request: redirect is "${mode}", not follow, error or manual`);
  return mode;
}

function toSignal(value) {
  if (value === null) return null;
  if (!isAbortSignal(value)) throw new TypeError('Request: signal is not an AbortSignal');
  return value;
}

// Given to the constructor by makeRequest(), which fills the rest in.
const blank = { __proto__: null };

let isRequest, makeRequest, requestBody, requestHead;

class Request {
  #url = '';
  #method = 'GET';
  #headers;
  #redirect = 'follow';
  #signal; // made when it is asked for
  #body = emptyBody();

  constructor(input, init = undefined) {
    if (input === blank) return;
    needArguments(1, arguments.length, 'Request');
    const given = toDictionary(init, 'Request: the second argument');
    const source = isRequest(input) ? input : undefined;
    if (source === undefined) this.#url = host.normalizeUrl(toUsvString(input));
    else this.#copyHead(source);
    const { body, headers, method, redirect, signal } = given;
    if (method !== undefined) this.#method = toMethod(method);
    if (redirect !== undefined) this.#redirect = toRedirect(redirect);
    const followed = signal === undefined ? (source === undefined ? null : source.#signal) : toSignal(signal);
    if (followed) this.#signal = dependentSignal(followed);
    if (headers !== undefined) this.#headers = new Headers(headers);
    else this.#headers = source === undefined ? new Headers() : copyHeaders(source.#headers);
    this.#takeBody(body, source);
  }

  get method() {
    return this.#method;
  }

  get url() {
    return this.#url;
  }

  get headers() {
    return this.#headers;
  }

  get redirect() {
    return this.#redirect;
  }

  get signal() {
    this.#signal ??= dependentSignal(null);
    return this.#signal;
  }

  get body() {
    return bodyStream(this.#body);
  }

  get bodyUsed() {
    return this.#body.disturbed;
  }

  clone() {
    const body = cloneBody(this.#body, 'Request.clone');
    const request = makeRequest({ __proto__: null, method: this.#method, url: this.#url, headers: [], body: null });
    request.#headers = copyHeaders(this.#headers);
    request.#redirect = this.#redirect;
    if (this.#signal) request.#signal = dependentSignal(this.#signal);
    request.#body = body;
    return request;
  }

  arrayBuffer() {
    return consumeBody(this, 'arrayBuffer');
  }

  bytes() {
    return consumeBody(this, 'bytes');
  }

  json() {
    return consumeBody(this, 'json');
  }

  text() {
    return consumeBody(this, 'text');
  }

  #copyHead(from) {
    this.#url = from.#url;
    this.#method = from.#method;
    this.#redirect = from.#redirect;
  }

  #takeBody(init, source) {
    const bodiless = this.#method === 'GET' || this.#method === 'HEAD';
    if (init !== undefined && init !== null) {
      if (bodiless) throw new TypeError(`Request: a ${this.#method} request has no body`);
      const { body, type } = extractBody(init, 'Request');
      this.#body = body;
      if (type !== null && getHeader(this.#headers, 'content-type') === null) addHeader(this.#headers, 'content-type', type);
    } else if (source !== undefined && init === undefined) {
      if (bodiless && source.#body.kind !== 'empty') throw new TypeError(`Request: a ${this.#method} request has no body`);
      this.#body = moveBody(source.#body, 'Request');
    }
  }

  static {
    isRequest = (value) => isObject(value) && #method in value;
    requestBody = (request) => request.#body;
    requestHead = (request) => ({ __proto__: null, method: request.#method, url: request.#url, headers: headerList(request.#headers) });
    makeRequest = ({ method, url, headers, body }) => {
      const request = new Request(blank);
      request.#method = method;
      request.#url = url;
      request.#headers = makeImmutable(trustedHeaders(headers));
      request.#body = nativeBody(body);
      return request;
    };
  }
}

function consumeBody(request, how) {
  if (!isRequest(request)) return rejectedWith(new TypeError(`Request.${how}: this is no Request`));
  return consume(requestBody(request), how, 'Request');
}

finishInterface(Request, 'Request');

export { isRequest, makeRequest, Request, requestBody, requestHead };
