import { computed, ref, shallowRef } from 'vue';
import type { Api } from '../api/client.ts';
import type { BatchLine } from '../batch/batch.ts';
import { useBatch } from '../batch/useBatch.ts';
import { useApi } from '../session/session-store.ts';
import { executeLine, type LineResult } from './execute-line.ts';
import { decodeFile, type Encoding, type FileText } from './file-text.ts';
import type { LineAction, PlannedLine } from './import-plan.ts';
import type { ImportTable, TableProblem } from './import-table.ts';
import { loadExisting } from './load-existing.ts';

/** The reason why a file cannot be imported at all. */
export type FileProblem = Extract<FileText, { problem: string }> | TableProblem;

/** A file and the planned action of each of its lines. */
export interface ImportFile {
  readonly name: string;
  readonly encoding: Encoding;
  readonly table: ImportTable;
  readonly plan: readonly PlannedLine[];
}

/** An import of users or devices: reads a file, plans its lines, and executes them as a batch. */
export function useImport() {
  const api = useApi();
  const batch = useBatch();
  const { file, fileProblem, error, isReading, read, reset: resetFile } = useImportFile(api);
  const wantsPasswords = ref(true);
  let results: LineResult[] = [];

  /** The lines that change something, in the order of the batch. */
  const actionable = computed(() => file.value?.plan.filter(isActionable) ?? []);
  const batchIndexes = computed(
    () => new Map(actionable.value.map(({ line }, index) => [line, index])),
  );

  function start(): Promise<void> {
    results = actionable.value.map(() => ({}));
    return batch.start(
      actionable.value.map(
        ({ action }, index) =>
          () =>
            execute(action, index),
      ),
    );
  }

  function execute(action: LineAction, index: number): Promise<void> {
    const onResult = (result: LineResult) => {
      results[index] = result;
    };
    const options = { wantsPasswords: wantsPasswords.value, onResult };
    return executeLine({ api, action, previous: results[index]!, ...options });
  }

  /** The progress of a line; undefined before the import starts, and where the line changes nothing. */
  function findOutcome({ line }: PlannedLine): (BatchLine & LineResult) | undefined {
    const index = batchIndexes.value.get(line);
    const batchLine = index === undefined ? undefined : batch.lines.value[index];
    return batchLine && { ...batchLine, ...results[index!] };
  }

  function reset(): void {
    batch.reset();
    resetFile();
  }

  return {
    file,
    fileProblem,
    error,
    isReading,
    wantsPasswords,
    actionable,
    batch,
    start,
    findOutcome,
    reset,
    read(chosen: File): Promise<void> {
      reset();
      return read(chosen);
    },
  };
}

/** Reads a file and plans its lines against the records that exist. */
function useImportFile(api: Pick<Api, 'GET'>) {
  const file = shallowRef<ImportFile>();
  const fileProblem = shallowRef<FileProblem>();
  /** The error of loading the existing records. */
  const error = shallowRef<unknown>();
  const isReading = ref(false);
  let reading: AbortController | undefined;

  async function read(chosen: File): Promise<void> {
    reading = new AbortController();
    const { signal } = reading;
    isReading.value = true;
    try {
      const result = await readFile(api, chosen, signal);
      if (signal.aborted) return;
      if ('problem' in result) fileProblem.value = result;
      else file.value = result;
    } catch (failure) {
      if (!signal.aborted) error.value = failure;
    } finally {
      if (!signal.aborted) isReading.value = false;
    }
  }

  function reset(): void {
    reading?.abort();
    file.value = undefined;
    fileProblem.value = undefined;
    error.value = undefined;
    isReading.value = false;
  }

  return { file, fileProblem, error, isReading, read, reset };
}

async function readFile(
  api: Pick<Api, 'GET'>,
  chosen: File,
  signal: AbortSignal,
): Promise<ImportFile | FileProblem> {
  // The CSV parser is loaded only for an import.
  const [{ parseTable }, { planImport }] = await Promise.all([
    import('./import-table.ts'),
    import('./import-plan.ts'),
  ]);
  const content = decodeFile(new Uint8Array(await chosen.arrayBuffer()));
  if ('problem' in content) return content;
  const table = parseTable(content.text);
  if ('problem' in table) return table;
  const plan = planImport(table, await loadExisting(api, table.kind, signal));
  return { name: chosen.name, encoding: content.encoding, table, plan };
}

function isActionable({ action }: PlannedLine): boolean {
  return action.type !== 'nothing' && action.type !== 'error';
}
