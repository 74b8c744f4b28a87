import { expect, it } from 'vitest';
import { nextTask } from './next-task.ts';

it('gives each caller a task of its own, in order', async () => {
  const steps: string[] = [];
  const first = nextTask().then(() => {
    steps.push('first');
    setTimeout(() => steps.push('a task between them'));
  });
  const second = nextTask().then(() => steps.push('second'));
  expect(steps).toEqual([]);
  await Promise.all([first, second]);
  expect(steps).toEqual(['first', 'a task between them', 'second']);
});
