import { type RouteLocationNormalizedLoaded, type Router, START_LOCATION } from 'vue-router';

/** The page from which the current one was opened, with what its history entry stored. */
export interface Origin {
  readonly path: string;
  /** The message key of its title. */
  readonly title: string | undefined;
  readonly state: EntryState;
}

/** What pages store in their history entry, beside the router's own fields. */
export interface EntryState {
  /** Null where nothing led here. */
  readonly origin?: Origin | null;
  /** The cursors of the previous pages of a list. */
  readonly pages?: readonly string[];
  /** How many rows a growing list has loaded. */
  readonly loaded?: number;
  readonly scrollTop?: number;
}

/** Longer chains of pages are forgotten, so that history entries stay small. */
const MAX_CHAIN = 4;

/**
 * Stores in each history entry the page from which it was opened, so that a link back leads there, to the same
 * place of the same list. Steps within a page (another day, another page of a list) keep the origin.
 */
export function trackOrigins(router: Router): void {
  let leaving: EntryState = {};
  router.beforeEach(() => {
    leaving = { ...entryState(), scrollTop: window.scrollY };
  });
  router.afterEach((to, from, failure) => {
    if (!failure && entryState().origin === undefined) {
      storeInEntry({ origin: originOf(to, from, leaving) });
    }
  });
}

function originOf(
  to: RouteLocationNormalizedLoaded,
  from: RouteLocationNormalizedLoaded,
  leaving: EntryState,
): Origin | null {
  if (from === START_LOCATION || from.meta.bare) return null;
  if (to.name === from.name) return leaving.origin ?? null;
  return toOrigin(from, leaving);
}

/** The current history entry's state. */
export function entryState(): EntryState {
  return (history.state ?? {}) as EntryState;
}

/** Stores fields in the current history entry. */
export function storeInEntry(state: EntryState): void {
  history.replaceState({ ...history.state, ...state }, '');
}

function toOrigin(from: RouteLocationNormalizedLoaded, state: EntryState): Origin {
  const { pages, loaded, scrollTop, origin } = state;
  const stored = {
    ...(pages && { pages: [...pages] }),
    ...(loaded !== undefined && { loaded }),
    ...(scrollTop !== undefined && { scrollTop }),
    origin: withoutEnd(origin, MAX_CHAIN),
  };
  return { path: from.fullPath, title: from.meta.title, state: stored };
}

function withoutEnd(origin: Origin | null | undefined, length: number): Origin | null {
  if (!origin || length === 0) return null;
  const { state } = origin;
  return { ...origin, state: { ...state, origin: withoutEnd(state.origin, length - 1) } };
}
