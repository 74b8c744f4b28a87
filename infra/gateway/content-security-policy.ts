export interface PolicyOptions {
  /** True if browsers reach the platform over HTTPS. */
  readonly isSecure: boolean;
}

type Directives = Readonly<Record<string, readonly string[]>>;

/** Directives that allow only the platform's own resources and scripts, and no framing. */
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
 * Policy of a page. Lists and scroll areas of the component library insert a style element; the nonce
 * allows only these, and no other inline style. The pages create downloads and icons as data.
 *
 * @param nonce of this response only
 */
export function pagePolicy(nonce: string, options: PolicyOptions): string {
  const policy: Directives = {
    ...directives(options),
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', 'blob:'],
  };
  return policyText(policy);
}

/** Policy of the API documentation, whose icons are data. */
export function docsPolicy(options: PolicyOptions): string {
  return policyText({ ...directives(options), 'img-src': ["'self'", 'data:'] });
}

function policyText(policy: Directives): string {
  return Object.entries(policy)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
