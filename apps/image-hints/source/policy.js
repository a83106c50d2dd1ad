// Whether a page's Content-Security-Policy is known to let a <style> without a nonce count. All policies have to.
export function allowsStyles(policies) {
  return policies === null || policies.split(',').every(policyAllows);
}

function policyAllows(policy) {
  const directives = new Map();
  for (const text of policy.split(';')) {
    const [name, ...sources] = text.trim().toLowerCase().split(/\s+/);
    if (!directives.has(name)) directives.set(name, sources);
  }
  const sources = directives.get('style-src-elem') ?? directives.get('style-src') ?? directives.get('default-src');
  if (!sources) return true;
  return sources.includes("'unsafe-inline'") && !sources.some((source) => /^'(nonce|sha\d+)-/.test(source));
}
