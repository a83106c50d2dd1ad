// Response (Fetch §5.5).
import { regexpExec, RangeError, rejectedWith, stringifyJson, TypeError } from './primordials.mjs';
import { host } from './host.mjs';
import { Body, bodyStream, cloneBody, consume, emptyBody, extractBody, nativeBody } from './body.mjs';
import { addHeader, copyHeaders, dropHeader, getHeader, headerList, Headers, makeImmutable, trustedHeaders } from './headers.mjs';
import { finishInterface, isObject, needArguments, toByteString, toDictionary, toUsvString } from './webidl.mjs';

const reasonPhrase = /^[\t\x20-\x7e\x80-\xff]*$/;
const redirects = { __proto__: null, 301: true, 302: true, 303: true, 307: true, 308: true };
const withoutBody = { __proto__: null, 101: true, 103: true, 204: true, 205: true, 304: true };

// Web IDL's unsigned short.
const toStatus = (value) => value & 0xffff;

let isResponse, responseBody, responseHead, makeResponse, replaceBody;

class Response {
  #type = 'default';
  #url = '';
  #status = 200;
  #statusText = '';
  #headers;
  #body = emptyBody();

  constructor(body = null, init = undefined) {
    this.#initialize(body === null || body === undefined ? undefined : extractBody(body, 'Response'), init, 'Response');
  }

  static error() {
    const response = new Response();
    response.#type = 'error';
    response.#status = 0;
    makeImmutable(response.#headers);
    return response;
  }

  static redirect(url, status = 302) {
    needArguments(1, arguments.length, 'Response.redirect');
    const location = host.normalizeUrl(toUsvString(url));
    const code = toStatus(status);
    if (!redirects[code]) throw new RangeError(`Response.redirect: ${code} is no redirect (301, 302, 303, 307 or 308)`);
    const response = new Response();
    response.#status = code;
    addHeader(response.#headers, 'location', location);
    makeImmutable(response.#headers);
    return response;
  }

  static json(data, init = undefined) {
    needArguments(1, arguments.length, 'Response.json');
    const text = stringifyJson(data);
    if (text === undefined) throw new TypeError('Response.json: the value has no JSON form');
    const response = new Response();
    const body = new Body('bytes', host.encodeUtf8(text));
    response.#initialize({ __proto__: null, body, type: 'application/json' }, init, 'Response.json');
    return response;
  }

  get type() {
    return this.#type;
  }

  get url() {
    return this.#url;
  }

  get redirected() {
    this.#url;
    return false;
  }

  get status() {
    return this.#status;
  }

  get ok() {
    return this.#status >= 200 && this.#status <= 299;
  }

  get statusText() {
    return this.#statusText;
  }

  get headers() {
    return this.#headers;
  }

  get body() {
    return bodyStream(this.#body);
  }

  get bodyUsed() {
    return this.#body.disturbed;
  }

  clone() {
    const response = new Response();
    response.#body = cloneBody(this.#body, 'Response.clone');
    response.#copyHead(this);
    response.#headers = copyHeaders(this.#headers);
    return response;
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

  #initialize(extracted, init, what) {
    const { headers, status, statusText } = toDictionary(init, `${what}: the second argument`);
    if (status !== undefined) this.#status = toStatus(status);
    if (this.#status !== 101 && (this.#status < 200 || this.#status > 599)) {
      throw new RangeError(`${what}: the status is ${this.#status}, not from 200 to 599`);
    }
    if (statusText !== undefined) {
      this.#statusText = toByteString(statusText, `${what}: statusText`);
      if (regexpExec(reasonPhrase, this.#statusText) === null) throw new TypeError(`${what}: statusText has a control character`);
    }
    this.#headers = headers === undefined ? new Headers() : new Headers(headers);
    if (extracted === undefined) return;
    if (withoutBody[this.#status]) throw new TypeError(`${what}: a response with status ${this.#status} has no body`);
    this.#body = extracted.body;
    if (extracted.type !== null && getHeader(this.#headers, 'content-type') === null) addHeader(this.#headers, 'content-type', extracted.type);
  }

  #copyHead(from) {
    this.#type = from.#type;
    this.#url = from.#url;
    this.#status = from.#status;
    this.#statusText = from.#statusText;
  }

  static {
    isResponse = (value) => isObject(value) && #status in value;
    responseBody = (response) => response.#body;
    responseHead = (response) => ({
      __proto__: null,
      status: response.#status,
      statusText: response.#statusText,
      headers: headerList(response.#headers),
      type: response.#type,
    });
    makeResponse = ({ status, statusText, headers, url, body }) => {
      const response = new Response();
      response.#status = status;
      response.#statusText = statusText;
      response.#url = url;
      response.#headers = makeImmutable(trustedHeaders(headers));
      response.#body = nativeBody(body);
      return response;
    };
    replaceBody = (from, handle) => {
      const response = new Response();
      response.#copyHead(from);
      response.#headers = copyHeaders(from.#headers);
      dropHeader(response.#headers, 'content-length');
      response.#body = nativeBody(handle);
      return response;
    };
  }
}

function consumeBody(response, how) {
  if (!isResponse(response)) return rejectedWith(new TypeError(`Response.${how}: this is no Response`));
  return consume(responseBody(response), how, 'Response');
}

finishInterface(Response, 'Response');

export { isResponse, makeResponse, replaceBody, Response, responseBody, responseHead };
