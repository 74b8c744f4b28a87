import { RuleViolation } from '@energy/domain';
import type { InvalidParameter, RequestCheck } from '@energy/http';

/** Reads a field of a body; throws a RuleViolation where no state would take it. */
type FieldReader = (value: never) => unknown;

/** Checks each field of a body by the domain's rules alone, whatever the others are. */
export function fieldCheck(readers: Readonly<Record<string, FieldReader>>): RequestCheck {
  return async ({ body }) => {
    const fields = Object.entries(Object(body)).filter(([name]) => Object.hasOwn(readers, name));
    const errors = await Promise.all(
      fields.map(([name, value]) => errorIn(readers[name]!, value as never, name)),
    );
    return errors.filter((error) => error !== undefined);
  };
}

async function errorIn(
  read: FieldReader,
  value: never,
  parameter: string,
): Promise<InvalidParameter | undefined> {
  try {
    await read(value);
    return undefined;
  } catch (error) {
    // A value of another type is the schema's to refuse.
    if (!(error instanceof RuleViolation)) return undefined;
    return { in: 'body', parameter, code: error.rule, detail: error.message };
  }
}
