// The body of a Request or Response (Fetch §5.2, "body" and its mixin).
//
// A body stays what it was made of, bytes or a handle of the native side, until an app asks for `.body`: then a stream
// is laid over it. A stream over a handle that nobody has read yet still counts as that handle, so that a body goes from
// one Response to another, and out, without a byte of it being seen by JavaScript.
import { copyInto, isArrayBuffer, isView, newList, newPromise, parseJson, performThen, push, reflectApply, rejectedWith, resolvedWith, TypeError, typedArrayTag, Uint8Array, viewBuffer, viewByteLength, viewByteOffset, weakMapGet, weakMapSet, WeakMap } from './primordials.mjs';
import { host } from './host.mjs';
import { cancelStream, closeController, enqueueChunk, isDisturbed, isLocked, isReadableStream, lockStream, markDisturbed, readChunk, ReadableStream, teeStream } from './streams.mjs';
import { toUsvString } from './webidl.mjs';

// stream → the Body whose bytes or handle it was laid over.
const sources = new WeakMap();

export class Body {
  kind; // 'empty', 'bytes', 'native', 'stream'
  source; // bytes, handle or stream
  stream = null;
  used = false;

  constructor(kind, source) {
    this.kind = kind;
    this.source = source;
    if (kind === 'stream') this.stream = source;
  }

  // Read, or being read, by somebody.
  get taken() {
    if (this.stream === null) return this.used;
    return isDisturbed(this.stream) || isLocked(this.stream);
  }

  get disturbed() {
    return this.stream === null ? this.used : isDisturbed(this.stream);
  }
}

export const emptyBody = () => new Body('empty', undefined);
export const nativeBody = (handle) => (handle === null || handle === undefined ? emptyBody() : new Body('native', handle));

function copyOfBytes(view) {
  const bytes = new Uint8Array(viewByteLength(view));
  copyInto(bytes, new Uint8Array(viewBuffer(view), viewByteOffset(view), viewByteLength(view)));
  return bytes;
}

// A new body from what an app gave (BodyInit), with the content type that it brings along, or null.
export function extractBody(init, what) {
  if (isReadableStream(init)) {
    if (isDisturbed(init) || isLocked(init)) throw new TypeError(`${what}: the stream was read already or is locked`);
    const body = new Body('stream', init);
    return { __proto__: null, body, type: null };
  }
  if (isView(init)) return { __proto__: null, body: new Body('bytes', copyOfBytes(init)), type: null };
  if (isArrayBuffer(init)) return { __proto__: null, body: new Body('bytes', copyOfBytes(new Uint8Array(init))), type: null };
  const text = toUsvString(init);
  return { __proto__: null, body: new Body('bytes', host.encodeUtf8(text)), type: 'text/plain;charset=UTF-8' };
}

function streamOver(body) {
  const { source } = body;
  const underlying =
    body.kind === 'bytes'
      ? {
          __proto__: null,
          type: 'bytes',
          pull(controller) {
            if (viewByteLength(source) > 0) enqueueChunk(controller, copyOfBytes(source));
            closeController(controller);
          },
        }
      : {
          __proto__: null,
          type: 'bytes',
          pull: (controller) =>
            performThen(host.readBody(source), (bytes) => {
              if (bytes === null) closeController(controller);
              else enqueueChunk(controller, bytes);
            }),
          cancel: () => host.cancelBody(source),
        };
  const stream = new ReadableStream(underlying, { __proto__: null, highWaterMark: 0 });
  weakMapSet(sources, stream, body);
  return stream;
}

// What `.body` gives.
export function bodyStream(body) {
  if (body.kind === 'empty') return null;
  if (body.stream === null) {
    const { used } = body;
    body.stream = streamOver(used ? new Body('bytes', new Uint8Array(0)) : body);
    if (used) cancelStream(lockStream(body.stream).stream);
  }
  return body.stream;
}

