// console (console.spec.whatwg.org). One call is one list of texts to the host, at most 8 KiB of them.
import { charCodeAt, defineProperty, hasOwn, isArray, newList, parseNumber, push, repeat, reflectOwnKeys, getOwnPropertyDescriptor, setPrototypeOf, sameValue, slice, String, symbolToString, toStringTagSymbol, trunc, Number } from './primordials.mjs';
import { host } from './host.mjs';
import { charactersMax, drawTable, entriesMax, inspect } from './inspect.mjs';
import { isObject } from './webidl.mjs';

const labelsMax = 1000;
const argumentsMax = 100;
const rowsMax = 100; // of a table
const cellMax = 100; // characters of a table's cell
const groupsMax = 40;
const counts = { __proto__: null };
const starts = { __proto__: null };
let labels = 0;
let groups = 0;

function asNumber(value, how) {
  if (typeof value === 'symbol' || isObject(value)) return 'NaN';
  if (typeof value === 'bigint') return `${value}n`;
  const number = how(value);
  return sameValue(number, -0) ? '-0' : String(number);
}

const specifiers = {
  __proto__: null,
  s: (value) => (typeof value === 'string' ? value : typeof value === 'symbol' ? symbolToString(value) : isObject(value) || typeof value === 'bigint' ? inspect(value, 0) : String(value)),
  d: (value) => asNumber(value, Number),
  i: (value) => asNumber(value, (it) => trunc(parseNumber(it))),
  f: (value) => asNumber(value, parseNumber),
  o: (value) => inspect(value, 4),
  O: (value) => inspect(value),
  c: () => '',
};

// The texts of a call, format specifiers of the first one filled in from those after it.
function format(parameters, from) {
  const texts = newList();
  let at = from;
  if (typeof parameters[at] === 'string') {
    const pattern = parameters[at];
    at += 1;
    let text = '';
    let start = 0;
    const end = pattern.length > charactersMax ? charactersMax : pattern.length;
    for (let i = 0; i + 1 < end && text.length <= charactersMax; i += 1) {
      if (charCodeAt(pattern, i) !== 0x25) continue;
      const what = pattern[i + 1];
      if (what === '%' && parameters.length > from + 1) {
        text += slice(pattern, start, i + 1);
      } else if (specifiers[what] !== undefined && at < parameters.length) {
        text += slice(pattern, start, i) + specifiers[what](parameters[at]);
        at += 1;
      } else {
        continue;
      }
      i += 1;
      start = i + 1;
    }
    push(texts, text + slice(pattern, start, charactersMax + 1));
  }
  for (; at < parameters.length && texts.length < argumentsMax; at += 1) {
    push(texts, typeof parameters[at] === 'string' ? slice(parameters[at], 0, charactersMax + 1) : inspect(parameters[at]));
  }
  return texts;
}

// Within the bound for one call, indented as the groups want.
function write(level, texts) {
  let left = charactersMax;
  const out = newList();
  const indent = repeat('  ', groups);
  for (let i = 0; i < texts.length; i += 1) {
    const text = i === 0 ? indent + texts[i] : texts[i];
    if (text.length > left) {
      push(out, `${slice(text, 0, left)}…`);
      break;
    }
    left -= text.length;
    push(out, text);
  }
  host.log(level, out);
}

function writeLine(level, text) {
  const texts = newList();
  push(texts, text);
  write(level, texts);
}

const labelOf = (value) => slice(String(value), 0, 200);

// A new label, unless there are too many.
function roomFor(table, label) {
  if (table[label] === undefined && labels >= labelsMax) return false;
  if (table[label] === undefined) labels += 1;
  return true;
}

function elapsed(label, what) {
  if (starts[label] !== undefined) return `${label}: ${host.now() - starts[label]} ms`;
  writeLine('warn', `console.${what}: there is no timer "${label}"`);
  return undefined;
}

const cell = (value) => slice(inspect(value, 0), 0, cellMax);

function addRow(rows, columns, key, value, wanted) {
  const cells = newList();
  push(cells, slice(key, 0, cellMax));
  const keys = isObject(value) && !host.isProxy(value) ? reflectOwnKeys(value) : newList();
  for (let i = 0; i < keys.length && columns.names.length < entriesMax; i += 1) {
    const descriptor = getOwnPropertyDescriptor(value, keys[i]);
    if (typeof keys[i] !== 'string' || !descriptor?.enumerable || (wanted !== undefined && wanted[keys[i]] === undefined)) continue;
    if (columns.at[keys[i]] === undefined) {
      push(columns.names, slice(keys[i], 0, cellMax));
      columns.at[keys[i]] = columns.names.length;
    }
    cells[columns.at[keys[i]]] = hasOwn(descriptor, 'value') ? cell(descriptor.value) : '[Getter]';
  }
  push(rows, { __proto__: null, cells, value: isObject(value) ? undefined : cell(value) });
}

