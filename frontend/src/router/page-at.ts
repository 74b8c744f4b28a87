import { SIGN_IN } from './admission.ts';
import { routes } from './routes.ts';

/** A page, as far as it can be known without the router and the server. */
export interface KnownPage {
  readonly load: () => Promise<unknown>;
  /** Without the header and navigation of those who are signed in. */
  readonly bare: boolean;
  /** The paths of the API that it will ask for first. */
  readonly asks: readonly string[];
}

/**
 * The page that a path most likely leads to; undefined where the role decides, or the browser is too old
 * to say.
 */
export function pageAt(
  pathname: string,
  { isSignedIn }: { readonly isSignedIn: boolean },
): KnownPage | undefined {
  if (typeof URLPattern === 'undefined') return undefined;
  const asked = routeOf(pathname);
  const route = isSignedIn || asked?.meta?.for === 'anyone' ? asked : routeOf(SIGN_IN);
  if (typeof route?.component !== 'function' || (isSignedIn && route.meta?.for === 'nobody-yet')) {
    return undefined;
  }
  const isBare = !isSignedIn || (route.meta?.bare ?? false);
  const named = new URLPattern({ pathname: route.path }).exec({ pathname })?.pathname.groups;
  const asks = (named && route.meta?.asks?.(named)) ?? [];
  return { load: route.component as () => Promise<unknown>, bare: isBare, asks };
}

function routeOf(pathname: string) {
  return routes.find(({ path }) => new URLPattern({ pathname: path }).test({ pathname }));
}
