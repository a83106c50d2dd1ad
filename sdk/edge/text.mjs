// TextEncoder and TextDecoder (encoding.spec.whatwg.org), of UTF-8: other encodings come with the native decoders.
import { charCodeAt, copyInto, fromCharCode, isArrayBuffer, isView, RangeError, regexpExec, slice, toLowerCase, typedArrayTag, TypeError, Uint8Array, viewBuffer, viewByteLength, viewByteOffset } from './primordials.mjs';
import { host } from './host.mjs';
import { finishInterface, needArguments, toDictionary, toDomString, toUsvString } from './webidl.mjs';

const byteOrderMark = fromCharCode(0xfeff);
const labels = /^[\t\n\f\r ]*(unicode-1-1-utf-8|unicode11utf8|unicode20utf8|utf-8|utf8|x-unicode20utf8)[\t\n\f\r ]*$/;

const bytesOfUnit = (unit) => (unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3);

class TextEncoder {
  #brand;

  get encoding() {
    this.#brand;
    return 'utf-8';
  }

  encode(input = '') {
    this.#brand;
    return host.encodeUtf8(toDomString(input));
  }

  encodeInto(source, destination) {
    this.#brand;
    needArguments(2, arguments.length, 'TextEncoder.encodeInto');
    const text = toUsvString(source);
    if (typedArrayTag(destination) !== 'Uint8Array') throw new TypeError('TextEncoder.encodeInto: the destination is no Uint8Array');
    const room = viewByteLength(destination);
    let read = 0;
    let written = 0;
    while (read < text.length) {
      const unit = charCodeAt(text, read);
      const isPair = unit >= 0xd800 && unit <= 0xdfff; // without lone ones
      const bytes = isPair ? 4 : bytesOfUnit(unit);
      if (written + bytes > room) break;
      read += isPair ? 2 : 1;
      written += bytes;
    }
    copyInto(destination, host.encodeUtf8(slice(text, 0, read)));
    return { read, written };
  }
}

// How many bytes at the end are the beginning of a character.
function unfinished(bytes) {
  const length = viewByteLength(bytes);
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = bytes[length - back];
    if (byte >= 0x80 && byte < 0xc0) continue;
    const needed = byte >= 0xf5 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

function bytesOf(input) {
  if (input === undefined) return new Uint8Array(0);
  if (isView(input)) return new Uint8Array(viewBuffer(input), viewByteOffset(input), viewByteLength(input));
  if (isArrayBuffer(input)) return new Uint8Array(input);
  throw new TypeError('TextDecoder.decode: the input is no ArrayBuffer and no view');
}

function joined(first, second) {
  if (viewByteLength(first) === 0) return second;
  const both = new Uint8Array(viewByteLength(first) + viewByteLength(second));
  copyInto(both, first);
  copyInto(both, second, viewByteLength(first));
  return both;
}

class TextDecoder {
  #fatal;
  #ignoreBom;
  #held = new Uint8Array(0); // the beginning of a character
  #begun = false;

  constructor(label = 'utf-8', options = undefined) {
    const name = toDomString(label);
    if (regexpExec(labels, toLowerCase(name)) === null) throw new RangeError(`TextDecoder: "${name}" is no encoding that is known here (utf-8)`);
    const { fatal, ignoreBOM } = toDictionary(options, 'TextDecoder: the second argument');
    this.#fatal = !!fatal;
    this.#ignoreBom = !!ignoreBOM;
  }

  get encoding() {
    this.#fatal;
    return 'utf-8';
  }

  get fatal() {
    return this.#fatal;
  }

  get ignoreBOM() {
    return this.#ignoreBom;
  }

  decode(input = undefined, options = undefined) {
    const { stream } = toDictionary(options, 'TextDecoder.decode: the second argument');
    const all = joined(this.#held, bytesOf(input));
    const length = viewByteLength(all);
    const held = stream ? unfinished(all) : 0;
    const from = viewByteOffset(all);
    // A copy: the input may change before the next call.
    this.#held = new Uint8Array(held);
    if (held > 0) copyInto(this.#held, new Uint8Array(viewBuffer(all), from + length - held, held));
    const bytes = new Uint8Array(viewBuffer(all), from, length - held);
    const text = this.#text(bytes);
    this.#begun = !!stream && (this.#begun || length > held);
    return text;
  }

  // The host takes a byte order mark away wherever a text begins.
  #text(bytes) {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const text = host.decodeUtf8(bytes, this.#fatal);
    return marked && (this.#begun || this.#ignoreBom) ? byteOrderMark + text : text;
  }
}

finishInterface(TextEncoder, 'TextEncoder');
finishInterface(TextDecoder, 'TextDecoder');

export { TextDecoder, TextEncoder };
