/** What the policy of an answer depends on. */
export interface PolicyOptions {
  /** Whether browsers reach the platform by HTTPS. */
  readonly isSecure: boolean;
}

type Directives = Readonly<Record<string, readonly string[]>>;

/** Nothing is fetched from elsewhere, framed, or run that is not the platform's own. */
export function directives({ isSecure }: PolicyOptions): Directives {
  return {
    'default-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    ...(isSecure && { 'upgrade-insecure-requests': [] }),
  };
}

/**
 * The policy of a page: as strict for scripts as for everything. Lists and scrolling areas of the pages'
 * component library put a style element beside themselves; the nonce lets just these through, so that no
 * other inline style is needed. Downloads and icons are made by the pages themselves, as data.
 *
 * @param nonce of this one answer
 */
export function pagePolicy(nonce: string, options: PolicyOptions): string {
  const policy: Directives = {
    ...directives(options),
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', 'blob:'],
  };
  return policyText(policy);
}

/** The policy of the page of the API's documentation, whose icons are data. */
export function docsPolicy(options: PolicyOptions): string {
  return policyText({ ...directives(options), 'img-src': ["'self'", 'data:'] });
}

function policyText(policy: Directives): string {
  return Object.entries(policy)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
