import { keepApart } from './caching.js';
import { changeTo } from './changes.js';
import { assignedIn, cookieFor, forcedBy } from './variant.js';

export default {
  async fetch(request, env, ctx) {
    const response = await fetch(request);
    if (!isPage(response)) return response;
    const { options } = ctx;
    const name = options.name.toLowerCase().replace(/[^a-z0-9-]/g, '') || 'test';
    const forced = forcedBy(request.url, name);
    const assigned = forced ?? assignedIn(request.headers.get('cookie'), name);
    const variant = assigned ?? (Math.random() * 100 < options.share ? 'b' : 'a');

    const page = new Response(response.body, response);
    keepApart(page.headers);
    if (!assigned) page.headers.append('Set-Cookie', cookieFor(name, variant, options.keepDays, request.url));
    return changeTo(new HTMLRewriter(), variant, name, options.changes).transform(page);
  },
};

function isPage(response) {
  return response.body !== null && /^text\/html\b/i.test(response.headers.get('content-type') ?? '');
}
