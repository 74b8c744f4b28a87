import type { Configuration, Variable, Variables } from './configuration.ts';
import { withoutSecrets } from './secrets.ts';

/** A variable as it is in force, for people and programs to read. It shows no secret. */
export interface PrintedVariable {
  readonly name: string;
  /** `null` where it is left out. */
  readonly value: string | number | null;
  /** Whether the environment says nothing of it. */
  readonly isDefault: boolean;
  readonly description: string;
  /** What it may hold, to follow "must be". */
  readonly expects?: string;
}

/** Every variable of a process as it is in force, in the order of its declaration. */
export function printedVariables<V extends Variables>(
  variables: V,
  configuration: Configuration<V>,
  environment: Readonly<Record<string, string | undefined>>,
): readonly PrintedVariable[] {
  return Object.entries<Variable<unknown>>(variables).map(([name, variable]) => ({
    name,
    value: shown(configuration[name], variable.isSecret),
    isDefault: !environment[name]?.trim(),
    description: variable.description,
    expects: variable.expects,
  }));
}

/** Variables as lines of an environment file, each below what it is for; what is left out as a comment. */
export function asText(variables: readonly PrintedVariable[]): string {
  return variables
    .map(({ name, value, isDefault, description }) => {
      if (value === null) return `# ${description}\n# ${name}=\n`;
      return `# ${description}${isDefault ? ' (default)' : ''}\n${name}=${value}\n`;
    })
    .join('\n');
}

/** Variables as a JSON document, with the service that they are of. */
export function asJson(service: string, variables: readonly PrintedVariable[]): string {
  return `${JSON.stringify({ service, variables }, null, 2)}\n`;
}

function shown(value: unknown, isSecret = false): string | number | null {
  if (value === undefined) return null;
  if (isSecret) return '***';
  return typeof value === 'number' ? value : withoutSecrets(String(value));
}
