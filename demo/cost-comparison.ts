import { expectedCents } from './cost-truth.ts';
import type { ExpectedHours } from './ground-truth.ts';
import type { Household } from './household.ts';

/** The body of `GET /api/devices/{id}/statement`, as far as it is compared. */
interface Statement {
  readonly costs: readonly { readonly currency: string; readonly amount: string }[];
  readonly lines: readonly { readonly amount: string }[];
}

export interface CostComparison {
  /** The bills of the fortnight's months, in cents. */
  readonly cents: readonly bigint[];
  /** A sentence for each month whose bill is not as it must be. */
  readonly differences: readonly string[];
}

/** Compares the bills that the API shows the owner of a household with what they must be. */
export async function compareCosts(
  household: Household,
  hours: ExpectedHours,
): Promise<CostComparison> {
  const expected = expectedCents(hours, household.daysUntilNow());
  const differences: string[] = [];
  for (const [month, cents] of expected) {
    const { costs, lines } = await statement(household, month);
    const total = costs.length === 1 ? inCents(costs[0]!.amount) : undefined;
    const sum = lines.reduce((all, { amount }) => all + inCents(amount), 0n);
    if (total !== cents || sum !== cents) {
      differences.push(`${month}: ${total} cents in lines of ${sum}, but ${cents} cents is right`);
    }
  }
  return { cents: [...expected.values()], differences };
}

async function statement({ id, owner }: Household, month: string): Promise<Statement> {
  const path = `/devices/${id}/statement?month=${month}`;
  return (await owner.api.request<Statement>('GET', path)).body;
}

function inCents(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}
