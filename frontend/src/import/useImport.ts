import { computed, ref, shallowRef } from 'vue';
import type { BatchLine } from '../batch/batch.ts';
import { useBatch } from '../batch/useBatch.ts';
import { useApi } from '../session/session-store.ts';
import { carryOut, type LineResult } from './carry-out.ts';
import { type Encoding, type FileText, textOf } from './file-text.ts';
import type { LineAction, PlannedLine } from './import-plan.ts';
import type { ImportTable, TableProblem } from './import-table.ts';
import { existing } from './load-existing.ts';

/** Why a file can’t be imported at all. */
export type FileProblem = Extract<FileText, { problem: string }> | TableProblem;

/** A file that was read, and what each of its lines will do. */
export interface ReadFile {
  readonly name: string;
  readonly encoding: Encoding;
  readonly table: ImportTable;
  readonly plan: readonly PlannedLine[];
}

/** An import of users or devices from a file: read, looked at, and then carried out. */
export function useImport() {
  const api = useApi();
  const batch = useBatch();
  const file = shallowRef<ReadFile>();
  const fileProblem = shallowRef<FileProblem>();
  /** Why what there is already could not be asked for. */
  const error = shallowRef<unknown>();
  const isReading = ref(false);
  const wantsPasswords = ref(true);
  let results: LineResult[] = [];
  let reading: AbortController | undefined;

  /** The lines that do something, in the order of the batch. */
  const doing = computed(() => file.value?.plan.filter(({ action }) => isDoing(action)) ?? []);
  const places = computed(() => new Map(doing.value.map((line, index) => [line.line, index])));

  async function read(chosen: File): Promise<void> {
    forget();
    reading = new AbortController();
    const { signal } = reading;
    isReading.value = true;
    try {
      // What reads CSV is loaded when there is something to read.
      const [{ tableOf }, { planOf }] = await Promise.all([
        import('./import-table.ts'),
        import('./import-plan.ts'),
      ]);
      const content = textOf(new Uint8Array(await chosen.arrayBuffer()));
      const table = 'problem' in content ? content : tableOf(content.text);
      if (signal.aborted) return;
      if ('problem' in table || 'problem' in content) {
        fileProblem.value = table as FileProblem;
        return;
      }
      const plan = planOf(table, await existing(api, table.kind, signal));
      file.value = { name: chosen.name, encoding: content.encoding, table, plan };
    } catch (failure) {
      if (!signal.aborted) error.value = failure;
    } finally {
      if (!signal.aborted) isReading.value = false;
    }
  }

  function begin(): Promise<void> {
    results = doing.value.map(() => ({}));
    return batch.begin(
      doing.value.map(({ action }, index) => () => {
        const onResult = (result: LineResult) => {
          results[index] = result;
        };
        const options = { wantsPasswords: wantsPasswords.value, onResult };
        return carryOut(api, action, results[index]!, options);
      }),
    );
  }

  /** What has become of a line, where it does something and the import has begun. */
  function outcomeOf({ line }: PlannedLine): (BatchLine & LineResult) | undefined {
    const index = places.value.get(line);
    const now = index === undefined ? undefined : batch.lines.value[index];
    return now && { ...now, ...results[index!] };
  }

  function forget(): void {
    reading?.abort();
    batch.forget();
    file.value = undefined;
    fileProblem.value = undefined;
    error.value = undefined;
    isReading.value = false;
  }

  return {
    file,
    fileProblem,
    error,
    isReading,
    wantsPasswords,
    doing,
    batch,
    read,
    begin,
    outcomeOf,
    forget,
  };
}

function isDoing({ type }: LineAction): boolean {
  return type !== 'nothing' && type !== 'error';
}
