import { useToast } from '@nuxt/ui/composables/useToast';
import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { User } from '../../api/client.ts';
import { useApi } from '../../session/session-store.ts';

/** What is being done to users: which panel is open, on which of them. */
export type UserTask =
  | { readonly type: 'new' }
  | { readonly type: 'edit' | 'delete' | 'reset-password'; readonly user: User }
  /** A one-time password is made, and shown. */
  | { readonly type: 'password'; readonly user: User };

/**
 * What an administrator does to users.
 *
 * @param onDone is called when something has changed
 */
export function useUserActions(onDone: () => void) {
  const { t } = useI18n();
  const api = useApi();
  const toast = useToast();
  const task = shallowRef<UserTask>();
  /** Comes after what is being done now. */
  let next: UserTask | undefined;

  /** @throws ApiProblem, Unreachable */
  async function remove({ id, name }: User): Promise<void> {
    await api.DELETE('/api/users/{id}', { params: { path: { id } } });
    toast.add({ title: t('console.user.deleted', { name }), color: 'success' });
    onDone();
  }

  /** A new user signs in with a one-time password. */
  function afterSaving(type: 'new' | 'edit', user: User): void {
    onDone();
    if (type === 'new') next = { type: 'password', user };
    else toast.add({ title: t('console.user.saved', { name: user.name }), color: 'success' });
  }

  async function resetPassword(user: User): Promise<void> {
    next = { type: 'password', user };
  }

  function close(): void {
    task.value = next;
    next = undefined;
  }

  return { task, remove, afterSaving, resetPassword, close };
}