// Marks a body used and tells what is in it, a handle or bytes below an untouched stream before the stream itself.
export function takeBody(body, what) {
  if (body.kind === 'empty') return { __proto__: null, kind: 'empty' };
  if (body.taken) throw new TypeError(`${what}: the body was used already or is locked`);
  body.used = true;
  const below = body.kind === 'stream' ? weakMapGet(sources, body.source) : body;
  if (body.stream !== null) {
    const reader = lockStream(body.stream);
    if (below === undefined) return { __proto__: null, kind: 'stream', reader };
    markDisturbed(reader);
  }
  if (below.kind === 'native') return { __proto__: null, kind: 'native', handle: below.source };
  return { __proto__: null, kind: 'bytes', bytes: below.source };
}

// `read` and `cancel` of a stream for the native side.
export function readerParts(reader) {
  return {
    __proto__: null,
    kind: 'stream',
    read: () => newPromise((resolve, reject) => readBytes(reader, resolve, () => resolve(null), reject)),
    cancel: (reason) => void performThen(cancelStream(reader.stream, reason), undefined, () => {}),
  };
}

// The next chunk, which must be bytes.
function readBytes(reader, onBytes, onEnd, onError) {
  readChunk(
    reader,
    (chunk) => {
      if (typedArrayTag(chunk) === 'Uint8Array') {
        onBytes(chunk);
        return;
      }
      const error = new TypeError('a chunk of a body is no Uint8Array');
      performThen(cancelStream(reader.stream, error), undefined, () => {});
      onError(error);
    },
    onEnd,
    onError,
  );
}

function readAll(reader) {
  return newPromise((resolve, reject) => {
    const chunks = newList();
    let length = 0;
    const next = () =>
      readBytes(
        reader,
        (bytes) => {
          push(chunks, bytes);
          length += viewByteLength(bytes);
          next();
        },
        () => resolve(joined(chunks, length)),
        reject,
      );
    next();
  });
}

function joined(chunks, length) {
  const all = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < chunks.length; i += 1) {
    copyInto(all, chunks[i], at);
    at += viewByteLength(chunks[i]);
  }
  return all;
}

function readNative(handle) {
  return newPromise((resolve, reject) => {
    const chunks = newList();
    let length = 0;
    const next = () =>
      performThen(
        host.readBody(handle),
        (bytes) => {
          if (bytes === null) {
            resolve(joined(chunks, length));
            return;
          }
          push(chunks, bytes);
          length += viewByteLength(bytes);
          next();
        },
        reject,
      );
    next();
  });
}

// All of it, as bytes that nobody else has.
function allBytes(body, what) {
  const taken = takeBody(body, what);
  if (taken.kind === 'native') return readNative(taken.handle);
  if (taken.kind === 'stream') return readAll(taken.reader);
  return resolvedWith(taken.kind === 'bytes' ? copyOfBytes(taken.bytes) : new Uint8Array(0));
}

function allText(body, what) {
  const taken = takeBody(body, what);
  if (taken.kind === 'native') return host.bodyText(taken.handle);
  if (taken.kind === 'stream') return performThen(readAll(taken.reader), (bytes) => host.decodeUtf8(bytes, false));
  return resolvedWith(taken.kind === 'bytes' ? host.decodeUtf8(taken.bytes, false) : '');
}

const consumers = {
  __proto__: null,
  arrayBuffer: (body, what) => performThen(allBytes(body, what), viewBuffer),
  bytes: allBytes,
  text: allText,
  json: (body, what) => performThen(allText(body, what), (text) => parseJson(text)),
};

// One of the mixin's methods; its errors are rejections.
export function consume(body, how, what) {
  try {
    return reflectApply(consumers[how], undefined, [body, `${what}.${how}`]);
  } catch (error) {
    return rejectedWith(error);
  }
}

export function cloneBody(body, what) {
  if (body.kind === 'empty') return emptyBody();
  if (body.taken) throw new TypeError(`${what}: the body was used already`);
  if (body.kind === 'bytes' && body.stream === null) return new Body('bytes', body.source);
  const branches = teeStream(bodyStream(body));
  body.kind = 'stream';
  body.source = branches[0];
  body.stream = branches[0];
  return new Body('stream', branches[1]);
}

// The body moves to another Request; the one it came from counts as used.
export function moveBody(body, what) {
  if (body.kind === 'empty') return emptyBody();
  if (body.taken) throw new TypeError(`${what}: the body was used already`);
  const moved = new Body(body.kind, body.source);
  moved.stream = body.stream;
  body.used = true;
  body.stream = null;
  return moved;
}
