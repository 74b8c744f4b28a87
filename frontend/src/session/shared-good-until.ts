const KEY = 'energy:session-good-until';

/**
 * Until when the access token is good, as all tabs know it (milliseconds since 1970). 0 where nobody has
 * signed in with this browser: then there is no need to ask the server who it is.
 */
export const sharedGoodUntil = {
  get: () => Number(localStorage.getItem(KEY) ?? 0),
  set: (at: number) => localStorage.setItem(KEY, String(at)),
  clear: () => localStorage.removeItem(KEY),
};
