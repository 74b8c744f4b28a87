import { isIP } from 'node:net';
import type { Scheme } from '@energy/engines';
import { withoutSecrets } from './secrets.ts';
import { StartupError } from './startup-error.ts';

/** An environment variable of a process: its description, valid values and default. */
export interface Variable<T> {
  /** One line. */
  readonly description: string;
  /** The valid values; completes "must be …". */
  readonly expects: string;
  /** The value if the environment does not set it; `undefined` if it is required or optional. */
  readonly default: T | undefined;
  /** True if the variable has no default and may be left out. */
  readonly isOptional?: boolean;
  /** True if the value must never be printed. */
  readonly isSecret?: boolean;
  /** Parses a text (trimmed, not empty); `undefined` if it is invalid. */
  read(text: string): T | undefined;
}

/** The variables of a process, by name. */
export type Variables = Readonly<Record<string, Variable<unknown>>>;

/** The values of variables, by name. */
export type Configuration<V extends Variables> = {
  readonly [Name in keyof V]: V[Name] extends Variable<infer T> ? T : never;
};

export interface VariableSettings<T> {
  /** One line. */
  readonly description: string;
  /** Without it, the variable is required. */
  readonly default?: T;
  /** The reason for the restriction, as a clause for the error message. */
  readonly because?: string;
}

export interface InvalidVariable {
  readonly variable: string;
  /** A sentence that names the variable, its value and the valid values. */
  readonly message: string;
}

/** Environment variables are invalid or missing. The message lists all of them. */
export class InvalidConfiguration extends StartupError {
  override readonly name = 'InvalidConfiguration';
  readonly problems: readonly InvalidVariable[];

  constructor(problems: readonly InvalidVariable[]) {
    const lines = problems.map(({ message }) => `  ${message}`);
    super(`The configuration is not valid:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the variables of a process from its environment. An empty value counts as none.
 *
 * @throws InvalidConfiguration with every variable that is invalid or missing
 */
export function readConfiguration<V extends Variables>(
  variables: V,
  environment: Readonly<Record<string, string | undefined>>,
): Configuration<V> {
  const problems: InvalidVariable[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const text = environment[name]?.trim() ?? '';
    const value = text === '' ? variable.default : variable.read(text);
    const isLeftOut = text === '' && variable.isOptional;
    if (value === undefined && !isLeftOut) problems.push(problemOf(name, text, variable));
    values[name] = value;
  }
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  return values as Configuration<V>;
}

/** The URL of an engine, with the scheme of one of its adapters. */
export function engineUrl(
  settings: VariableSettings<string> & { readonly schemes: readonly Scheme[] },
): Variable<string> {
  const { schemes } = settings;
  return variable(settings, `a URL that starts with ${schemes.join(' or ')}`, (text) => {
    const scheme = schemes.find((candidate) => text.startsWith(candidate));
    if (scheme === undefined) return undefined;
    const rest = text.slice(scheme.length);
    // Engines accept several hosts in one URL; the URL class does not.
    return (scheme === 'sqlite:' ? /^./ : /^\/\/[^\s/?#]/).test(rest) ? text : undefined;
  });
}

/** The address of an HTTP server: scheme, host and port, without a path. */
export function httpUrl(settings: VariableSettings<URL>): Variable<URL> {
  return variable(settings, 'a URL that starts with http: or https: and has no path', (text) => {
    const url = httpUrlOf(text);
    return url?.pathname === '/' ? url : undefined;
  });
}

/** The URL of an HTTP service, with any path. */
export function httpUrlWithPath(settings: VariableSettings<URL>): Variable<URL> {
  return variable(settings, 'a URL that starts with http: or https:', httpUrlOf);
}

/** A TCP port to listen on; 0 takes any that is free. */
export function port(settings: VariableSettings<number>): Variable<number> {
  return variable(settings, 'a port, a whole number from 0 (any that is free) to 65535', (text) =>
    wholeNumberIn(text, 0, 65_535),
  );
}

/** The name or address of an interface to listen on. */
export function host(settings: VariableSettings<string>): Variable<string> {
  return variable(settings, 'an IP address or a host name, without scheme or port', (text) =>
    /^(?:[a-z0-9.-]+|[0-9a-f:.]+)$/i.test(text) ? text : undefined,
  );
}

/** The path of a file, relative to the working directory or absolute. */
export function filePath(settings: VariableSettings<string>): Variable<string> {
  return variable(settings, 'the path of a file', (text) =>
    /[/\\]$/.test(text) ? undefined : text,
  );
}

/** IP addresses, and networks of them, with commas between. */
export function networks(
  settings: VariableSettings<readonly string[]>,
): Variable<readonly string[]> {
  const expects = 'IP addresses or networks such as 10.0.0.0/24, with commas between';
  return variable(settings, expects, (text) => {
    const listed = text.split(',').map((each) => each.trim());
    return listed.every(isNetwork) ? listed : undefined;
  });
}

/** A whole number from `min` to `max`, written in decimal digits. */
export function wholeNumber(
  settings: VariableSettings<number> & { readonly min: number; readonly max: number },
): Variable<number> {
  const { min, max } = settings;
  return variable(settings, `a whole number from ${min} to ${max}`, (text) =>
    wholeNumberIn(text, min, max),
  );
}

/** A number from `min` to `max`, written as a decimal. */
export function decimal(
  settings: VariableSettings<number> & { readonly min: number; readonly max: number },
): Variable<number> {
  const { min, max } = settings;
  return variable(settings, `a number from ${min} to ${max}, such as 0.5`, (text) => {
    const value = /^-?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value + 0 : undefined;
  });
}

/** A name: letters, digits and a few signs. */
export function name(settings: VariableSettings<string>): Variable<string> {
  return variable(settings, 'a name of letters, digits, dots, dashes and underscores', (text) =>
    /^[\w.-]+$/.test(text) ? text : undefined,
  );
}

/** A secret of at least 32 printable characters without spaces; it is never printed. */
export function secret(settings: VariableSettings<string>): Variable<string> {
  const expects = 'at least 32 printable ASCII characters without spaces';
  const read = (text: string) => (/^[!-~]{32,1000}$/.test(text) ? text : undefined);
  return { ...variable(settings, expects, read), isSecret: true };
}

/** One of several words. */
export function oneOf<const T extends string>(
  choices: readonly T[],
  settings: VariableSettings<NoInfer<T>>,
): Variable<T> {
  return variable(settings, choices.join(' or '), (text) =>
    choices.find((choice) => choice === text),
  );
}

/** Makes a variable optional: it is `undefined` if it is left out. */
export function optional<T>(variable: Variable<T>): Variable<T | undefined> {
  return { ...variable, default: undefined, isOptional: true };
}

function variable<T>(
  settings: VariableSettings<T>,
  expects: string,
  read: Variable<T>['read'],
): Variable<T> {
  return {
    description: settings.description,
    expects: settings.because ? `${expects}, because ${settings.because}` : expects,
    default: settings.default,
    read,
  };
}

function httpUrlOf(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function wholeNumberIn(text: string, min: number, max: number): number | undefined {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value + 0 : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || wholeNumberIn(prefix, 1, longest) !== undefined;
}

function problemOf(name: string, text: string, variable: Variable<unknown>): InvalidVariable {
  const { expects, isSecret } = variable;
  const value = isSecret ? '***' : withoutUser(text);
  const given = text === '' ? 'is not set' : `is "${value}"`;
  return { variable: name, message: `${name} ${given} but must be ${expects}.` };
}

/** Hides everything before an @: the value may be a URL without its scheme. */
function withoutUser(value: string): string {
  return withoutSecrets(value.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@'));
}
