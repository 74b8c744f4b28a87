import { UUID } from '@energy/domain';
import type { Tariff } from '@energy/read-models';
import { withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { InvalidOption, NotFound } from './usage-error.ts';

/**
 * Finds the id of a tariff by its id or name.
 *
 * @throws NotFound
 * @throws InvalidOption if several tariffs have the name; it lists them
 */
export async function findTariffId(text: string, terminal: Terminal): Promise<string> {
  if (UUID.test(text.toLowerCase())) return text.toLowerCase();
  const named = (await allTariffs(terminal)).filter(
    ({ name }) => name.toLowerCase() === text.toLowerCase(),
  );
  const [first, ...others] = named;
  if (!first) throw new NotFound(`There is no tariff with the id or name "${text}".`);
  if (others.length === 0) return first.id;
  const lines = named.map(({ id, currency }) => `  ${id}  ${currency}`);
  throw new InvalidOption(
    `${named.length} tariffs are named "${text}"; choose one by its id:\n${lines.join('\n')}`,
  );
}

export function allTariffs(terminal: Terminal): Promise<readonly Tariff[]> {
  return withReadModels(terminal, ({ tariffs }) => Array.fromAsync(tariffs.all()));
}