function tableText(data, properties) {
  const columns = { __proto__: null, names: newList(), at: { __proto__: null } };
  let wanted;
  if (isArray(properties)) {
    wanted = { __proto__: null };
    for (let i = 0; i < properties.length && i < entriesMax; i += 1) wanted[String(properties[i])] = true;
  }
  const rows = newList();
  const keys = reflectOwnKeys(data);
  for (let i = 0; i < keys.length && rows.length < rowsMax; i += 1) {
    const descriptor = getOwnPropertyDescriptor(data, keys[i]);
    if (typeof keys[i] === 'string' && descriptor?.enumerable) addRow(rows, columns, keys[i], hasOwn(descriptor, 'value') ? descriptor.value : '[Getter]', wanted);
  }
  const head = newList();
  push(head, '(index)');
  let plain = false;
  for (let i = 0; i < rows.length; i += 1) plain ||= rows[i].value !== undefined;
  for (let i = 0; i < columns.names.length; i += 1) push(head, columns.names[i]);
  if (plain) push(head, 'Values');
  const drawn = newList();
  push(drawn, head);
  for (let i = 0; i < rows.length; i += 1) {
    const { cells, value } = rows[i];
    if (value !== undefined) cells[columns.names.length + 1] = value;
    push(drawn, filled(cells));
  }
  return drawTable(drawn);
}

function filled(cells) {
  const all = newList();
  for (let i = 0; i < cells.length; i += 1) push(all, cells[i] ?? '');
  return all;
}

// Methods that need no receiver, as the standard has it.
const methods = {
  log() {
    write('log', format(arguments, 0));
  },
  info() {
    write('info', format(arguments, 0));
  },
  warn() {
    write('warn', format(arguments, 0));
  },
  error() {
    write('error', format(arguments, 0));
  },
  debug() {
    write('debug', format(arguments, 0));
  },
  trace() {
    write('trace', format(arguments, 0));
  },
  assert(condition = false) {
    if (condition) return;
    const texts = format(arguments, 1);
    if (texts.length === 0) push(texts, 'Assertion failed');
    else texts[0] = `Assertion failed: ${texts[0]}`;
    write('error', texts);
  },
  count(label = 'default') {
    const name = labelOf(label);
    if (!roomFor(counts, name)) return;
    counts[name] = (counts[name] ?? 0) + 1;
    writeLine('info', `${name}: ${counts[name]}`);
  },
  countReset(label = 'default') {
    const name = labelOf(label);
    if (counts[name] === undefined) writeLine('warn', `console.countReset: there is no count "${name}"`);
    else counts[name] = 0;
  },
  time(label = 'default') {
    const name = labelOf(label);
    if (starts[name] !== undefined) writeLine('warn', `console.time: the timer "${name}" runs already`);
    else if (roomFor(starts, name)) starts[name] = host.now();
  },
  timeLog(label = 'default') {
    const text = elapsed(labelOf(label), 'timeLog');
    if (text === undefined) return;
    const texts = newList();
    push(texts, text);
    const more = format(arguments, 1);
    for (let i = 0; i < more.length; i += 1) push(texts, more[i]);
    write('info', texts);
  },
  timeEnd(label = 'default') {
    const name = labelOf(label);
    const text = elapsed(name, 'timeEnd');
    if (text === undefined) return;
    delete starts[name];
    labels -= 1;
    writeLine('info', text);
  },
  table(data = undefined, properties = undefined) {
    if (isObject(data) && !host.isProxy(data)) writeLine('log', tableText(data, properties));
    else write('log', format(arguments, 0));
  },
  dir(item = undefined) {
    writeLine('log', inspect(item));
  },
  dirxml() {
    write('log', format(arguments, 0));
  },
  group() {
    if (arguments.length > 0) write('log', format(arguments, 0));
    if (groups < groupsMax) groups += 1;
  },
  groupCollapsed() {
    if (arguments.length > 0) write('log', format(arguments, 0));
    if (groups < groupsMax) groups += 1;
  },
  groupEnd() {
    if (groups > 0) groups -= 1;
  },
};

// A namespace object: its prototype is an empty object.
export const console = setPrototypeOf(methods, {});
defineProperty(console, toStringTagSymbol, { __proto__: null, value: 'console', configurable: true });
