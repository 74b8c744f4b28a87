import { Compile, type Validator } from 'typebox/schema';
import type { Description, Operation, Schema } from './description.ts';
import type { Exchange } from './exchange.ts';

/** Finds deviations of responses from the OpenAPI document. */
export class Judgement {
  readonly #components: Description['components'];
  readonly #validators = new Map<Schema, Validator>();

  constructor({ components }: Description) {
    this.#components = components;
  }

  /** Describes the deviation of a response in a sentence; `undefined` if there is none. */
  on({ responses }: Operation, { status, headers, body }: Exchange): string | undefined {
    if (status >= 500) return `It is answered ${status}.`;
    const contents = responses.get(status);
    if (!contents) return `The status ${status} is not described.`;
    if (contents.size === 0) return body.length > 0 ? `A ${status} has no content.` : undefined;
    const type = String(headers['content-type']).split(';', 1)[0]!;
    const schema = contents.get(type);
    if (!schema) return `The content type ${type} is not described for ${status}.`;
    return isJson(type) ? this.#mistakeIn(body.toString(), schema) : undefined;
  }

  #mistakeIn(text: string, schema: Schema): string | undefined {
    const value = parsed(text);
    if (value === undefined) return 'The content is not JSON.';
    const [isRight, errors] = this.#validatorOf(schema).Errors(value);
    if (isRight) return undefined;
    const mistakes = errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
    return `The content is not as described: ${mistakes.join('; ')}.`;
  }

  #validatorOf(schema: Schema): Validator {
    const known = this.#validators.get(schema);
    if (known) return known;
    // Includes the document's components, to which the schema refers.
    const validator = Compile({ ...schema, components: this.#components } as object) as Validator;
    this.#validators.set(schema, validator);
    return validator;
  }
}

/** The content of files is not described further. */
function isJson(type: string): boolean {
  return type === 'application/json' || type === 'application/problem+json';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
