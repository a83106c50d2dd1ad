// Edits of attributes, on the text of one start tag: what is not edited stays as it was written.
import assert from 'node:assert/strict';

import { requirePackage } from '../support/paths.mjs';

const { parseFragment } = requirePackage('parse5');

const attribute = /([\t\n\f\r /]*)([^\t\n\f\r />][^\t\n\f\r />=]*)(?:([\t\n\f\r ]*=)([\t\n\f\r ]*)("[^"]*"|'[^']*'|[^\t\n\f\r >"'][^\t\n\f\r >]*)?)?/y;

const lower = (text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase());
const escaped = (value) => value.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const references = (text) => [...text].map((c) => (c > '\x7f' ? `&#${c.codePointAt(0)};` : c)).join('');
const isBlank = (c) => c !== undefined && /[\t\n\f\r ]/.test(c);

// `name` is the element's as written, `values` its attributes as decoded (lower-case names). Edits: { name, action: 'set' |
// 'remove' | 'add_tokens', value }, in order.
export function editedTag(tag, name, values, edits, utf8) {
  const nameEnd = 1 + name.length;
  const written = attributesOf(tag, nameEnd);
  const state = new Map([...values].map(([key, value]) => [key, { value, kind: 'written' }]));
  for (const edit of edits) applyEdit(state, edit);

  let text = tag.slice(0, nameEnd);
  let lacksValue = false; // ends with "name="
  let endsBare = false; // ends with a value without quotes
  const seen = new Set();
  for (const { before, ownName, key, equals, value, whole, end } of written) {
    const now = state.get(key);
    const isDuplicate = seen.has(key);
    seen.add(key);
    if (now === undefined || now.kind === 'added') {
      // What comes next must not go on with what is left.
      const next = tag[end];
      if (next === '/' ? endsBare : next !== '>' && !isBlank(next)) text += ' ';
      continue;
    }
    const asWritten = isDuplicate || now.kind === 'written';
    lacksValue = asWritten && equals !== undefined && value === undefined;
    endsBare = asWritten && value !== undefined && !/^["']/.test(value);
    if (asWritten) text += whole;
    else if (now.kind === 'set') text += `${before}${ownName}="${encode(now.value, utf8)}"`;
    else text += `${before}${ownName}="${unquoted(value).replaceAll('"', '&quot;')}${encode(now.extension, utf8)}"`;
  }
  const rest = tag.slice(written.at(-1)?.end ?? nameEnd);
  const closing = rest.endsWith('/>') ? '/>' : '>';
  text += rest.slice(0, -closing.length);
  const added = [...state].filter(([, { kind }]) => kind === 'added');
  if (added.length > 0 && lacksValue) text += '""';
  for (const [key, { value }] of added) text += `${isBlank(text.at(-1)) ? '' : ' '}${key}="${encode(value, utf8)}"`;
  // As other HTMLRewriters write it.
  if (added.length > 0 && closing === '/>') text += ' ';
  const edited = text + closing;
  checkMeaning(edited.slice(nameEnd), state, closing);
  return edited;
}

// That a parser reads the edited tag as it is meant: this says what is right, the rest only how it is to be written.
function checkMeaning(afterName, state, closing) {
  const [{ attrs }] = parseFragment(`<x-y${afterName}`).childNodes;
  const order = ({ kind }) => (kind === 'added' ? 1 : 0);
  const meant = [...state].sort(([, a], [, b]) => order(a) - order(b)).map(([name, { value }]) => [name, value]);
  assert.deepEqual(attrs.map(({ name, value }) => [name, value]), meant, afterName);
  const last = attributesOf(`x${afterName}`, 1).at(-1);
  assert.equal(afterName.slice((last?.end ?? 1) - 1).endsWith('/>'), closing === '/>', afterName);
}

// In order, duplicates too. `before`: the blanks and slashes there.
function attributesOf(tag, from) {
  const found = [];
  attribute.lastIndex = from;
  for (let match; (match = attribute.exec(tag)) !== null; ) {
    const [all, before, ownName, equals, , value] = match;
    // Blanks after a '=' without a value belong to nobody.
    const whole = equals !== undefined && value === undefined ? before + ownName + equals : all;
    const end = match.index + whole.length;
    found.push({ before, ownName, key: lower(ownName).replaceAll('\0', '\ufffd'), equals, value, whole, end });
    attribute.lastIndex = end;
  }
  return found;
}

const unquoted = (value) => (value === undefined ? '' : /^["']/.test(value) ? value.slice(1, -1) : value);
const encode = (value, utf8) => (utf8 ? escaped(value) : references(escaped(value)));

function applyEdit(state, { name, action, value }) {
  const key = lower(name);
  const now = state.get(key);
  if (action === 'remove') return state.delete(key);
  if (action === 'set') {
    if (now?.value === value) return;
    if (now) Object.assign(now, { value, kind: now.kind === 'added' ? 'added' : 'set' });
    else state.set(key, { value, kind: 'added' });
    return;
  }
  let [extended, extension] = [now?.value ?? '', ''];
  for (const token of value.split(/[\t\n\f\r ]+/).filter((one) => one !== '')) {
    if (extended.split(/[\t\n\f\r ]+/).includes(token)) continue;
    const gap = extended === '' || isBlank(extended.at(-1)) ? '' : ' ';
    extended += gap + token;
    extension += gap + token;
  }
  if (extension === '') return;
  if (!now) state.set(key, { value: extended, kind: 'added' });
  else if (now.kind === 'written') Object.assign(now, { value: extended, kind: 'extended', extension });
  else if (now.kind === 'extended') Object.assign(now, { value: extended, extension: now.extension + extension });
  else now.value = extended;
}
