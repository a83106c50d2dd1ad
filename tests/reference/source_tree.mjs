// A page as parse5 reads it, told token by token: which elements of the page begin and end with each, and where they lie in
// each other. An element begins where parse5 puts it into the tree, its parent is what is then on top of the stack of open
// elements, and it ends with the token after which it is no longer on that stack, or with the first </body> or </html> that
// counts. One exception: a head that the page writes is not ended by text (docs/decisions/0014). So what foster parenting and the adoption agency do to the tree afterwards does not matter here, as it does not to a
// rewriter that sees each byte once.
import { requirePackage } from '../support/paths.mjs';

const { Parser, InsertionMode, html, Token } = requirePackage('parse5');

const impliable = new Set(['html', 'head', 'body', 'tbody', 'tr', 'colgroup']);
const ofHead = new Set(['base', 'basefont', 'bgsound', 'head', 'html', 'link', 'meta', 'noframes', 'noscript', 'script', 'style', 'template', 'title']);
const tableBodies = new Set(['tbody', 'thead', 'tfoot']);
const tableParts = new Set(['table', 'caption', 'colgroup', 'col', 'tbody', 'thead', 'tfoot', 'tr', 'td', 'th']);
const textElements = new Set(['title', 'textarea', 'script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext']);

// Why parse5 may read a page otherwise than today's standard and so the rewriter, or says too little of it: pages that show it.
export const causes = {
  // There have been no insertion modes of its own for select since 2025.
  'tags in select': '<body><select><div>x</select>',
  // Template is a boundary of table scope.
  'parts of a table in a template': '<body><table><td><template><td><tbody>',
  // Which a row ignores.
  'the end tag of a table body in another one': '<body><table><thead><tr></tbody>',
  // By its name, though it is not the form that the end tag is about.
  'the end tag of a form that is not open': '<body><form><rt><table></form><form></table></form>',
  // Which is dropped; to the rewriter it is a blank, before which formatting goes on.
  'the line feed after pre': '<body><u><b></u><pre>\n<div>',
  // Whether it holds up what is put at the end depends on whether anybody has to know which characters come.
  'a reference that the end of the page cuts': '<head>&',
};

// { steps, elements, quirks, inputEnd: { place, takesMarkup }, explains: Set, moves: Set }. Offsets count UTF-16 units of `text`.
// Step: { begin, end, ended: [{ element, own }], begun: [element], endedLast: as ended }, in this order, only for tokens that have
// any; the last step is the input's end. `own`: by its own end tag. `endedLast`: with the document. Inner elements end first.
// `explains`: why parse5 may read this page otherwise than today's standard. `moves`: why an element may lie elsewhere in the
// finished tree than it began.
export function readPage(text) {
  return new SourceParser({ sourceCodeLocationInfo: true }).read(text);
}

const isTag = ({ type }) => type === Token.TokenType.START_TAG || type === Token.TokenType.END_TAG;

class SourceParser extends Parser {
  #steps = [];
  #elements = [];
  #ofNode = new Map();
  #open = []; // elements that have not ended, outer ones first
  #begun = [];
  #inToken = false;
  #cloning = false;
  #explains = new Set();
  #moves = new Set();
  #created = 0; // also what is nobody's
  #reachedTo = 0; // the end of the last token that is one
  #unfinished = false; // whether that is a comment or a doctype which the input's end has ended
  #waitingHead; // which text has ended
  #bodyEnded = false;
  #htmlEnded = false;
  #text;

