import { type Static, Type } from 'typebox';

/** Alerts that a user has seen. */
export const SeenAlerts = Type.Object(
  {
    through: Type.Integer({
      title: 'the number of an alert, a whole number from 1 on',
      description:
        'The number of the newest alert that was shown: it and all before it are seen. What was seen ' +
        'stays seen; alerts that do not exist yet are not marked.',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      examples: [1042],
    }),
  },
  { additionalProperties: false },
);

export type SeenAlerts = Static<typeof SeenAlerts>;
