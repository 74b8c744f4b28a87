import { readFileSync } from 'node:fs';
import { type PrintedVariable, withoutSecrets } from '@energy/service/configuration';
import { type Command, Option } from 'commander';

/**
 * An option is invalid: `message` is a sentence that names the flag, variable or key
 * and says what it should be. The process ends with exit code 2.
 */
export class InvalidOption extends Error {
  override readonly name = 'InvalidOption';
}

/** One thing that can be set, by a flag and perhaps by an environment variable. */
export interface Setting<T> {
  /** As commander writes it: `--interval <duration>`; without an argument it is a switch. */
  readonly flag: string;
  readonly variable?: string;
  readonly description: string;
  /** @throws RangeError that ends the sentence "--interval …": "must be a duration …" */
  read(text: string): T;
}

// Settings of different types stand in one table; each value's own type comes back in Settings.
export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** The values by the table's names; `undefined` for those that are set nowhere. */
export type Settings<Table extends SettingTable> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['read']> | undefined;
};

/** Adds a flag for every setting to `command`. */
export function addFlags(command: Command, table: SettingTable): Command {
  for (const { flag, variable, description } of Object.values(table)) {
    command.addOption(new Option(flag, variable ? `${description} [${variable}]` : description));
  }
  return command;
}

/**
 * The settings, each from the first that has it: the command's flags, the environment (an empty
 * variable counts as none), the config file.
 *
 * @param configFile a JSON object whose keys are the table's names
 * @throws InvalidOption
 */
export function readSettings<Table extends SettingTable>(
  table: Table,
  command: Command,
  environment: Readonly<Record<string, string | undefined>>,
  configFile?: string,
): Settings<Table> {
  const config = configFile === undefined ? {} : readConfig(configFile, table);
  const read = Object.entries(table).map(([name, setting]) => {
    const found = find(name, setting, command, environment, config, configFile);
    return [name, found && readAt(found.place, () => setting.read(found.text))];
  });
  return Object.fromEntries(read) as Settings<Table>;
}

/** The settings that have a variable, as they were set wherever, to be printed: without secrets. */
export function printedSettings(
  table: SettingTable,
  command: Command,
  environment: Readonly<Record<string, string | undefined>>,
  configFile?: string,
): readonly PrintedVariable[] {
  const config = configFile === undefined ? {} : readConfig(configFile, table);
  return Object.entries(table).flatMap(([name, setting]) => {
    const { variable, description } = setting;
    if (variable === undefined) return [];
    const found = find(name, setting, command, environment, config, configFile);
    const value = found ? withoutSecrets(found.text) : null;
    return { name: variable, value, isDefault: !found, description };
  });
}

interface Found {
  text: string;
  /** The name of the place in an error: `--interval`, `SIMULATOR_INTERVAL`, `"interval" in meter.json`. */
  place: string;
}

function find(
  name: string,
  { flag, variable }: Setting<unknown>,
  command: Command,
  environment: Readonly<Record<string, string | undefined>>,
  config: Readonly<Record<string, string>>,
  configFile: string | undefined,
): Found | undefined {
  const option = new Option(flag);
  const key = option.attributeName();
  if (command.getOptionValueSource(key) === 'cli') {
    // A switch that is given is on, also one that commander negates (--no-header).
    const text = option.isBoolean() || option.negate ? 'true' : String(command.getOptionValue(key));
    return { text, place: option.long ?? flag };
  }
  const inEnvironment = variable && environment[variable];
  if (variable && inEnvironment) return { text: inEnvironment, place: variable };
  const inConfig = config[name];
  if (inConfig !== undefined) return { text: inConfig, place: `"${name}" in ${configFile}` };
  return undefined;
}

function readConfig(file: string, table: SettingTable): Record<string, string> {
  const config = readAt(`--config ${file}`, () => parseObject(readText(file)));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const place = `"${key}" in ${file}`;
      if (!Object.hasOwn(table, key)) {
        const known = Object.keys(table).join(', ');
        throw new InvalidOption(`${place} is no setting; it must be one of ${known}`);
      }
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        throw new InvalidOption(`${place} must be a string, a number or a boolean`);
      }
      return [key, String(value)];
    }),
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RangeError(`must be a file that can be read: ${(error as Error).message}`);
  }
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`must be a JSON file: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new RangeError('must hold a JSON object');
}

function readAt<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidOption(`${place} ${error.message}`);
    throw error;
  }
}