  read(text) {
    this.#text = text;
    if (/&#?[a-z0-9]*$/i.test(text)) this.#explains.add('a reference that the end of the page cuts');
    this.tokenizer.write(text, true);
    const textElement = this.#steps.at(-1).ended.find(({ element }) => element.isText)?.element;
    if (this.#created !== this.#elements.length) this.#moves.add('elements of nobody');
    return {
      steps: this.#steps,
      elements: this.#elements,
      quirks: this.treeAdapter.getDocumentMode(this.document) === html.DOCUMENT_MODE.QUIRKS,
      inputEnd: { place: this.#placeAtEnd(textElement), takesMarkup: textElement === undefined && !this.#unfinished },
      explains: this.#explains,
      moves: this.#moves,
    };
  }

  // Before an unfinished tag, also one that is text as long as nothing follows.
  #placeAtEnd(textElement) {
    if (this.#reachedTo < this.#text.length || this.#unfinished) return this.#reachedTo;
    const tail = /<\/?[a-z]*$/i.exec(this.#text);
    if (tail === null || textElement?.name === 'plaintext') return this.#reachedTo;
    const begins = textElement ? `</${textElement.name}`.startsWith(tail[0].toLowerCase()) : tail[0].length <= 2 && !/[a-z]/i.test(tail[0]);
    return begins ? tail.index : this.#reachedTo;
  }

  onStartTag(token) {
    this.#tell(token, () => super.onStartTag(token));
  }
  onEndTag(token) {
    this.#tell(token, () => super.onEndTag(token));
  }
  onCharacter(token) {
    this.#tell(token, () => super.onCharacter(token));
  }
  onWhitespaceCharacter(token) {
    this.#tell(token, () => super.onWhitespaceCharacter(token));
  }
  onNullCharacter(token) {
    this.#tell(token, () => super.onNullCharacter(token));
  }
  onComment(token) {
    this.#tell(token, () => super.onComment(token));
  }
  onDoctype(token) {
    this.#tell(token, () => super.onDoctype(token));
  }
  onEof(token) {
    this.#tell(token, () => super.onEof(token));
  }

  // A token may come back here from within, when another insertion mode is to have it.
  #tell(token, process) {
    if (this.#inToken) return process();
    this.#inToken = true;
    this.#noticeCauses(token);
    this.#begun = [];
    process();
    this.#inToken = false;
    if (token.type === Token.TokenType.EOF) return this.#endInput(token);

    this.#reachedTo = Math.max(this.#reachedTo, token.location.endOffset);
    if (token.type === Token.TokenType.COMMENT || token.type === Token.TokenType.DOCTYPE) {
      const raw = this.#text.slice(token.location.startOffset, token.location.endOffset);
      this.#unfinished = !(raw.startsWith('<!--') ? /--!?>$/.test(raw) || /^<!--?-?>$/.test(raw) : raw.endsWith('>'));
    }
    const stack = new Set(this.#stack());
    const ended = this.#open.filter(({ node }) => !stack.has(node));
    if (ended.length > 0) this.#open = this.#open.filter(({ node }) => stack.has(node));
    if (!isTag(token)) this.#waitingHead ??= ended.find(({ name, tag }) => name === 'head' && tag !== null);
    for (const element of this.#begun) {
      const isOpen = stack.has(element.node);
      element.hasContent = isOpen || element.tag === null;
      element.endsAtOnce = element.hasContent && !isOpen; // the head, by the token that implies it
      if (isOpen) this.#open.push(element);
    }
    const endedLast = this.#endOfDocument(token);
    ended.sort((a, b) => b.index - a.index);
    this.#letHeadWait(token, ended);
    if (ended.length + this.#begun.length + endedLast.length === 0) return;
    const name = token.type === Token.TokenType.END_TAG ? token.tagName.toLowerCase() : undefined;
    const ends = (list) => list.map((element, at) => ({ element, own: at === list.length - 1 && element.name === name }));
    const { startOffset, endOffset } = token.location;
    this.#steps.push({ begin: isTag(token) ? startOffset : this.#beginOfText(startOffset), end: endOffset, ended: ends(ended), begun: this.#begun, endedLast: ends(endedLast) });
  }

  // parse5 is somewhere in a character reference that the text begins with.
  #beginOfText(offset) {
    return /&#?[a-z0-9]*$/i.exec(this.#text.slice(0, offset))?.index ?? offset;
  }

  #letHeadWait(token, ended) {
    const head = this.#waitingHead;
    if (head === undefined || head === null) return;
    if (!isTag(token)) {
      if (ended.includes(head)) ended.splice(ended.indexOf(head), 1);
      return;
    }
    const { type, tagName } = token;
    const ends = type === Token.TokenType.START_TAG ? !ofHead.has(tagName) : ['head', 'body', 'html', 'br'].includes(tagName);
    if (!ends || this.openElements.tmplCount > 0) return;
    this.#waitingHead = null; // for good
    ended.unshift(head);
  }

  // What the input's end implies has no place any more.
  #endInput(token) {
    const at = token.location.startOffset;
    if (this.#waitingHead) this.#open.push(this.#waitingHead);
    const ended = this.#open.reverse().map((element) => ({ element, own: false }));
    for (const element of this.#begun) this.#elements.splice(this.#elements.indexOf(element), 1);
    this.#steps.push({ begin: at, end: at, ended, begun: [], endedLast: [] });
  }

  #endOfDocument({ type, tagName }) {
    if (type !== Token.TokenType.END_TAG || (tagName !== 'body' && tagName !== 'html')) return [];
    const mode = this.insertionMode;
    const ends = { html: mode === InsertionMode.AFTER_AFTER_BODY || mode === InsertionMode.AFTER_AFTER_FRAMESET, body: mode === InsertionMode.AFTER_BODY };
    if (ends.html ? this.#htmlEnded : this.#bodyEnded || !ends.body) return [];
    if (ends.html) this.#htmlEnded = true;
    this.#bodyEnded = true;
    const ended = this.#open.filter(({ isRoot }) => ends.html || !isRoot);
    this.#open = this.#open.filter(({ isRoot }) => !ends.html && isRoot);
    return ended.reverse();
  }

  *#stack() {
    for (let at = this.openElements.stackTop; at >= 0; at = this.openElements.slotBelow(at)) yield this.openElements.items[at];
  }

  _reconstructActiveFormattingElements() {
    this.#cloning = true;
    super._reconstructActiveFormattingElements();
    this.#cloning = false;
  }

  _attachElementToTree(node, location, where) {
    if (!this.#cloning) this.#begin(node, location);
    super._attachElementToTree(node, location, where);
  }
  _insertFakeRootElement() {
    super._insertFakeRootElement();
    this.#begin(this.openElements.current, null);
  }
  _findFosterParentingLocation() {
    this.#moves.add('foster parenting');
    return super._findFosterParentingLocation();
  }
  _createElement(tagName, ...rest) {
    ++this.#created;
    if (tagName === 'template' || tagName === 'frameset') this.#moves.add(tagName);
    return super._createElement(tagName, ...rest);
  }

  // The p of a stray </p> and the br of </br> are nobody's.
  #begin(node, location) {
    const { tagName, namespaceURI, attrs } = node;
    const name = tagName.toLowerCase();
    if (!location && !impliable.has(name)) return;
    const isRoot = this.#ofNode.size === 0;
    const stack = isRoot ? [] : [...this.#stack()];
    const space = namespaceURI === html.NS.HTML ? 'html' : 'foreign';
    const element = {
      node,
      name,
      space,
      type: `${namespaceURI} ${name}`,
      tag: location ? { begin: location.startOffset, end: location.endOffset } : null,
      attributes: new Map(attrs.map((one) => [(one.prefix ? `${one.prefix}:${one.name}` : one.name).toLowerCase(), one.value])),
      isRoot,
      isText: space === 'html' && textElements.has(name),
      parent: this.#ofNode.get(stack[0]), // none: the document, or a clone of a formatting element, which is not the page's
      ancestors: stack.flatMap((open) => this.#ancestorsBy(open)), // inner ones first
      children: [],
      index: this.#elements.length,
    };
    const siblings = element.parent?.children ?? (isRoot ? [] : undefined);
    element.before = siblings?.at(-1); // its sibling
    element.number = siblings ? siblings.length + 1 : 0;
    element.numberOfType = siblings ? siblings.filter(({ type }) => type === element.type).length + 1 : 0;
    siblings?.push(element);
    this.#ofNode.set(node, element);
    this.#elements.push(element);
    this.#begun.push(element);
  }

  // The head is no longer on the stack when a template lies in it that comes after its end tag.
  #ancestorsBy(open) {
    const element = this.#ofNode.get(open);
    if (element === undefined) return [];
    return element.parent?.name === 'head' ? [element, element.parent] : [element];
  }

  #noticeCauses(token) {
    const { openElements, skipNextNewLine, activeFormattingElements } = this;
    const formatting = activeFormattingElements.newest?.element;
    if (skipNextNewLine && token.chars?.startsWith('\n') && formatting && !openElements.contains(formatting)) {
      this.#explains.add('the line feed after pre');
    }
    if (!isTag(token)) return;
    const { tagName, tagID, type } = token;
    const inSelect = this.insertionMode === InsertionMode.IN_SELECT || this.insertionMode === InsertionMode.IN_SELECT_IN_TABLE;
    if (inSelect && !['option', 'optgroup', 'select', 'script', 'template'].includes(tagName)) this.#explains.add('tags in select');
    if (tableParts.has(tagName) && openElements.indexOfTopmost(html.TAG_ID.TEMPLATE) > openElements.indexOfTopmost(html.TAG_ID.TABLE)) {
      this.#explains.add('parts of a table in a template');
    }
    if (type !== Token.TokenType.END_TAG) return;
    if (tableBodies.has(tagName) && !openElements.hasInTableScope(tagID) && openElements.hasInTableScope(html.TAG_ID.TR)) {
      this.#explains.add('the end tag of a table body in another one');
    }
    if (tagName === 'form' && this.formElement && openElements.hasInScope(tagID) && !openElements.contains(this.formElement)) {
      this.#explains.add('the end tag of a form that is not open');
    }
  }
}
