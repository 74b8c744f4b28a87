import {
  type Budget,
  type BudgetEvent,
  type BudgetState,
  budgetDecider,
  budgetStream,
  deviceDecider,
  deviceStream,
  localHours,
  RuleViolation,
  tariffDecider,
  tariffStream,
  tariffsFrom,
  userDecider,
  userStream,
} from '@energy/domain';
import {
  type CommandContext,
  decideAndAppend,
  type EventStore,
  foldStream,
  type Handled,
} from '@energy/event-store';

export type HandledBudget = Handled<BudgetEvent, BudgetState>;

export interface BudgetCommandsOptions {
  readonly eventStore: EventStore;
  /** The ids of the devices that a client owns. */
  readonly devicesOf: (clientId: string) => Promise<readonly string[]>;
  /** Current time, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Sets and removes the budgets of clients. */
export class BudgetCommands {
  readonly #eventStore: EventStore;
  readonly #devicesOf: BudgetCommandsOptions['devicesOf'];
  readonly #now: () => number;

  constructor({ eventStore, devicesOf, now = Date.now }: BudgetCommandsOptions) {
    this.#eventStore = eventStore;
    this.#devicesOf = devicesOf;
    this.#now = now;
  }

  /** @throws RuleViolation, RevisionConflict */
  set(clientId: string, budget: Budget, context: CommandContext): Promise<HandledBudget> {
    return this.#append(clientId, context, async (state) => {
      const tariffCurrencies = await this.#tariffCurrencies(clientId);
      return budgetDecider.decide(
        { type: 'SetBudget', data: { ...budget, tariffCurrencies } },
        state,
      );
    });
  }

  /** @throws RuleViolation, RevisionConflict */
  remove(clientId: string, context: CommandContext): Promise<HandledBudget> {
    return this.#append(clientId, context, async (state) =>
      budgetDecider.decide({ type: 'RemoveBudget', data: {} }, state),
    );
  }

  #append(
    clientId: string,
    context: CommandContext,
    decide: (state: BudgetState) => Promise<readonly BudgetEvent[]>,
  ): Promise<HandledBudget> {
    return decideAndAppend({
      eventStore: this.#eventStore,
      decider: budgetDecider,
      stream: budgetStream(clientId),
      decide: async (state) => {
        await this.#expectClient(clientId);
        return decide(state);
      },
      context,
    });
  }

  async #expectClient(id: string): Promise<void> {
    const { state } = await foldStream(this.#eventStore, userStream(id), userDecider);
    if (state.status === 'Unregistered') {
      throw new RuleViolation('user-not-found', `No user has the id ${id}.`);
    }
    if (state.status === 'Deleted') throw new RuleViolation('user-deleted', 'The user is deleted.');
    if (state.role !== 'client') {
      throw new RuleViolation('user-not-client', 'Only clients have a budget.');
    }
  }

  /** Of the tariffs that bill the devices of a client, at present or from a later day on. */
  async #tariffCurrencies(clientId: string): Promise<readonly string[]> {
    const tariffIds = new Set<string>();
    for (const id of await this.#devicesOf(clientId)) {
      const { state } = await foldStream(this.#eventStore, deviceStream(id), deviceDecider);
      if (state.status !== 'Registered') continue;
      const today = localHours(state.timeZone).dayOf(this.#now()).toString();
      for (const tariffId of tariffsFrom(state.tariffs, today)) tariffIds.add(tariffId);
    }
    const currencies = new Set<string>();
    for (const id of tariffIds) {
      const { state } = await foldStream(this.#eventStore, tariffStream(id), tariffDecider);
      if (state.status !== 'Unknown') currencies.add(state.currency);
    }
    return [...currencies];
  }
}
