import { RuleViolation, UUID } from '@energy/domain';
import type { Caller } from './caller.ts';
import { fieldNameInContract, invalidFields, type Violation } from './failures.ts';

const CONTROL = /\p{Cc}/u;

/**
 * Collects the faults of a request, one for each field, so that one reply lists them all. Control characters
 * are refused in every field except `text`, which has its own rules.
 */
export class RequestChecks {
  readonly #violations = new Map<string, Violation>();

  constructor(request: object) {
    for (const [name, value] of Object.entries(request)) {
      if (name === 'text' || typeof value !== 'string' || !CONTROL.test(value)) continue;
      this.#add(fieldNameInContract(name), 'Control characters are not allowed.');
    }
  }

  /** Checks a client's id. For clients any id is valid, so that they learn nothing about other conversations. */
  clientId(id: string, { role }: Pick<Caller, 'role'>): this {
    const isValid = role === 'client' || UUID.test(id.toLowerCase());
    return this.expect(isValid, 'client_id', 'The id of a client must be a UUID.');
  }

  expect(isValid: boolean, field: string, description: string): this {
    if (!isValid) this.#add(field, description);
    return this;
  }

  /** Checks a rule of the domain. */
  rule(check: () => unknown): this {
    try {
      check();
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      this.#add(fieldNameInContract(error.field), error.message);
    }
    return this;
  }

  /** @throws ChatFailure INVALID_REQUEST with all faults */
  end(): void {
    if (this.#violations.size > 0) throw invalidFields([...this.#violations.values()]);
  }

  #add(field: string, description: string): void {
    if (!this.#violations.has(field)) this.#violations.set(field, { field, description });
  }
}
