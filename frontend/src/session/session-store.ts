import { defineStore } from 'pinia';
import { computed, markRaw, ref } from 'vue';
import { type Api, createApi, dataOf, type Session } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { forgetOfflineData } from '../loading/offline.ts';
import { PendingRequests } from '../loading/pending-requests.ts';
import { prefetchedResponses } from '../loading/prefetched-responses.ts';
import { PendingSignOut } from './pending-sign-out.ts';
import { SessionRenewal } from './session-renewal.ts';
import { tokenExpiry } from './token-expiry.ts';

export type Person = Session['user'];

/**
 * - `unknown`: not loaded yet
 * - `signed-out`
 * - `signed-in`
 * - `ended`: the session expired; requests wait until the same person has signed in again
 */
export type SessionStatus = 'unknown' | 'signed-out' | 'signed-in' | 'ended';

type TabMessage =
  | { readonly type: 'signed-in'; readonly userId: string }
  | { readonly type: 'signing-out' }
  | { readonly type: 'sign-out-failed' }
  | { readonly type: 'signed-out' };

const LOCK = 'energy:session-renewal';
const TAB_CHANNEL = 'energy:session';

/** The signed-in person, and the API with their session. */
export const useSession = defineStore('session', () => {
  const state = createState();
  const { api, queries } = createSessionApi(state);
  return {
    api,
    queries: markRaw(queries),
    status: state.status,
    person: state.person,
    mustChangePassword: state.mustChangePassword,
    endedElsewhere: state.endedElsewhere,
    isProofRequired: state.proofPrompt.isOpen,
    isSignedIn: computed(() => state.person.value !== undefined),
    leave: state.leave,
    cancelProof: () => state.proofPrompt.answer(false),
    load: createLoad(api, state),
    ...createActions(api, state),
  };
});

/** The platform's API with the session of the signed-in person. */
export function useApi() {
  return useSession().api;
}

type State = ReturnType<typeof createState>;

function createState() {
  const status = ref<SessionStatus>('unknown');
  const person = ref<Person>();
  const mustChangePassword = ref(false);
  /** True where the person signed out in another tab. */
  const endedElsewhere = ref(false);
  const pendingSignOut = new PendingSignOut();
  const signInPrompt = createPrompt();
  const proofPrompt = createPrompt();

  function start(session: Pick<Session, 'user' | 'mustChangePassword'>): void {
    person.value = session.user;
    mustChangePassword.value = session.mustChangePassword;
    endedElsewhere.value = false;
    status.value = 'signed-in';
  }

  function resume(): void {
    status.value = 'signed-in';
    signInPrompt.answer(true);
  }

  /** Signs out in this tab and fails the waiting requests. */
  function leave({ elsewhere = false } = {}): void {
    tokenExpiry.clear();
    forgetOfflineData();
    endedElsewhere.value = elsewhere && person.value !== undefined;
    person.value = undefined;
    mustChangePassword.value = false;
    status.value = 'signed-out';
    pendingSignOut.settle(true);
    signInPrompt.answer(false);
    proofPrompt.answer(false);
  }

  function waitForSignIn(): Promise<boolean> {
    if (status.value !== 'signed-in') return Promise.resolve(false);
    status.value = 'ended';
    return signInPrompt.open();
  }

  return {
    status,
    person,
    mustChangePassword,
    endedElsewhere,
    pendingSignOut,
    signInPrompt,
    proofPrompt,
    start,
    resume,
    leave,
    waitForSignIn,
  };
}

/** A dialog that requests wait for: `open` resolves to the answer. */
function createPrompt() {
  const isOpen = ref(false);
  let resolveAnswer: ((isConfirmed: boolean) => void) | undefined;
  return {
    isOpen,
    open(): Promise<boolean> {
      isOpen.value = true;
      return new Promise((resolve) => {
        resolveAnswer = resolve;
      });
    },
    answer(isConfirmed: boolean): void {
      isOpen.value = false;
      resolveAnswer?.(isConfirmed);
      resolveAnswer = undefined;
    },
  };
}

function createSessionApi({ waitForSignIn, proofPrompt, pendingSignOut }: State) {
  const renewal = new SessionRenewal({
    fetch: (request) => prefetchedResponses.take(request) ?? fetch(request),
    origin: location.origin,
    // Plain HTTP from another machine has no locks; the server tolerates two concurrent refreshes.
    withLock: (run) => navigator.locks?.request(LOCK, run) ?? run(),
    tokenExpiry,
    now: Date.now,
    signOutOutcome: () => pendingSignOut.outcome,
    onEnded: waitForSignIn,
    onProofRequired: proofPrompt.open,
  });
  const queries = new PendingRequests();
  const api = createApi((request) => queries.track(renewal.fetch(request)));
  return { api, queries };
}

/** Loads the session once, however often it is called; a failed load is repeated by the next call. */
function createLoad(api: Api, { status, start, leave }: State) {
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    if (tokenExpiry.get() === 0) {
      status.value = 'signed-out';
      return;
    }
    try {
      start(await dataOf(api.GET('/api/session')));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      leave();
    }
  }

  return (): Promise<void> => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

function createActions(api: Api, state: State) {
  const { status, person, pendingSignOut, signInPrompt, proofPrompt, start, resume, leave } = state;
  const tabs = new BroadcastChannel(TAB_CHANNEL);
  const notifyTabs = (message: TabMessage) => tabs.postMessage(message);
  tabs.onmessage = ({ data: message }: MessageEvent<TabMessage>) => {
    if (message.type === 'signing-out') pendingSignOut.begin();
    else if (message.type === 'sign-out-failed') pendingSignOut.settle(false);
    else if (message.type === 'signed-out') leave({ elsewhere: true });
    else if (status.value === 'ended' && message.userId === person.value?.id) resume();
    else if (message.userId !== person.value?.id) location.assign('/');
  };

  /** @throws ApiProblem where the name or the password is wrong, or there were too many attempts */
  async function signIn(name: string, password: string): Promise<void> {
    const previous = status.value === 'ended' ? person.value : undefined;
    const session = await dataOf(api.POST('/api/session', { body: { name, password } }));
    if (previous?.id !== session.user.id) forgetOfflineData();
    notifyTabs({ type: 'signed-in', userId: session.user.id });
    if (previous && previous.id !== session.user.id) {
      signInPrompt.answer(false);
      location.assign('/'); // Discards everything that the previous person saw.
      return;
    }
    start(session);
    resume();
  }

  /**
   * @param currentPassword not needed after signing in with a one-time password
   * @throws ApiProblem where the current password is wrong or the new one is rejected
   */
  async function changePassword(newPassword: string, currentPassword?: string): Promise<void> {
    const body = { newPassword, ...(currentPassword !== undefined && { currentPassword }) };
    start(await dataOf(api.PUT('/api/session/password', { body })));
  }

  /** @throws ApiProblem where the password is wrong, or there were too many attempts */
  async function prove(password: string): Promise<void> {
    await api.POST('/api/session/proof', { body: { password } });
    proofPrompt.answer(true);
  }

  async function signOut(): Promise<void> {
    notifyTabs({ type: 'signing-out' });
    pendingSignOut.begin();
    try {
      await api.DELETE('/api/session');
    } catch (error) {
      notifyTabs({ type: 'sign-out-failed' });
      pendingSignOut.settle(false);
      throw error;
    }
    notifyTabs({ type: 'signed-out' });
    leave();
  }

  return { signIn, changePassword, prove, signOut };
}
