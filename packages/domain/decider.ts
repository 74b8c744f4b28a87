/** The rules of one aggregate. Both functions are pure: time, ids and other inputs come with the command. */
export interface Decider<Command, Event, State> {
  readonly initialState: State;
  /**
   * Returns the events of a command; none where it changes nothing.
   *
   * @throws RuleViolation where the rules forbid it
   */
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

/** A command that the rules forbid. `rule` is a stable code, the message a sentence for the sender. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation';
  readonly rule: string;
  /** The invalid field of the command. */
  readonly field: string | undefined;

  constructor(rule: string, message: string, field?: string) {
    super(message);
    this.rule = rule;
    this.field = field;
  }
}
