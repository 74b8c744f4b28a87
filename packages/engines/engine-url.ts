/** Engines are chosen by URL; the scheme picks the adapter. */
export type Scheme = `${string}:`;

/**
 * The scheme of an engine's URL, one of `supported`.
 *
 * @throws RangeError that names the schemes which would do
 */
export function schemeOf<S extends Scheme>(url: string, supported: readonly S[]): S {
  const scheme = supported.find((candidate) => url.startsWith(candidate));
  if (scheme) return scheme;
  const wanted = supported.join(' or ');
  throw new RangeError(`must start with ${wanted}, but is "${withoutCredentials(url)}"`);
}

/** An engine's URL as it may be shown. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}

/** The file that `sqlite:FILE` names, relative to the working directory. */
export function sqliteFile(url: string): string {
  return url.slice('sqlite:'.length);
}
