// The checks of schemas take longer to load than all other commands: only `publish` does.
import { readFile } from 'node:fs/promises';
import type { TariffVersion } from '@energy/domain';
import { TariffVersionSchema } from '@energy/http';
import { errorMessage } from '@energy/service/configuration';
import { Value } from 'typebox/value';
import { InvalidOption } from './usage-error.ts';

/**
 * Reads the prices of a tariff from a JSON file.
 *
 * @throws InvalidOption where the file cannot be read, or does not hold prices
 */
export async function readVersion(file: string, validFrom: string): Promise<TariffVersion> {
  let prices: unknown;
  try {
    prices = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InvalidOption(`${file} cannot be read as JSON: ${errorMessage(error)}`);
  }
  const version = { ...Object(prices), validFrom };
  const [mistake] = Value.Errors(TariffVersionSchema, version);
  if (mistake) {
    throw new InvalidOption(
      `${file} does not hold prices: ${mistake.instancePath || 'the document'} ${mistake.message}.`,
    );
  }
  return version as TariffVersion;
}
