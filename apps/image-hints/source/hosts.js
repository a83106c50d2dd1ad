// A name or an address with a port if need be, and nothing that could mean something in markup.
const HOST = /^(?:(https?):)?(?:\/\/)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?)\/?$/i;

export function preconnects(hosts) {
  return hosts.map(({ host, fonts }) => preconnect(host, fonts)).join('');
}

function preconnect(text, fonts) {
  const match = HOST.exec(String(text).trim());
  if (!match) {
    if (text) console.warn('no host:', text);
    return '';
  }
  const [, scheme = 'https', host] = match;
  return `<link rel="preconnect" href="${scheme.toLowerCase()}://${host.toLowerCase()}"${fonts ? ' crossorigin' : ''}>`;
}
