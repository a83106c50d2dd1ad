// Build time: makes web-streams-polyfill immune against patched prototypes, as the rest of the prelude is, and gives
// the prelude the few inner operations it needs. The package is pinned to one version; each rule below says how often it
// applies there, and the build fails when it does not.

// What replaces the built-ins at call time. Names that shadow globals need no rule of their own: the module's text then
// means the captured ones.
const imports = `
import { Array, ArrayBuffer, Boolean, DataView, Error, Function, Number, Object, Promise, RangeError, String, Symbol, TypeError, Uint8Array,
  asyncIteratorSymbol, bufferByteLength, copyInto, create, hasOwn, isView, iteratorSymbol, max, min as smaller, newList, newPromise, performThen, push, reflectApply,
  rejectedWith, resolvedWith, soon, toArray, typedArrayLength, viewBuffer, viewByteLength, viewByteOffset, viewConstructor } from './primordials.mjs';
import { host } from './host.mjs';
import { DOMException } from './dom_exception.mjs';
import { abortReason, addAbortStep, dependentSignal, isAborted, isAbortSignal, removeAbortStep, signalAbort } from './abort.mjs';
const $part = Symbol('part');
const none = { __proto__: null };
const bufferOf = (x) => isView(x) ? viewBuffer(x) : x.buffer;
const byteOffsetOf = (x) => isView(x) ? viewByteOffset(x) : x.byteOffset;
const byteLengthOf = (x) => isView(x) ? viewByteLength(x) : hasOwn(x, $part) ? x.byteLength : bufferByteLength(x);
function runAll(actions) {
  return newPromise((resolve, reject) => {
    let left = actions.length;
    if (left === 0) resolve();
    for (let i = 0; i < actions.length; i += 1) performThen(actions[i](), () => { left -= 1; if (left === 0) resolve(); }, reject);
  });
}
`;

const inner = (name) => `[$${name}]`;

// [what, pattern, replacement, how often]
const rules = [
  ['then of a promise', 'return a.call(e,t,r)', 'return performThen(e,t,r)', 1],
  ['the constructor of promises', 'return new n(e)', 'return newPromise(e)', 1],
  ['a rejected promise', 'return s(e)', 'return rejectedWith(e)', 1],
  ['capture of promise methods', 'const n=Promise,i=Promise.resolve.bind(n),a=Promise.prototype.then,s=Promise.reject.bind(n),l=i;', 'const l=resolvedWith;', 1],
  ['Promise.resolve of an iterator', 'Promise.resolve(', 'resolvedWith(', 2],
  ['microtasks', /let y=e=>\{if\("function"==typeof queueMicrotask\).*?return y\(e\)\};/g, 'const y=soon;', 1],
  ['calls of callbacks', 'Function.prototype.apply.call(e,t,r)', 'reflectApply(e,t,r)', 1],
  ['brands', /Object\.prototype\.hasOwnProperty\.call\(e,"_(\w+)"\)&&e instanceof \w+/g, (_, name) => `hasOwn(e,$${name})`, 13],
  ['brand of iterators', /Object\.prototype\.hasOwnProperty\.call\(e,"_(\w+)"\)/g, (_, name) => `hasOwn(e,$${name})`, 1],
  ['objects of a class', 'Object.create(', 'create(', 13],
  ['isView', 'ArrayBuffer.isView(', 'isView(', 3],
  ['copies of lists', 'function le(e){return e.slice()}', 'const le=toArray;', 1],
  ['copies of bytes', 'new Uint8Array(e).set(new Uint8Array(r,o,n),t)', 'copyInto(new Uint8Array(e),new Uint8Array(r,o,n),t)', 1],
  ['transfer of buffers', /let ce=e=>\(ce=.*?ce\(e\)\),de=e=>\(de=.*?,de\(e\)\);/g, 'const ce=e=>host.transferBuffer(e),de=e=>bufferByteLength(e)===0;', 1],
  ['slices of buffers', 'if(e.slice)return e.slice(t,r);', '', 1],
  ['constructors of views', /We\(t\.constructor\)/g, 'We(viewConstructor(t))', 1],
  ['constructors of views, for DataView', 'Ee(e.constructor)', 'Ee(viewConstructor(e))', 1],
  ['constructors of views, kept', 'i=t.constructor,', 'i=viewConstructor(t),', 1],
  ['length of views', 'o>e.length', 'o>typedArrayLength(e)', 1],
  ['parts of chunks', 'const{buffer:o,byteOffset:n,byteLength:i}=t;', 'const o=bufferOf(t),n=byteOffsetOf(t),i=byteLengthOf(t);', 1],
  ['parts of views', '{byteOffset:s,byteLength:l}=t', 's=byteOffsetOf(t),l=byteLengthOf(t)', 1],
  ['length of a view', '{byteLength:i}=t', 'i=byteLengthOf(t)', 1],
  ['pieces of a queue', '{buffer:', '{[$part]:!0,buffer:', 3],
  ['size of chunks, which the standard leaves to the app', 'Hr=e=>e.byteLength', 'Hr=e=>e["byteLength"]', 1],
  ['buffers of views', /([\w$]+(?:\._\w+)?)\.buffer(?!\w)(?!=[^=])/g, 'bufferOf($1)', 20],
  ['lengths of views', /(bufferOf\([^()]+\)|[\w$]+)\.(byteLength|byteOffset)(?!\w)(?![-+]?=[^=])/g, '$2Of($1)', 32],
  ['dictionaries that are not given', /([a-z])=\{\}(?=[,)])/g, '$1=none', 10],
  ['Math', 'Math.min(', 'smaller(', 2],
  ['lists of elements', '_elements:[]', '_elements:newList()', 2],
  ['growth of elements', 't._elements.push(e)', 'push(t._elements,e)', 1],
  ['lists of pull-intos', 'const t=[];', 'const t=newList();', 2],
  ['growth of filled pull-intos', 't.push(r)', 'push(t,r)', 1],
  ['growth of committed pull-intos', 't.push(He(e))', 'push(t,He(e))', 1],
  ['DOMException', /const fr=function\(\)\{.*?captureStackTrace.*?\}\(\);/g, 'const fr=DOMException;', 1],
  ['its look-up', /const dr="undefined"!=typeof globalThis\?[^;]*?;/g, '', 1],
  ['reason of a signal', 'void 0!==i.reason?i.reason:new fr("Aborted","AbortError"),a=[];', 'abortReason(i),a=newList();', 1],
  ['first action on abort', 'o||a.push(', 'o||push(a,', 1],
  ['second action on abort', 'n||a.push(', 'n||push(a,', 1],
  ['all actions on abort', 'Promise.all(a.map(e=>e()))', 'runAll(a)', 1],
  ['an aborted signal', 'i.aborted', 'isAborted(i)', 1],
  ['listening to a signal', 'i.addEventListener("abort",S)', 'addAbortStep(i,S)', 1],
  ['listening no more', 'i.removeEventListener("abort",S)', 'removeAbortStep(i,S)', 1],
  ['brand of signals', /if\(!function\(e\)\{if\("object"!=typeof e\|\|null===e\)return!1;try\{return"boolean"==typeof e\.aborted\}catch\(e\)\{return!1\}\}\(e\)\)/g, 'if(!isAbortSignal(e))', 1],
  ['making a signal', 'if("function"==typeof AbortController)return new AbortController', 'return dependentSignal(null)', 1],
  ['signal of a controller', 'this._abortController.signal', 'this._abortController', 1],
  ['aborting a signal', 'r.abort(t)', 'signalAbort(r,t)', 1],
];

