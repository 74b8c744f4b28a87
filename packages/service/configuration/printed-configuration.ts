import type { Configuration, Variable, Variables } from './configuration.ts';
import { withoutSecrets } from './secrets.ts';

/** The effective value of a variable, without secrets. */
export interface PrintedVariable {
  readonly name: string;
  /** `null` if it is left out. */
  readonly value: string | number | null;
  /** True if the environment does not set it. */
  readonly isDefault: boolean;
  readonly description: string;
  /** The valid values; completes "must be …". */
  readonly expects?: string;
}

/** Lists every variable of a process, in the order of declaration. */
export function printedVariables<V extends Variables>(
  variables: V,
  configuration: Configuration<V>,
  environment: Readonly<Record<string, string | undefined>>,
): readonly PrintedVariable[] {
  return Object.entries<Variable<unknown>>(variables).map(([name, variable]) => ({
    name,
    value: printedValue(configuration[name], variable.isSecret),
    isDefault: !environment[name]?.trim(),
    description: variable.description,
    expects: variable.expects,
  }));
}

/** Formats variables as an environment file with their descriptions; variables without a value are comments. */
export function asText(variables: readonly PrintedVariable[]): string {
  return variables
    .map(({ name, value, isDefault, description }) => {
      if (value === null) return `# ${description}\n# ${name}=\n`;
      return `# ${description}${isDefault ? ' (default)' : ''}\n${name}=${value}\n`;
    })
    .join('\n');
}

/** Formats variables as a JSON document with the name of the service. */
export function asJson(service: string, variables: readonly PrintedVariable[]): string {
  return `${JSON.stringify({ service, variables }, null, 2)}\n`;
}

function printedValue(value: unknown, isSecret = false): string | number | null {
  if (value === undefined) return null;
  if (isSecret) return '***';
  return typeof value === 'number' ? value : withoutSecrets(String(value));
}
