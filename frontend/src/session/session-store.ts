import { defineStore } from 'pinia';
import { computed, markRaw, ref } from 'vue';
import { createApi, dataOf, type Session } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { PendingRequests } from '../loading/pending-requests.ts';
import { prefetchedResponses } from '../loading/prefetched-responses.ts';
import { otherTabs } from './other-tabs.ts';
import { SessionRenewal } from './renewal.ts';
import { sharedGoodUntil } from './shared-good-until.ts';

export type Person = Session['user'];

/**
 * - `unknown`: it was not asked yet;
 * - `signed-out`;
 * - `signed-in`;
 * - `ended`: somebody was signed in, and what they do waits until they have signed in again.
 */
export type SessionStatus = 'unknown' | 'signed-out' | 'signed-in' | 'ended';

const LOCK = 'energy:session-renewal';

/** Who is signed in, and the API as they may use it. */
export const useSession = defineStore('session', () => {
  const status = ref<SessionStatus>('unknown');
  const person = ref<Person>();
  const mustChangePassword = ref(false);
  /** Whether it was in another tab that the person signed out. */
  const endedElsewhere = ref(false);
  /** Whether a command waits until the person has given their password again. */
  const isProofRequired = ref(false);
  let settleProof: ((isProven: boolean) => void) | undefined;
  let settle: ((signedInAgain: boolean) => void) | undefined;
  let loading: Promise<void> | undefined;

  const renewal = new SessionRenewal({
    fetch: (request) => prefetchedResponses.take(request) ?? fetch(request),
    origin: location.origin,
    // Plain HTTP from elsewhere than this machine has no locks; the server forgives two tabs at once.
    exclusively: (run) => navigator.locks?.request(LOCK, run) ?? run(),
    goodUntil: sharedGoodUntil,
    now: Date.now,
    onEnded: waitForSigningInAgain,
    onProofRequired: waitForProof,
  });
  const queries = new PendingRequests();
  const api = createApi((request) => queries.track(renewal.fetch(request)));

  const tabs = otherTabs((news) => {
    if (news.type === 'signed-out') leave({ elsewhere: true });
    else if (status.value === 'ended' && news.userId === person.value?.id) resume();
    else if (news.userId !== person.value?.id) location.assign('/');
  });

  /** Finds out who is signed in: once, however often it is called. */
  function load(): Promise<void> {
    loading ??= find().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  async function find(): Promise<void> {
    if (sharedGoodUntil.get() === 0) {
      status.value = 'signed-out';
      return;
    }
    try {
      begin(await dataOf(api.GET('/api/session')));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      leave();
    }
  }

  /** @throws ApiProblem where the name or the password is wrong, or it was tried too often */
  async function signIn(name: string, password: string): Promise<void> {
    const before = status.value === 'ended' ? person.value : undefined;
    const session = await dataOf(api.POST('/api/session', { body: { name, password } }));
    tabs.tell({ type: 'signed-in', userId: session.user.id });
    if (before && before.id !== session.user.id) {
      settle?.(false);
      location.assign('/'); // Nothing of whoever was here before may stay.
      return;
    }
    begin(session);
    resume();
  }

  /**
   * @param currentPassword not needed after signing in with a one-time password
   * @throws ApiProblem where the current password is wrong or the new one is refused
   */
  async function changePassword(newPassword: string, currentPassword?: string): Promise<void> {
    const body = { newPassword, ...(currentPassword !== undefined && { currentPassword }) };
    begin(await dataOf(api.PUT('/api/session/password', { body })));
  }

  /** @throws ApiProblem where the password is wrong, or it was tried too often */
  async function prove(password: string): Promise<void> {
    await api.POST('/api/session/proof', { body: { password } });
    endProof(true);
  }

  function waitForProof(): Promise<boolean> {
    isProofRequired.value = true;
    return new Promise((resolve) => {
      settleProof = resolve;
    });
  }

  function endProof(isProven: boolean): void {
    isProofRequired.value = false;
    settleProof?.(isProven);
    settleProof = undefined;
  }

  async function signOut(): Promise<void> {
    await api.DELETE('/api/session');
    tabs.tell({ type: 'signed-out' });
    leave();
  }

  function begin(session: Pick<Session, 'user' | 'mustChangePassword'>): void {
    person.value = session.user;
    mustChangePassword.value = session.mustChangePassword;
    endedElsewhere.value = false;
    status.value = 'signed-in';
  }

  function resume(): void {
    status.value = 'signed-in';
    settle?.(true);
    settle = undefined;
  }

  /** Gives up what waits. */
  function leave({ elsewhere = false } = {}): void {
    sharedGoodUntil.clear();
    endedElsewhere.value = elsewhere && person.value !== undefined;
    person.value = undefined;
    mustChangePassword.value = false;
    status.value = 'signed-out';
    settle?.(false);
    settle = undefined;
    endProof(false);
  }

  function waitForSigningInAgain(): Promise<boolean> {
    if (status.value !== 'signed-in') return Promise.resolve(false);
    status.value = 'ended';
    return new Promise((resolve) => {
      settle = resolve;
    });
  }

  return {
    api,
    queries: markRaw(queries),
    status,
    person,
    mustChangePassword,
    endedElsewhere,
    isProofRequired,
    isSignedIn: computed(() => person.value !== undefined),
    load,
    signIn,
    signOut,
    changePassword,
    prove,
    cancelProof: () => endProof(false),
    leave,
  };
});

/** The platform’s API as whoever is signed in may use it. */
export function useApi() {
  return useSession().api;
}
