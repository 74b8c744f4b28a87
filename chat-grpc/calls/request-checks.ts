import { RuleViolation, UUID } from '@energy/domain';
import type { Caller } from './caller.ts';
import { invalidFields, type Violation } from './failures.ts';
import { nameInContract } from './field-names.ts';

/** Control characters, which no field but a message's text may contain. */
const CONTROL = /\p{Cc}/u;

/**
 * Collects everything that is wrong with a request, one violation for each field, so that one reply names it
 * all. Control characters are looked for in every field but `text`, which has rules of its own.
 */
export class RequestChecks {
  readonly #violations = new Map<string, Violation>();

  constructor(request: object) {
    for (const [name, value] of Object.entries(request)) {
      if (name === 'text' || typeof value !== 'string' || !CONTROL.test(value)) continue;
      this.#add(nameInContract(name), 'Control characters are not allowed.');
    }
  }

  /** The id of a client. A client that names another's conversation learns nothing about it, whatever its id. */
  clientId(id: string, { role }: Pick<Caller, 'role'>): this {
    const isValid = role === 'client' || UUID.test(id.toLowerCase());
    return this.expect(isValid, 'client_id', 'The id of a client is a UUID.');
  }

  expect(isValid: boolean, field: string, description: string): this {
    if (!isValid) this.#add(field, description);
    return this;
  }

  /** Takes the violation of a rule of the domain. */
  rule(check: () => unknown): this {
    try {
      check();
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      this.#add(nameInContract(error.field), error.message);
    }
    return this;
  }

  /** @throws ChatFailure INVALID_REQUEST where anything is wrong */
  end(): void {
    if (this.#violations.size > 0) throw invalidFields([...this.#violations.values()]);
  }

  #add(field: string, description: string): void {
    if (!this.#violations.has(field)) this.#violations.set(field, { field, description });
  }
}
