import { ESTIMATION_METHODS, type EstimationMethod } from '@energy/domain';
import { type Static, Type } from 'typebox';

const instant = (title: string, description: string, example: string) =>
  Type.String({
    format: 'date-time',
    title: `${title} such as ${example}`,
    description: `${description} (ISO 8601, UTC).`,
    examples: [example],
  });

const reason = Type.String({
  minLength: 1,
  maxLength: 1_000,
  title: 'one line of 1 to 500 characters',
  description: 'Why it was decided: one line of 1 to 500 characters.',
  examples: ['Confirmed by a photograph of the meter'],
});

const energy = (description: string) =>
  Type.Number({
    minimum: 0,
    maximum: 9_007_199.254740991,
    title: 'a number of kWh from 0 to 9,007,199',
    description,
    examples: [12.5],
  });

const DECISIONS = ['accept', 'reject', 'replace'] as const;

/** Request body for a decision about a reading. */
export const ReadingReview = Type.Object(
  {
    decision: Type.Unsafe<(typeof DECISIONS)[number]>({
      type: 'string',
      enum: [...DECISIONS],
      title: `one of ${DECISIONS.join(', ')}`,
      description: 'Whether the reading counts, does not count, or is replaced by another energy.',
      examples: ['accept'],
    }),
    at: instant('an instant', 'The timestamp of the reading', '2026-11-22T12:10:00.000Z'),
    energy: energy('The energy of the reading that was reviewed, in kWh.'),
    replacement: Type.Optional(energy('The energy that counts in its place, in kWh.')),
    reason,
  },
  { additionalProperties: false },
);

/** Request body for the estimate of a gap. */
export const GapToEstimate = Type.Object(
  {
    from: instant(
      'the start of an hour',
      'The start of the first hour',
      '2026-11-22T12:00:00.000Z',
    ),
    to: instant('the end of an hour', 'The end of the last hour', '2026-11-22T15:00:00.000Z'),
    method: Type.Unsafe<EstimationMethod>({
      type: 'string',
      enum: [...ESTIMATION_METHODS],
      title: `one of ${ESTIMATION_METHODS.join(', ')}`,
      description:
        'By a line between the readings before and after the gap, or by the mean of the same weekday and hour in the four ' +
        'weeks before.',
      examples: ['linear'],
    }),
    reason,
  },
  { additionalProperties: false },
);

export type ReadingReview = Static<typeof ReadingReview>;
export type GapToEstimate = Static<typeof GapToEstimate>;
