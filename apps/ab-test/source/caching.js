// Two visitors may see different pages at one address, so nothing between them and the site may keep one for all.
export function keepApart(headers) {
  const vary = headers.get('vary') ?? '';
  if (!/(^|,)\s*(cookie|\*)\s*(,|$)/i.test(vary)) headers.append('Vary', 'Cookie');

  const directives = (headers.get('cache-control') ?? '').split(',').map((text) => text.trim()).filter(Boolean);
  if (!directives.some((text) => /^(private|no-store)\b/i.test(text))) {
    const kept = directives.filter((text) => !/^(public|s-maxage)\b/i.test(text));
    headers.set('Cache-Control', ['private', ...kept].join(', '));
  }

  // The site's validators are the same for both variants: a browser that asks with them would go on showing the other one.
  headers.delete('etag');
  headers.delete('last-modified');
}
