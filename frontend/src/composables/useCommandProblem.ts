import { useI18n } from 'vue-i18n';
import { ApiProblem, Unreachable } from '../api/problem.ts';

const SENTENCES = {
  'device-decommissioned': 'console.problem.deviceDecommissioned',
  'device-not-found': 'console.problem.deviceNotFound',
  'last-administrator': 'console.problem.lastAdministrator',
  'name-taken': 'console.problem.nameTaken',
  'owner-not-client': 'console.problem.ownerNotClient',
  'owns-devices': 'console.problem.ownsDevices',
  'revision-mismatch': 'console.problem.changedMeanwhile',
  'too-many-changes': 'console.problem.changedMeanwhile',
  'user-deleted': 'console.problem.userDeleted',
  'user-not-found': 'console.problem.userNotFound',
} as const;

/** Says in a sentence of the person’s language why a command was not carried out. */
export function useCommandProblem() {
  const { t } = useI18n();

  return (error: unknown): string => {
    if (error instanceof Unreachable) return t('console.problem.unreachable');
    if (!(error instanceof ApiProblem))
      return t('console.problem.unexpected', { detail: String(error) });
    const sentence = SENTENCES[error.kind as keyof typeof SENTENCES];
    if (sentence) return t(sentence);
    if (error.status === 503) return t('console.problem.unavailable');
    return t('console.problem.unexpected', { detail: error.message });
  };
}
