import { useToast } from '@nuxt/ui/composables/useToast';
import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { User } from '../../api/client.ts';
import { useApi } from '../../session/session-store.ts';

/** The open panel and its user. */
export type UserTask =
  | { readonly type: 'new' }
  | { readonly type: 'edit' | 'delete' | 'reset-password'; readonly user: User }
  /** Generates and shows a one-time password. */
  | { readonly type: 'password'; readonly user: User };

/**
 * The actions of an administrator on users.
 *
 * @param onChange is called after every change
 */
export function useUserActions(onChange: () => void) {
  const { t } = useI18n();
  const api = useApi();
  const toast = useToast();
  const task = shallowRef<UserTask>();
  /** The task that follows when the current panel closes. */
  let next: UserTask | undefined;

  /** @throws ApiProblem, Unreachable */
  async function remove({ id, name }: User): Promise<void> {
    await api.DELETE('/api/users/{id}', { params: { path: { id } } });
    toast.add({ title: t('console.user.deleted', { name }), color: 'success' });
    onChange();
  }

  /** Shows a new user's one-time password next. */
  function afterSaving(type: 'new' | 'edit', user: User): void {
    onChange();
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
