// TextEncoder, TextDecoder and fetch().
import { describe } from 'node:test';
import { testRows } from './support.mjs';

const list = '[...new TextEncoder().encode(';
describe('TextEncoder', () => {
  testRows([
    ['encode', `return ${list}"aé漢😀")]`, [97, 0xc3, 0xa9, 0xe6, 0xbc, 0xa2, 0xf0, 0x9f, 0x98, 0x80]],
    ['encode nothing', `return [${list})], ${list}undefined)]]`, [[], []]],
    ['a lone surrogate', `return ${list}"\\ud800")]`, [0xef, 0xbf, 0xbd]],
    ['encoding, and its tag', 'return [new TextEncoder().encoding, String(new TextEncoder())]', ['utf-8', '[object TextEncoder]']],
    ['encodeInto: all of it', 'const b = new Uint8Array(5); return [new TextEncoder().encodeInto("aé", b), [...b]]', [{ read: 2, written: 3 }, [97, 0xc3, 0xa9, 0, 0]]],
    ['encodeInto: no half characters', 'const b = new Uint8Array(4); return [new TextEncoder().encodeInto("a😀", b), [...b]]', [{ read: 1, written: 1 }, [97, 0, 0, 0]]],
    ['encodeInto: a pair counts twice', 'return new TextEncoder().encodeInto("😀x", new Uint8Array(9))', { read: 3, written: 5 }],
    ['encodeInto no bytes', 'return caught(() => new TextEncoder().encodeInto("a", new Uint16Array(2)))', 'TypeError'],
    ['use new', 'return [caught(() => TextEncoder()), caught(() => TextEncoder.prototype.encode.call({}, "a"))]', ['TypeError', 'TypeError']],
  ]);
});

describe('TextDecoder', () => {
  testRows([
    ['decode', 'return new TextDecoder().decode(bytes(97, 0xc3, 0xa9))', 'aé'],
    ['nothing', 'return new TextDecoder().decode()', ''],
    ['views and buffers', 'const b = bytes(97, 98, 99, 100); const d = new TextDecoder(); return [d.decode(b.buffer), d.decode(new DataView(b.buffer, 1, 2)), d.decode(b.subarray(3))]', ['abcd', 'bc', 'd']],
    ['no bytes', 'return caught(() => new TextDecoder().decode("a"))', 'TypeError'],
    ['malformed', 'return new TextDecoder().decode(bytes(97, 0xff, 98))', 'a\ufffdb'],
    ['malformed and fatal', 'return caught(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes(0xff)))', 'TypeError'],
    ['labels', 'return [" UTF8\\n", "unicode-1-1-utf-8"].map((label) => new TextDecoder(label).encoding)', ['utf-8', 'utf-8']],
    ['other labels', 'return [caught(() => new TextDecoder("shift_jis")), caught(() => new TextDecoder("x"))]', ['RangeError', 'RangeError']],
    ['options', 'const d = new TextDecoder("utf8", { fatal: 1, ignoreBOM: "x" }); return [d.fatal, d.ignoreBOM, new TextDecoder().fatal, new TextDecoder().ignoreBOM]', [true, true, false, false]],
    ['a byte order mark', 'const b = bytes(0xef, 0xbb, 0xbf, 97); return [new TextDecoder().decode(b), new TextDecoder("utf-8", { ignoreBOM: true }).decode(b).length]', ['a', 2]],
    ['in pieces', 'const all = new TextEncoder().encode("aé漢😀é"); const seen = []; for (let size = 1; size < 6; size += 1) { const d = new TextDecoder(); let text = ""; for (let at = 0; at < all.length; at += size) text += d.decode(all.subarray(at, at + size), { stream: true }); seen.push(text + d.decode()) } return seen', Array(5).fill('aé漢😀é')],
    ['in pieces, with a mark at the start and one behind', 'const d = new TextDecoder(); let text = ""; for (const b of [0xef, 0xbb, 0xbf, 97, 0xef, 0xbb, 0xbf, 98]) text += d.decode(bytes(b), { stream: true }); return [...text + d.decode()].map((c) => c.codePointAt(0))', [97, 0xfeff, 98]],
    ['an end in the middle of a character', 'const d = new TextDecoder(); return [d.decode(bytes(97, 0xe6, 0xbc), { stream: true }), d.decode(), d.decode(bytes(98))]', ['a', '\ufffd', 'b']],
    ['a piece that changes later', 'const d = new TextDecoder(); const b = bytes(0xc3); d.decode(b, { stream: true }); b[0] = 0; return d.decode(bytes(0xa9))', 'é'],
  ]);
});

describe('fetch', () => {
  testRows([
    ['the own page', 'return [await fetch("https://page.test/"), await fetch(new Request("https://page.test/#part"))]', ['the page', 'the page']],
    ['another host', 'return refused(fetch("https://other.test/x"))', 'TypeError'],
    ['its message names the host and the permission', 'return fetch("https://user@Other.test:8443/x?https://page.test").catch((error) => error.message)', 'fetch: other.test:8443 may not be called: that needs "permissions": {"fetch": ["https://other.test:8443"]}, and this version calls no other hosts yet'],
    ['it is marked', 'const error = await fetch("https://other.test/").catch((thrown) => thrown); return [log.denied.length, log.denied[0] === error]', [1, true]],
    ['another method', 'return refused(fetch("https://page.test/", { method: "POST" }))', 'TypeError'],
    ['no URL is no denial', 'return [await refused(fetch("mailto:a@b")), await refused(fetch("")), log.denied.length]', ['TypeError', 'TypeError', 0]],
    ['nothing', 'return refused(fetch())', 'TypeError'],
    ['never throws at once', 'return refused(fetch("https://page.test/", 7))', 'TypeError'],
  ]);
});
