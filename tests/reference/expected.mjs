// What a page must become by a list of inserts: the straightforward way, with the whole page at hand.
import { isUtf8 } from 'node:buffer';

import { contentAt, isUnfinished, runTogether } from './contents.mjs';
import { matches } from './selectors.mjs';
import { readPage } from './source_tree.mjs';
import { editedTag } from './start_tags.mjs';

// A page's bytes as characters, one per byte if they are not UTF-8: all that matters in markup is ASCII.
export function textOf(bytes) {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return { text: bytes.toString(encoding), encoding };
}

// Inserts: { selector (as data), method?, html?, attributes?, install }, the encoding as the program is told it ('page', 'outside',
// 'outside_utf8'). Returns { bytes, matched, page }: how many pairs of insert and element there are, and what readPage() said.
export function expectedPage(bytes, inserts, encoding) {
  const { text, encoding: characters } = textOf(bytes);
  const page = readPage(text);
  const writer = new Writer(text, characters, page, inserts, encoding);
  return { bytes: writer.write(), matched: writer.matched, page };
}

class Writer {
  matched = 0;
  #pieces = [];
  #at = 0; // what lies before it in the page has been passed on or left out
  #last = ''; // of the page, what stands right before what comes next
  #removing = 0; // elements that are open and whose content goes
  #edits = new Map(); // of elements that have not ended
  #utf8;
  #metaCounts;

  constructor(text, characters, page, inserts, encoding) {
    Object.assign(this, { text, characters, page, inserts });
    this.#utf8 = encoding === 'outside_utf8';
    this.#metaCounts = encoding === 'page';
  }

  write() {
    const { steps, inputEnd } = this.page;
    for (const step of steps.slice(0, -1)) {
      this.#readMeta(step);
      for (const { element, own } of step.ended) this.#end(element, step, own);
      for (const element of step.begun) this.#begin(element, step);
      for (const { element, own } of step.endedLast) this.#end(element, step, own);
    }
    if (this.text !== '') this.#endInput(steps.at(-1), inputEnd);
    this.#passTo(this.text.length);
    return Buffer.concat(this.#pieces);
  }

  // The first meta element before the body that names an encoding counts, from before it on.
  #readMeta({ begun }) {
    const meta = begun.at(-1);
    const inBody = begun.some(({ name }) => name === 'body' || name === 'frameset');
    if (inBody) this.#metaCounts = false;
    if (!this.#metaCounts || meta?.name !== 'meta' || meta.space !== 'html') return;
    const { attributes } = meta;
    const isType = attributes.get('http-equiv')?.toLowerCase() === 'content-type';
    const label = attributes.get('charset') ?? (isType ? /charset=([-\w]+)/.exec(attributes.get('content') ?? '')?.[1] : undefined);
    if (label === undefined) return;
    this.#metaCounts = false;
    this.#utf8 = label.toLowerCase() === 'utf-8';
  }

  #begin(element, step) {
    if (element.endsAtOnce) {
      const edits = this.#editsOf(element);
      this.#passTo(step.begin);
      for (const method of ['before', 'prepend', 'append']) this.#put(edits?.[method], 'markup');
      if (/^<\/head/i.test(this.text.slice(step.begin)) && edits?.after) this.#passTo(step.end);
      return this.#put(edits?.after, 'markup');
    }
    const edits = this.#editsOf(element);
    if (edits === undefined) return;
    this.#passTo(step.begin);
    this.#put(edits.before, 'markup');
    if (edits.replace) {
      this.#put(edits.replace, 'markup');
      this.#leaveOutTo(step.end);
    } else if (element.tag && edits.attributes.length > 0) {
      this.#edit(element, edits.attributes);
    } else if (element.tag) {
      this.#passTo(step.end);
    }
    if (!element.hasContent) return this.#put(edits.after, 'markup');
    if (!edits.replace) this.#put(edits.prepend, placeIn(element));
    if (edits.replace) ++this.#removing;
    this.#edits.set(element, edits);
  }

  #end(element, step, own) {
    const edits = this.#edits.get(element);
    if (edits === undefined) return;
    this.#edits.delete(element);
    this.#passTo(step.begin);
    if (edits.replace) {
      --this.#removing;
      this.#closeGap();
      if (own && this.#removing === 0) this.#leaveOutTo(step.end);
    } else {
      this.#put(edits.append, placeIn(element));
      if (own) this.#passTo(step.end);
    }
    this.#put(edits.after, 'markup');
  }

  // In a text element or an unfinished comment nothing can be put but, in the former, what is its own.
  #endInput({ ended }, { place, takesMarkup }) {
    this.#passTo(place);
    let open = takesMarkup;
    for (const { element } of ended) {
      const edits = this.#edits.get(element);
      if (edits === undefined) continue;
      if (edits.replace) {
        open = true;
        this.#passTo(this.text.length);
        --this.#removing;
        this.#closeGap();
      } else if (open || element.isText) {
        this.#put(edits.append, placeIn(element));
      }
      if (open) this.#put(edits.after, 'markup');
    }
  }

  // What the inserts do to the element: contents by method, in the order of the inserts.
  #editsOf(element) {
    const matching = this.inserts.filter(({ selector }) => matches(selector, element, this.page));
    this.matched += matching.length;
    if (matching.length === 0) return undefined;
    const edits = { attributes: matching.flatMap(({ attributes = [] }) => attributes) };
    for (const { method, html } of matching) {
      if (method !== undefined && !(method === 'replace' && !element.tag)) (edits[method] ??= []).push(html);
    }
    return edits;
  }

  #edit(element, attributeEdits) {
    const { begin, end } = element.tag;
    const tag = this.text.slice(begin, end);
    const name = /^<([^\t\n\f\r />]*)/.exec(tag)[1];
    const edited = editedTag(tag, name, element.attributes, attributeEdits, this.#utf8);
    if (edited === tag || this.#removing > 0) return this.#passTo(end);
    this.#pieces.push(Buffer.from(edited, this.characters));
    this.#last = '';
    this.#at = end;
  }

  #passTo(offset) {
    if (offset <= this.#at) return;
    if (this.#removing === 0) {
      const passed = this.text.slice(this.#at, offset);
      this.#pieces.push(Buffer.from(passed, this.characters));
      this.#last = (this.#last + passed).slice(-12);
    }
    this.#at = offset;
  }

  #leaveOutTo(offset) {
    this.#at = offset;
    this.#closeGap();
  }

  // A '<' or '&' of the page's text must not come to stand before a letter that it did not stand before.
  #closeGap() {
    if (this.#removing === 0 && isUnfinished(this.#last)) this.#write('<!---->');
  }

  #write(content) {
    if (content === '') return;
    this.#pieces.push(Buffer.from(content));
    this.#last = '';
  }

  #put(list, place) {
    if (list === undefined || this.#removing > 0) return;
    for (const html of list) {
      const content = contentAt(html, place, this.#utf8);
      if (content === undefined || content === '') continue;
      const together = runTogether(this.#last, content, place);
      if (together && place !== 'markup') continue;
      if (together) this.#write('<!---->');
      this.#write(content);
    }
  }
}

function placeIn({ isText, name }) {
  if (!isText) return 'markup';
  return name === 'title' || name === 'textarea' ? 'rcdata' : name;
}
