import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICES, type Service, variablesOf } from './services.ts';

const root = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface ComposeService {
  image?: string;
  build?: { target: string };
  user?: string;
  read_only?: boolean;
  restart?: string;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
  ports?: string[];
  networks: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  tmpfs?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  deploy?: { resources: { limits: { cpus: string; memory: string; pids: number } } };
}

const text = read('infra/compose.yaml');
const compose = parse(text, { merge: true }) as {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean } | null>;
};
const dockerfile = read('infra/Dockerfile');
const services = Object.entries(compose.services);
const built = services.filter(([, { build }]) => build);

describe('every container', () => {
  it.each(services)('of %s may do no more than it needs', (_name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.privileged).toBeUndefined();
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.deploy?.resources.limits).toMatchObject({
      cpus: expect.stringMatching(/^\d/),
      memory: expect.stringMatching(/^\d+[mg]$/),
      pids: expect.any(Number),
    });
  });

  it.each(services)('of %s comes back by itself, or is run once', (name, service) => {
    const isRunOnce = ['operator', 'mongodb-users'].includes(name);
    expect(service.restart).toBe(isRunOnce ? 'no' : 'unless-stopped');
  });

  it.each(services)('of %s has a health check', (name, { healthcheck, build }) => {
    if (['operator', 'mongodb-users'].includes(name)) return;
    const stage = new RegExp(`^FROM platform AS ${build?.target}\\n(?:.+\\n)*HEALTHCHECK `, 'm');
    expect(healthcheck !== undefined || stage.test(dockerfile)).toBe(true);
  });

  it.each(services)('of %s has files to mount that are there', (_name, { volumes = [] }) => {
    const files = volumes
      .map((volume) => volume.split(':')[0]!)
      .filter((file) => file.startsWith('.'));
    for (const file of files) expect(existsSync(path.join(root, 'infra', file))).toBe(true);
  });

  it.each(services)('of %s is of an image with a version', (_name, { image, build }) => {
    if (build) return;
    expect(image).toMatch(/:v?\d+\.\d+/);
  });
});

describe('the networks', () => {
  it('let the gateway alone be reached from other machines', () => {
    const published = services.flatMap(([name, { ports = [] }]) =>
      ports.map((port) => ({ name, port })),
    );
    expect(published).toEqual([
      { name: 'gateway', port: `\${LISTEN:-127.0.0.1}:\${PORT:-8080}:8080` },
      { name: 'grafana', port: `127.0.0.1:\${GRAFANA_PORT:-3000}:3000` },
    ]);
  });

  it('lead out for those alone that are reached from outside', () => {
    const inward = Object.entries(compose.networks).filter(([, network]) => network?.internal);
    expect(Object.keys(compose.networks)).toEqual(['outside', ...inward.map(([name]) => name)]);
    const outside = services.filter(([, { networks }]) => networks.includes('outside'));
    expect(outside.map(([name]) => name)).toEqual(['gateway', 'grafana']);
  });

  it('let nobody reach the event store who has nothing to do there: it asks for no password', () => {
    const members = services.filter(([, { networks }]) => networks.includes('event-store'));
    const names = members.map(([name]) => name).sort();
    const own = 'event-store';
    const others = ['chat-grpc', 'command-api', 'operator', 'projector', 'prometheus', 'query-api'];
    expect(names).toEqual([...others, own].sort());
    expect(compose.services['event-store']!.networks).toEqual([own]);
  });

  it.each(services)(
    'join %s with whatever its URLs name, which is started first',
    (_name, service) => {
      for (const url of Object.values(service.environment ?? {})) {
        const host = /^[a-z]+:\/\/(?:.*@)?([a-z-]+):\d+/.exec(url)?.[1];
        if (host === undefined) continue;
        const other = compose.services[host];
        expect(other?.networks.some((network) => service.networks.includes(network))).toBe(true);
        const first = host === 'mongodb' ? 'mongodb-users' : host;
        if (service.restart !== 'no')
          expect(Object.keys(service.depends_on ?? {})).toContain(first);
      }
    },
  );
});

