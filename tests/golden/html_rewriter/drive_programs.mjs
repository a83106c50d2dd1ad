// Drives programs by hand, where nothing does it as a runtime of ours would: `html` gets a rewriter and a
// context, `fetch` a request, and the global fetch() answers with the page.
import { bodyOf, chunkSizes } from './drive.mjs';

// Of classic scripts, which register themselves while they are loaded: this module comes before them.
const listeners = [];
globalThis.addEventListener = (type, listener) => void (type === 'fetch' && listeners.push(listener));

function answerOfListener(request) {
  return new Promise((resolve) => { for (const listener of listeners) listener({ request, respondWith: resolve }); });
}

function originAnswer(test, chunk) {
  const headers = { 'content-type': 'text/html; charset=utf-8', ...test.responseHeaders };
  return new Response(bodyOf(new TextEncoder().encode(test.page), chunk), { status: test.responseStatus, headers });
}

function contextOf(test, origin) {
  return {
    options: Object.freeze({}),
    install: { id: 'abcdefghijkl', appId: 'program', version: '1.0.0', siteId: 'site', preview: false },
    request: { url: test.url, method: 'GET', headers: new Headers(test.requestHeaders) },
    page: { status: origin.status, headers: origin.headers },
    waitUntil() {},
    passThroughOnException() {},
  };
}

export async function runProgram(test, chunk) {
  const origin = originAnswer(test, chunk);
  const ctx = contextOf(test, origin);
  if (test.app?.html !== undefined) {
    const rewriter = new HTMLRewriter();
    await test.app.html(rewriter, ctx);
    return rewriter.transform(origin).text();
  }
  const before = globalThis.fetch;
  globalThis.fetch = async () => origin;
  try {
    const request = new Request(test.url, { headers: test.requestHeaders });
    const response = await (test.app === undefined ? answerOfListener(request) : test.app.fetch(request, {}, ctx));
    if (response.status !== test.expectedStatus) return `status ${response.status}`;
    for (const [name, value] of Object.entries(test.expectedHeaders)) {
      if (response.headers.get(name) !== value) return `${name}: ${response.headers.get(name)}`;
    }
    return await response.text();
  } finally {
    globalThis.fetch = before;
  }
}

export async function programDifferences(programs) {
  const found = [];
  for (const test of programs) {
    for (const chunk of chunkSizes) {
      const got = await runProgram(test, chunk).catch((error) => `throws ${error}`);
      if (got !== test.expected) found.push({ table: 'programs', name: test.name, ours: test.ours, chunk, why: `gives ${JSON.stringify(got)}` });
    }
  }
  return { runs: programs.length * chunkSizes.length, found };
}
