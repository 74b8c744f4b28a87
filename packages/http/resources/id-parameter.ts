import { type Static, Type } from 'typebox';

// A parameter's title completes the sentence "… is not …" of a problem.

/** The id of a resource in a path: a UUID in either case. */
export const IdParameter = Type.Object({
  id: Type.String({
    title: 'a UUID',
    description: 'The id, a UUID.',
    format: 'uuid',
    pattern: '^[^:]*$', // The format alone would take urn:uuid:… as well.
    examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
  }),
});

/** No parameters. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

export type IdParameter = Static<typeof IdParameter>;
