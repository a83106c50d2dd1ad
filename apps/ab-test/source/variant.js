const DAY_SECONDS = 24 * 60 * 60;

const cookieName = (name) => `inlay-ab-${name}`;

// 'a', 'b' or undefined.
export function assignedIn(cookies, name) {
  const wanted = `${cookieName(name)}=`;
  const pair = (cookies ?? '').split(';').map((text) => text.trim()).find((text) => text.startsWith(wanted));
  return variantOf(pair?.slice(wanted.length));
}

// ?ab-headline=b, for whoever wants to look at one of them.
export function forcedBy(url, name) {
  const query = url.replace(/#.*$/s, '').split('?').slice(1).join('?');
  const wanted = `ab-${name}=`;
  return variantOf(query.split('&').find((text) => text.startsWith(wanted))?.slice(wanted.length));
}

export function cookieFor(name, variant, days, url) {
  const secure = /^https:/i.test(url) ? '; Secure' : '';
  return `${cookieName(name)}=${variant}; Path=/; Max-Age=${Math.round(days * DAY_SECONDS)}; SameSite=Lax; HttpOnly${secure}`;
}

function variantOf(text) {
  return text === 'a' || text === 'b' ? text : undefined;
}
