// DOMException (Web IDL §3.14): an Error by its prototype, with a name and its legacy code.
import { captureStackTrace, defineProperty, ErrorPrototype, setPrototypeOf } from './primordials.mjs';
import { finishInterface, toDomString } from './webidl.mjs';

// In the order of their codes, from 1; those without a name never had one that is still used.
const codes = [
  ['INDEX_SIZE_ERR', 'IndexSizeError'],
  ['DOMSTRING_SIZE_ERR'],
  ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError'],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError'],
  ['INVALID_CHARACTER_ERR', 'InvalidCharacterError'],
  ['NO_DATA_ALLOWED_ERR'],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError'],
  ['NOT_FOUND_ERR', 'NotFoundError'],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError'],
  ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError'],
  ['INVALID_STATE_ERR', 'InvalidStateError'],
  ['SYNTAX_ERR', 'SyntaxError'],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError'],
  ['NAMESPACE_ERR', 'NamespaceError'],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError'],
  ['VALIDATION_ERR'],
  ['TYPE_MISMATCH_ERR', 'TypeMismatchError'],
  ['SECURITY_ERR', 'SecurityError'],
  ['NETWORK_ERR', 'NetworkError'],
  ['ABORT_ERR', 'AbortError'],
  ['URL_MISMATCH_ERR', 'URLMismatchError'],
  ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError'],
  ['TIMEOUT_ERR', 'TimeoutError'],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError'],
  ['DATA_CLONE_ERR', 'DataCloneError'],
];
const codeOf = { __proto__: null };

export class DOMException {
  #message;
  #name;

  constructor(message = '', name = 'Error') {
    this.#message = toDomString(message);
    this.#name = toDomString(name);
    captureStackTrace(this, DOMException);
  }

  get name() {
    return this.#name;
  }

  get message() {
    return this.#message;
  }

  get code() {
    return codeOf[this.#name] ?? 0;
  }
}

setPrototypeOf(DOMException.prototype, ErrorPrototype);
finishInterface(DOMException, 'DOMException');
for (let i = 0; i < codes.length; i += 1) {
  const constant = { __proto__: null, value: i + 1, enumerable: true };
  defineProperty(DOMException, codes[i][0], constant);
  defineProperty(DOMException.prototype, codes[i][0], constant);
  if (codes[i][1]) codeOf[codes[i][1]] = i + 1;
}
