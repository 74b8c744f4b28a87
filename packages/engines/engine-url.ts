/** Engines are selected by URL; the scheme picks the adapter. */
export type Scheme = `${string}:`;

/**
 * An engine's URL can't be used. The message names what is wrong with it and never repeats its user or
 * password.
 */
export class InvalidEngineUrl extends TypeError {
  override readonly name = 'InvalidEngineUrl';
}

/**
 * Opens an engine by the adapter of its URL's scheme.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the adapter can't read the URL
 * @throws EngineUnavailable where an embedded database can't be opened
 */
export function openByScheme<T>(
  url: string,
  adapters: Readonly<Record<Scheme, (url: string) => T>>,
): T {
  const adapter = Object.entries(adapters).find(([scheme]) => url.startsWith(scheme))?.[1];
  if (!adapter) {
    const schemes = Object.keys(adapters).join(' or ');
    throw new InvalidEngineUrl(`must start with ${schemes}, but is "${withoutCredentials(url)}"`);
  }
  try {
    return adapter(url);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new InvalidEngineUrl(withoutCredentials(error.message), { cause: error });
  }
}

/** An engine's URL without its user and password. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//***@');
}

/** The file that `sqlite:FILE` names, relative to the working directory. */
export function sqliteFile(url: string): string {
  return url.slice('sqlite:'.length);
}
