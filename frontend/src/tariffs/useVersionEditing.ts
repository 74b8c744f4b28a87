import { computed, type Ref, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { dataOf, type Tariff } from '../api/client.ts';
import { contentKey } from '../api/content-key.ts';
import { ApiProblem } from '../api/problem.ts';
import { useErrorMessage } from '../api/useErrorMessage.ts';
import { useFormats } from '../i18n/i18n.ts';
import { useApi } from '../session/session-store.ts';
import { errorsOf, toPrices, type VersionDraft } from './version-draft.ts';

/** A form for the prices of a tariff from a day on. */
export function useVersionEditing(tariff: Tariff, opened: VersionDraft) {
  const api = useApi();
  const formats = useFormats();
  const draft = shallowRef(opened);
  const revision = ref(tariff.revision);
  const wasSubmitted = ref(false);
  const isSaving = ref(false);
  const failure = shallowRef<VersionFailure>();
  const separator = computed(() => formats.value.decimalSeparator);
  const isDirty = computed(() => JSON.stringify(draft.value) !== JSON.stringify(opened));
  const errors = computed(() =>
    wasSubmitted.value ? errorsOf(draft.value, separator.value) : new Map<string, never>(),
  );

  /** Resolves to the tariff with the version, or to undefined where it could not be saved. */
  async function submit(): Promise<Tariff | undefined> {
    wasSubmitted.value = true;
    failure.value = undefined;
    if (isSaving.value || errors.value.size > 0) return undefined;
    isSaving.value = true;
    const sent = draft.value;
    try {
      return await publish(sent);
    } catch (error) {
      failure.value = { error, sent };
      await followConflict(error);
      return undefined;
    } finally {
      isSaving.value = false;
    }
  }

  function publish(sent: VersionDraft): Promise<Tariff> {
    const body = toPrices(sent, separator.value);
    const path = { id: tariff.id, validFrom: sent.validFrom! };
    const key = contentKey(tariff.id, revision.value, JSON.stringify(sent));
    const header = { 'idempotency-key': key, 'if-match': `"${revision.value}"` };
    const params = { path, header };
    return dataOf(api.PUT('/api/tariffs/{id}/versions/{validFrom}', { params, body }));
  }

  /** After a concurrent change, saving again overwrites it. */
  async function followConflict(error: unknown): Promise<void> {
    if (!(error instanceof ApiProblem && error.kind === 'revision-mismatch')) return;
    const params = { path: { id: tariff.id } };
    revision.value = (await dataOf(api.GET('/api/tariffs/{id}', { params }))).revision;
  }

  const messages = useVersionErrors({ draft, errors, failure });
  return { draft, ...messages, isDirty, isSaving, submit };
}

/** A failed save, with what was sent. */
interface VersionFailure {
  readonly error: unknown;
  readonly sent: VersionDraft;
}

interface VersionErrorSources {
  readonly draft: Ref<VersionDraft>;
  /** What the form itself finds, by the path by which the API names a field. */
  readonly errors: Ref<ReturnType<typeof errorsOf>>;
  readonly failure: Ref<VersionFailure | undefined>;
}

/** The error messages of the form: one for each field, and one for the form as a whole. */
function useVersionErrors({ draft, errors, failure }: VersionErrorSources) {
  const { t, te } = useI18n();
  const errorMessage = useErrorMessage();
  /** What the server refused, until something is changed. */
  const refusals = computed(() => {
    const { error, sent } = failure.value ?? {};
    return error instanceof ApiProblem && sent === draft.value ? error.errors : [];
  });
  const problem = computed(() => {
    if (errors.value.size > 0) return t('tariffs.invalid.fields', errors.value.size);
    return failure.value && errorMessage(failure.value.error);
  });

  /** The error of a field, by the path by which the API names it. */
  function errorAt(path: string): string | undefined {
    const error = errors.value.get(path);
    if (error) return t(`tariffs.invalid.${error}`);
    const refusal = refusals.value.find(({ parameter }) => parameter === path);
    if (!refusal) return undefined;
    const key = `problems.rule.${refusal.code}`;
    return te(key) ? t(key) : t('tariffs.invalid.refused');
  }

  return { errorAt, problem };
}
