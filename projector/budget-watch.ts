import {
  expectedCosts,
  forecastTogether,
  HoursOfDays,
  type SharedMonth,
  viewOf,
} from '@energy/costs';
import { BUDGET_THRESHOLDS, type Budget, dayText, thresholdsReached } from '@energy/domain';
import { delay, type EngineLog, retryForever, WakeUpSignal } from '@energy/engines';
import { budgetOf, type ClientBudget, type ReadModels } from '@energy/read-models';

const ROUND_INTERVAL_MS = 5 * 60_000;
/** A forecast takes some 10 ms a device: it pauses nine times as long as it worked, to leave the rest to recording. */
const PAUSE_FACTOR = 9;

export interface BudgetWatchOptions {
  readonly readModels: ReadModels;
  /** New alerts get numbers above this one. */
  readonly seenThrough: () => number;
  /** Runs after an alert was raised. */
  readonly onRaised: () => void;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  /** The present instant, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Raises the alerts of budgets: forecasts the month of each client with a budget in rounds, at the start and every five
 * minutes, and at once where a budget was set. The alert of a client, month and threshold has one id, so that neither a
 * restart nor another projector raises it again.
 */
export class BudgetWatch {
  readonly #options: BudgetWatchOptions;
  readonly #hoursOfDays = new HoursOfDays();
  readonly #changed = new Map<string, ClientBudget>();
  readonly #wake = new WakeUpSignal();
  /** Clients whose alerts of a month were all raised. */
  readonly #exhausted = new Map<string, string>();

  constructor(options: BudgetWatchOptions) {
    this.#options = options;
  }

  /** Forecasts the month of a client without waiting for the next round. */
  note(budget: ClientBudget): void {
    this.#changed.set(budget.id, budget);
    this.#wake.wake();
  }

  /** Works until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    try {
      while (!signal.aborted) {
        const nextRound = performance.now() + ROUND_INTERVAL_MS;
        await retryForever('check the budgets', () => this.#checkAll(), this.#options);
        await this.#checkChangedUntil(nextRound);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** @param end by the process's monotonic clock */
  async #checkChangedUntil(end: number): Promise<void> {
    const { signal } = this.#options;
    while (performance.now() < end && !signal.aborted) {
      await this.#wake.wait({ timeoutMs: end - performance.now(), signal });
      await retryForever('check a budget', () => this.#checkChanged(), this.#options);
    }
  }

  async #checkAll(): Promise<void> {
    for await (const row of this.#options.readModels.budgets.all()) {
      if (this.#options.signal.aborted) return;
      await this.#checkChanged();
      await this.#check(row);
    }
  }

  async #checkChanged(): Promise<void> {
    for (const [id, row] of this.#changed) {
      await this.#check(row);
      if (this.#changed.get(id) === row) this.#changed.delete(id);
    }
  }

  async #check(row: ClientBudget): Promise<void> {
    const budget = budgetOf(row);
    if (!budget) return;
    const { signal, now = Date.now } = this.#options;
    const startedAt = performance.now();
    await this.#raiseReached(row.id, budget, now());
    await delay(PAUSE_FACTOR * (performance.now() - startedAt), signal);
  }

  async #raiseReached(ownerId: string, budget: Budget, now: number): Promise<void> {
    if (this.#exhausted.get(ownerId) === monthText(now)) return;
    const forecast = await this.#forecast(ownerId, now);
    if (!forecast) return;
    const month = dayText(forecast.month).slice(0, 7);
    const cost = expectedCosts(forecast).find(({ currency }) => currency === budget.currency);
    const reached = cost ? thresholdsReached(budget, cost.amount) : [];
    for (const threshold of reached) {
      const raised = await this.#options.readModels.alerts.raiseBudgetAlert({
        ownerId,
        budget: { ...budget, month, threshold, forecast: cost!.amount },
        raisedAt: now,
        numbersAbove: this.#options.seenThrough(),
      });
      if (raised) this.#options.onRaised();
    }
    if (reached.length === BUDGET_THRESHOLDS.length) this.#exhausted.set(ownerId, month);
  }

  /** @returns `undefined` where the client does not exist any more */
  async #forecast(ownerId: string, now: number): Promise<SharedMonth | undefined> {
    const { users, devices, consumption, dailyConsumption, tariffs } = this.#options.readModels;
    const user = await users.find(ownerId);
    if (!user || user.deletedAt !== undefined || user.role !== 'client') return undefined;
    const reader = { userId: ownerId, role: user.role };
    const owned = await devices.everOwnedBy(ownerId);
    const views = owned.flatMap((device) => viewOf(device, reader) ?? []);
    const hoursOfDays = this.#hoursOfDays;
    return forecastTogether(views, { consumption, dailyConsumption, tariffs, hoursOfDays, now });
  }
}

/** The month of UTC, such as 2026-11. */
function monthText(now: number): string {
  return new Date(now).toISOString().slice(0, 7);
}
