// The tags and comments of a page as parse5's tokenizer reads them, told by its tree where text begins.
import { requirePackage } from '../support/paths.mjs';

const { Parser } = requirePackage('parse5');

// Bytes as Latin-1 text → [{ at, what }] in order, `at` a byte's place. Each once: the tree may take a tag in several steps.
export function tokensOf(text) {
  const tokens = [];
  class Listening extends Parser {
    onStartTag(token) {
      tokens.push({ at: token.location.startOffset, what: `<${token.tagName} ${token.attrs.map(({ name, value }) => `${name}=${value}`).join()}>` });
      super.onStartTag(token);
    }
    onEndTag(token) {
      tokens.push({ at: token.location.startOffset, what: `</${token.tagName}>` });
      super.onEndTag(token);
    }
    onComment(token) {
      tokens.push({ at: token.location.startOffset, what: `<!--${token.data}-->` });
      super.onComment(token);
    }
  }
  new Listening({ sourceCodeLocationInfo: true, scriptingEnabled: true }).tokenizer.write(text, true);
  return [...new Map(tokens.map((token) => [token.at, token])).values()].sort((a, b) => a.at - b.at);
}

// Whether what stands in `text` from `at` on is read as in `other` from `otherAt` on; else where it is not.
export function readDifferently(text, at, other, otherAt) {
  const from = (page, start) => tokensOf(page).filter((token) => token.at >= start).map((token) => `${token.at - start}: ${token.what}`);
  const [read, wanted] = [from(text, at), from(other, otherAt)];
  const first = wanted.findIndex((token, i) => token !== read[i]);
  if (first >= 0) return `${read[first]}, wanted ${wanted[first]}`;
  return read.length > wanted.length ? `${read[wanted.length]}, wanted nothing more` : undefined;
}
