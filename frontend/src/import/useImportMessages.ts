import { useI18n } from 'vue-i18n';
import { useErrorMessage } from '../api/useErrorMessage.ts';
import { useFormats } from '../i18n/i18n.ts';
import { type Column, MAX_ROWS } from './columns.ts';
import type { LineProblem, PlannedLine } from './import-plan.ts';
import type { ResultLine } from './result-file.ts';
import type { FileProblem, useImport } from './useImport.ts';

type FindOutcome = ReturnType<typeof useImport>['findOutcome'];

/** The message that explains why a file cannot be imported. */
export function useFileProblemMessage() {
  const { t } = useI18n();
  const formats = useFormats();

  return (problem: FileProblem): string => {
    const { list, count } = formats.value;
    switch (problem.problem) {
      case 'empty':
        return t('console.import.file.empty');
      case 'too-large':
        return t('console.import.file.tooLarge');
      case 'not-text':
        return t('console.import.file.notText');
      case 'unknown-columns':
        return t('console.import.file.unknownColumns', { found: list(problem.found) });
      case 'missing-columns':
        return t('console.import.file.missingColumns', { columns: list(problem.columns) });
      case 'repeated-column':
        return t('console.import.file.repeatedColumn', { column: problem.column });
      case 'open-quote':
        return t('console.import.file.openQuote', { line: count(problem.line) });
      case 'no-rows':
        return t('console.import.file.noRows');
      case 'too-many-rows':
        return t('console.import.file.tooManyRows', { max: count(MAX_ROWS) });
      default:
        return problem satisfies never;
    }
  };
}

/** The messages of an import's lines. */
export function useLineMessages(findOutcome: FindOutcome) {
  const { t } = useI18n();
  const errorMessage = useErrorMessage();

  function problemMessage({ reason, line }: LineProblem): string {
    switch (reason) {
      case 'surplus':
      case 'otherRole':
      case 'ownerUnknown':
      case 'serialNumberTaken':
      case 'ownerNotClient':
        return t(`console.import.problem.${reason}`);
      case 'repeated':
        return t('console.import.problem.repeated', { line: line ?? '' });
      default:
        return t(`console.invalid.${reason}`);
    }
  }

  /** The errors in a cell or, without a column, in the line as a whole; empty where there are none. */
  function errorsIn({ action }: PlannedLine, column?: Column): string {
    if (action.type !== 'error') return '';
    const problems = action.problems.filter((problem) => problem.column === column);
    return problems.map(problemMessage).join(' ');
  }

  /** Explains why a line failed or changes nothing; empty for other lines. */
  function reasonFor(line: PlannedLine): string {
    const error = findOutcome(line)?.error;
    if (error) return errorMessage(error);
    if (line.action.type !== 'nothing') return errorsIn(line);
    return t(line.action.differs ? 'console.import.differs' : 'console.import.exists');
  }

  function toResultLine(line: PlannedLine): ResultLine {
    const { action } = line;
    const outcome = findOutcome(line);
    const id = outcome?.id ?? ('id' in action ? action.id : '');
    const { oneTimePassword = '' } = outcome ?? {};
    const cellErrors =
      action.type === 'error'
        ? action.problems.map(({ column }) => column && `${column}: ${errorsIn(line, column)}`)
        : [];
    const reason = [reasonFor(line), ...cellErrors].filter(Boolean).join(' ');
    return { ...line, result: toResult(line, outcome?.state), reason, id, oneTimePassword };
  }

  return { errorsIn, reasonFor, toResultLine };
}

function toResult(
  { action: { type } }: PlannedLine,
  state: NonNullable<ReturnType<FindOutcome>>['state'] | undefined,
): ResultLine['result'] {
  if (type === 'nothing') return 'unchanged';
  if (type === 'error' || state === 'failed') return 'failed';
  if (state !== 'done') return 'not done';
  return type === 'assign' ? 'assigned' : 'created';
}