describe('the images', () => {
  it('run on the Node.js that package.json pins', () => {
    const { devDependencies } = JSON.parse(read('package.json'));
    const versions = [...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map(
      ([, version]) => version,
    );
    expect(new Set(versions)).toEqual(new Set([devDependencies.node]));
  });

  it('are built for every service, which they start', () => {
    expect(built.map(([name]) => name).sort()).toEqual(
      [...Object.keys(SERVICES), 'operator'].sort(),
    );
    for (const [name, file] of Object.entries(SERVICES)) {
      expect(compose.services[name]?.build?.target).toBe(name);
      expect(dockerfile).toMatch(
        new RegExp(`^FROM platform AS ${name}\\n(?:.+\\n)*CMD \\["${file}"\\]`, 'm'),
      );
    }
  });

  it('are made from all workspaces that package-lock.json names, but of no test', () => {
    const ignored = read('.dockerignore').split('\n');
    const lock = JSON.parse(read('package-lock.json'));
    const workspaces = Object.values<{ link?: true; resolved?: string }>(lock.packages)
      .filter(({ link }) => link)
      .map(({ resolved }) => resolved!);
    for (const folder of workspaces) {
      const top = folder.split('/')[0];
      expect(ignored.includes(`!${top}`) || ignored.includes(`!${folder}/package.json`)).toBe(true);
    }
    expect(ignored).toEqual(
      expect.arrayContaining(['*', '**/*.test.ts', '**/.env', '**/node_modules']),
    );
  });
});

describe('the secrets', () => {
  let folder: string;
  let secrets: Record<string, string>;

  beforeAll(() => {
    folder = temporaryFolder('secrets');
    for (const file of ['make-secrets.sh', '.env.example'])
      cpSync(path.join(root, 'infra', file), path.join(folder, file));
    execFileSync('sh', [path.join(folder, 'make-secrets.sh')]);
    secrets = variablesIn(readFileSync(path.join(folder, '.env'), 'utf8'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('are all that the compose file asks for, and no others', () => {
    const asked = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
    expect(Object.keys(secrets).sort()).toEqual([...new Set(asked)].sort());
  });

  it('must be set: none has a default', () => {
    const example = variablesIn(read('infra/.env.example'));
    for (const name of secretNames()) {
      expect(example[name]).toBe('');
      expect(text).toContain(`\${${name}:?run infra/make-secrets.sh}`);
      expect(text).not.toMatch(new RegExp(`\\$\\{${name}:?-`));
    }
  });

  it('are random, each another, and can be read by nobody else', () => {
    const values = secretNames().map((name) => secrets[name]);
    for (const value of values) expect(value).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(values).size).toBe(values.length);
    expect(statSync(path.join(folder, '.env')).mode & 0o777).toBe(0o600);
  });

  it('are in no log: the first one-time password goes to a file in memory', () => {
    const { environment, tmpfs } = compose.services['command-api']!;
    const file = environment!.FIRST_PASSWORD_FILE!;
    expect(tmpfs!.map((mount) => mount.split(':')[0])).toContain(path.dirname(file));
    expect(dockerfile).toContain(`ENV FIRST_PASSWORD_FILE=${file}\n`);
  });

  it('are never among what is checked in', () => {
    expect(read('.gitignore').split('\n')).toContain('.env');
  });

  it('are never replaced', () => {
    const again = () =>
      execFileSync('sh', [path.join(folder, 'make-secrets.sh')], { stdio: 'pipe' });
    expect(again).toThrow(/is there already/);
    expect(variablesIn(readFileSync(path.join(folder, '.env'), 'utf8'))).toEqual(secrets);
  });

  it.each(Object.keys(SERVICES) as Service[])(
    'configure %s, with variables that it has',
    async (name) => {
      const given = { ...secrets, PUBLIC_URL: 'https://energy.example' };
      const environment = Object.fromEntries(
        Object.entries(compose.services[name]!.environment!).map(([variable, value]) => [
          variable,
          filledIn(value, given),
        ]),
      );
      const variables = await variablesOf(name, environment);
      expect(variables.map((variable) => variable.name)).toEqual(
        expect.arrayContaining(Object.keys(environment)),
      );
      const left = variables.filter(
        ({ isDefault, value, name: variable }) =>
          isDefault && value !== null && /_URL$|^HOST$/.test(variable),
      );
      expect(left).toEqual([]);
    },
  );

  function secretNames(): string[] {
    return Object.keys(secrets).filter((name) => /_(?:PASSWORD|KEY)$/.test(name));
  }
});

/** The variables of an environment file. */
function variablesIn(file: string): Record<string, string> {
  const lines = file.split('\n').filter((line) => /^[A-Z_]+=/.test(line));
  return Object.fromEntries(
    lines.map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]),
  );
}

/** A value with its variables in it, as compose puts them there. */
function filledIn(value: string, given: Record<string, string>): string {
  return value.replace(/\$\{([A-Z_]+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_all, name, otherwise) => {
    return given[name] || (otherwise ?? '');
  });
}
