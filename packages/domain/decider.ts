/**
 * One aggregate's rules. Both functions are pure: time, ids and whatever else comes from outside
 * arrive inside the command.
 */
export interface Decider<Command, Event, State> {
  readonly initialState: State;
  /**
   * The events that a command leads to; none where it changes nothing.
   *
   * @throws RuleViolation where the rules forbid it
   */
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

/** A command that the rules forbid. `rule` is a stable code; the message a sentence for its sender. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation';
  readonly rule: string;
  /** The field of the command that is at fault, where one is. */
  readonly field: string | undefined;

  constructor(rule: string, message: string, field?: string) {
    super(message);
    this.rule = rule;
    this.field = field;
  }
}
