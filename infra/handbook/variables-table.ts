import path from 'node:path';
import { SERVICES, type Service, type ServiceVariable, variablesOf } from '../services.ts';

export const HANDBOOK = path.join(import.meta.dirname, '../../docs/operations.md');

const BEGIN = '<!-- variables: made by infra/handbook/main.ts -->\n';
const END = '<!-- end of variables -->';

/** The handbook with the table of the variables as the services have them. */
export async function withVariables(handbook: string): Promise<string> {
  const begin = handbook.indexOf(BEGIN);
  const end = handbook.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The handbook has no place marked by ${BEGIN}`);
  return handbook.slice(0, begin + BEGIN.length) + (await table()) + handbook.slice(end);
}

async function table(): Promise<string> {
  const services = Object.keys(SERVICES) as Service[];
  const all = await Promise.all(
    services.map(async (service) => ({ service, variables: await variablesOf(service) })),
  );
  const rows = new Map<string, { of: Service[]; variable: ServiceVariable }>();
  for (const { service, variables } of all) {
    for (const variable of variables) {
      const value = variable.value === service ? 'its name' : variable.value;
      const key = JSON.stringify([variable.name, value, variable.description]);
      const row = rows.get(key) ?? { of: [], variable: { ...variable, value } };
      row.of.push(service);
      rows.set(key, row);
    }
  }
  const lines = [...rows.values()]
    .toSorted((a, b) => b.of.length - a.of.length || a.variable.name.localeCompare(b.variable.name))
    .map(({ of, variable: { name, value, description, expects } }) => {
      const whose = of.length === services.length ? 'all' : of.join(', ');
      return `| \`${name}\` | ${whose} | ${shown(value)} | ${cell(description)} | ${cell(expects)} |\n`;
    });
  return `| variable | of | default | what for | must be |\n|---|---|---|---|---|\n${lines.join('')}`;
}

function shown(value: ServiceVariable['value']): string {
  return value === null || value === '' ? '' : `\`${value}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
