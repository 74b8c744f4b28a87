import { SIGN_IN } from './admission.ts';
import { routes } from './routes.ts';

/** A page that is known before the router starts and the server answers. */
export interface KnownPage {
  readonly load: () => Promise<unknown>;
  /** True for pages without the header and navigation of signed-in people. */
  readonly bare: boolean;
  /** The API paths that the page requests first. */
  readonly asks: readonly string[];
}

/**
 * Predicts the page of a path. Returns undefined where it depends on the role, or where the browser has no
 * URLPattern.
 */
export function pageAt(
  pathname: string,
  { isSignedIn }: { readonly isSignedIn: boolean },
): KnownPage | undefined {
  if (typeof URLPattern === 'undefined') return undefined;
  const requested = findRoute(pathname);
  const isOpen = isSignedIn || requested?.meta?.for === 'anyone';
  const route = isOpen ? requested : findRoute(SIGN_IN);
  if (typeof route?.component !== 'function' || (isSignedIn && route.meta?.for === 'nobody-yet')) {
    return undefined;
  }
  const isBare = !isSignedIn || (route.meta?.bare ?? false);
  const parameters = new URLPattern({ pathname: route.path }).exec({ pathname })?.pathname.groups;
  const asks = (parameters && route.meta?.asks?.(parameters)) ?? [];
  return { load: route.component as () => Promise<unknown>, bare: isBare, asks };
}

function findRoute(pathname: string) {
  return routes.find(({ path }) => new URLPattern({ pathname: path }).test({ pathname }));
}
