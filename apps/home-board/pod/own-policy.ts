/**
 * Narrows this page's own policy to where the citizen's data lies, for as long as the page lives.
 * Policies only ever add up (CSP3, §8.1), so nothing can widen it again: the browser itself then
 * proves that data goes nowhere else.
 */
export function sendOnlyTo(origins: readonly string[]): void {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src 'self' ${origins.join(' ')}`;
  document.head.append(policy);
}

/** Each origin once; an address that is none is left out, so that it is blocked. */
export function originsOf(addresses: readonly string[]): readonly string[] {
  return [
    ...new Set(
      addresses.flatMap((address) => (URL.canParse(address) ? new URL(address).origin : [])),
    ),
  ];
}
