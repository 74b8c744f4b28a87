import { useI18n } from 'vue-i18n';
import { useErrorMessage } from '../api/useErrorMessage.ts';
import { useFormats } from '../i18n/i18n.ts';
import { type Column, MOST_LINES } from './columns.ts';
import type { LineProblem, PlannedLine } from './import-plan.ts';
import type { ResultLine } from './result-file.ts';
import type { FileProblem, useImport } from './useImport.ts';

/** What there is to say about an import, in sentences. */
export function useImportMessages(outcomeOf: ReturnType<typeof useImport>['outcomeOf']) {
  const { t } = useI18n();
  const formats = useFormats();
  const errorMessage = useErrorMessage();

  function fileSentence(problem: FileProblem): string {
    const { list, count } = formats.value;
    switch (problem.problem) {
      case 'empty':
        return t('console.import.file.empty');
      case 'too-large':
        return t('console.import.file.tooLarge');
      case 'no-text':
        return t('console.import.file.noText');
      case 'unknown-columns':
        return t('console.import.file.unknownColumns', { found: list(problem.found) });
      case 'missing-columns':
        return t('console.import.file.missingColumns', { columns: list(problem.columns) });
      case 'repeated-column':
        return t('console.import.file.repeatedColumn', { column: problem.column });
      case 'open-quote':
        return t('console.import.file.openQuote', { line: count(problem.line) });
      case 'no-lines':
        return t('console.import.file.noLines');
      case 'too-many-lines':
        return t('console.import.file.tooManyLines', { most: count(MOST_LINES) });
      default:
        return problem satisfies never;
    }
  }

  function problemSentence({ reason, line }: LineProblem): string {
    switch (reason) {
      case 'surplus':
      case 'otherRole':
      case 'ownerUnknown':
      case 'ownerNotClient':
        return t(`console.import.problem.${reason}`);
      case 'repeated':
        return t('console.import.problem.repeated', { line: line ?? '' });
      default:
        return t(`console.wrong.${reason}`);
    }
  }

  /** What is wrong with one cell of a line, or, without a column, with the line as a whole. */
  function mistakeIn({ action }: PlannedLine, column?: Column): string {
    if (action.type !== 'error') return '';
    const problems = action.problems.filter((problem) => problem.column === column);
    return problems.map(problemSentence).join(' ');
  }

  /** Why a line as a whole does nothing, or why it failed; empty where there is nothing to say. */
  function reasonOf(line: PlannedLine): string {
    const error = outcomeOf(line)?.error;
    if (error) return errorMessage(error);
    if (line.action.type !== 'nothing') return mistakeIn(line);
    return t(line.action.differs ? 'console.import.differs' : 'console.import.exists');
  }

  /** The line as the file of results has it. */
  function resultOf(line: PlannedLine): ResultLine {
    const { action } = line;
    const outcome = outcomeOf(line);
    const id = outcome?.id ?? ('id' in action ? action.id : '');
    const { oneTimePassword = '' } = outcome ?? {};
    const mistakes =
      action.type === 'error'
        ? action.problems.map(({ column }) => column && `${column}: ${mistakeIn(line, column)}`)
        : [];
    const reason = [reasonOf(line), ...mistakes].filter(Boolean).join(' ');
    return { ...line, result: resultWord(line), reason, id, oneTimePassword };
  }

  function resultWord(line: PlannedLine): ResultLine['result'] {
    const { type } = line.action;
    const state = outcomeOf(line)?.state;
    if (type === 'nothing') return 'unchanged';
    if (type === 'error' || state === 'failed') return 'failed';
    if (state !== 'done') return 'not done';
    return type === 'assign' ? 'assigned' : 'created';
  }

  return { fileSentence, mistakeIn, reasonOf, resultOf };
}
