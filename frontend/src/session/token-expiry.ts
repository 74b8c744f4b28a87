const KEY = 'energy:session-good-until';

/**
 * The expiry of the access token (milliseconds since 1970), shared by all tabs. 0 where nobody has signed in
 * with this browser, so that it need not ask the server.
 */
export const tokenExpiry = {
  get: () => Number(localStorage.getItem(KEY) ?? 0),
  set: (at: number) => localStorage.setItem(KEY, String(at)),
  clear: () => localStorage.removeItem(KEY),
};
