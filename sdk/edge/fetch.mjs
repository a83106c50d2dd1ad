// fetch(), as far as it goes yet: a request's own page.
import { regexpExec, rejectedWith, resolvedWith, slice, TypeError } from './primordials.mjs';
import { host } from './host.mjs';
import { Request, requestHead } from './request.mjs';
import { needArguments } from './webidl.mjs';

const origin = /^(https?):\/\/(?:[^/?#@]*@)?([^/?#]+)/i;
const fragment = /#/;

function withoutFragment(url) {
  const found = regexpExec(fragment, url);
  return found === null ? url : slice(url, 0, found.index);
}

function answerTo(request) {
  const { method, url } = requestHead(request);
  const page = host.pageResponse(withoutFragment(url), method);
  if (page !== undefined) return page;
  const parts = regexpExec(origin, url);
  if (parts === null) throw new TypeError(`fetch: "${url}" is no absolute URL of http: or https:`);
  const needed = `"permissions": {"fetch": ["${parts[1]}://${parts[2]}"]}`;
  throw host.denied(new TypeError(`fetch: ${parts[2]} may not be called: that needs ${needed}, and this version calls no other hosts yet`));
}

export const fetchFunctions = {
  __proto__: null,
  fetch(input, init = undefined) {
    try {
      needArguments(1, arguments.length, 'fetch');
      return resolvedWith(answerTo(new Request(input, init)));
    } catch (error) {
      return rejectedWith(error);
    }
  },
};
