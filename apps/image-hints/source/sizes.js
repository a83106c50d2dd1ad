// "tea-800x600.jpg", as content management systems name what they have scaled. With a query, a service may have scaled it again.
const NAMED = /-([1-9]\d{1,4})x([1-9]\d{1,4})\.(?:avif|gif|jpe?g|png|webp)$/i;

export function sizeFromName(address) {
  const match = NAMED.exec(withoutFragment(address));
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

export function sizeFromList(address, list) {
  if (list.length === 0) return undefined;
  const path = withoutFragment(address).replace(/\?.*$/s, '');
  return list.find((known) => isEndOf(path, known.address) && isSize(known.width) && isSize(known.height));
}

function withoutFragment(address) {
  return address.trim().replace(/#.*$/s, '');
}

// Whole names only: "pot.jpg" is the end of "images/pot.jpg", not of "teapot.jpg".
function isEndOf(path, end) {
  if (!end) return false;
  return path === end || path.endsWith(end.startsWith('/') ? end : `/${end}`);
}

function isSize(value) {
  return Number.isInteger(value) && value > 0;
}