// Inner properties become symbols: not to be guessed, not enumerated by name, not set by a setter on Object.prototype.
function hideInnerProperties(text) {
  const names = new Set();
  const note = (name) => {
    names.add(name);
    return inner(name);
  };
  const hidden = text
    .replace(/\._([a-zA-Z]\w{3,})/g, (_, name) => note(name))
    .replace(/([{},;])_([a-zA-Z]\w{3,})(?=[(:])/g, (_, before, name) => before + note(name));
  const left = /[^\w$]_[a-zA-Z]\w{3,}/.exec(hidden);
  if (left) throw new Error(`harden_streams: an inner property is left: ${left[0]}`);
  const keys = [...names].map((name) => `[$${name}]:!0`).join();
  return `${[...names].map((name) => `const $${name}=Symbol(${JSON.stringify(name)});`).join('')}const innerKeys={__proto__:null,${keys}};${hidden}`;
}

// Of inner functions by what they do, because their names are those of a minifier.
const operations = {
  readFrom: /function (\w+)\(e,t\)\{const r=e\._ownerReadableStream;r\._disturbed=!0,"closed"===r\._state/,
  cancelAny: /function (\w+)\(t,r\)\{if\(t\._disturbed=!0,"closed"===t\._state\)/,
  isReadableStream: /function (\w+)\(e\)\{return!!t\(e\)&&\(!!Object\.prototype\.hasOwnProperty\.call\(e,"_readableStreamController"\)/,
};

function harden(text) {
  let exported = '';
  for (const [name, pattern] of Object.entries(operations)) {
    const found = pattern.exec(text);
    if (!found) throw new Error(`harden_streams: ${name} is not found`);
    exported += `export const ${name}=${found[1]};`;
  }
  let out = text;
  for (const [what, pattern, replacement, times] of rules) {
    const parts = typeof pattern === 'string' ? out.split(pattern).length - 1 : [...out.matchAll(pattern)].length;
    if (parts !== times) throw new Error(`harden_streams: ${what}: found ${parts} times, not ${times}`);
    out = out.replaceAll(pattern, replacement);
  }
  const request = 'export const readRequest=(chunk,close,error)=>({__proto__:null,_chunkSteps:chunk,_closeSteps:close,_errorSteps:error});';
  const fixed = 'for(const{prototype:e}of[ReadableByteStreamController,ReadableStreamDefaultController,WritableStreamDefaultController])for(const t of[T,P,C,q,w,R])if(hasOwn(e,t))Object.defineProperty(e,t,{writable:!1,configurable:!1});';
  const state = 'export const isDisturbed=e=>e._disturbed;export const setDisturbed=e=>{e._disturbed=!0};export const isInnerKey=e=>innerKeys[e]===!0;';
  return imports + hideInnerProperties(out + fixed + exported + request + state);
}

export const hardenStreams = {
  name: 'harden-streams',
  setup(build) {
    build.onLoad({ filter: /web-streams-polyfill\/dist\/ponyfill\.mjs$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      const contents = harden(await readFile(path, 'utf8')).replaceAll("from './", `from '${import.meta.dirname}/`);
      return { contents, loader: 'js', resolveDir: import.meta.dirname };
    });
  },
};
