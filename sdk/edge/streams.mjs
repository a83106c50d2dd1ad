// The streams (streams.spec.whatwg.org): web-streams-polyfill as harden_streams.mjs makes it, and its operations for
// the rest of the prelude, which never goes through the public prototypes.
import {
  ByteLengthQueuingStrategy,
  cancelAny,
  CountQueuingStrategy,
  isDisturbed,
  isInnerKey,
  isReadableStream,
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  readFrom,
  readRequest,
  setDisturbed,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
} from 'web-streams-polyfill';
import { getOwnPropertyDescriptor, uncurry } from './primordials.mjs';

export const streamInterfaces = {
  __proto__: null,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
};

export const isLocked = uncurry(getOwnPropertyDescriptor(ReadableStream.prototype, 'locked').get);
export const teeStream = uncurry(ReadableStream.prototype.tee);

// Of byte streams.
export const enqueueChunk = uncurry(ReadableByteStreamController.prototype.enqueue);
export const closeController = uncurry(ReadableByteStreamController.prototype.close);

// A stream with the one reader it can have.
export const lockStream = (stream) => ({ __proto__: null, stream, reader: new ReadableStreamDefaultReader(stream) });

// Cancels also what is locked. A promise.
export const cancelStream = cancelAny;

// Calls one of the three, without a promise in between.
export const readChunk = ({ reader }, onChunk, onEnd, onError) => readFrom(reader, readRequest(onChunk, onEnd, onError));

export const markDisturbed = ({ stream }) => setDisturbed(stream);

export { isDisturbed, isInnerKey, isReadableStream, ReadableStream };
