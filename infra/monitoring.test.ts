import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunningProcess } from '@energy/testing';
import { TestPlatform } from '@energy/testing/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICES } from './services.ts';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: { severity: string };
  annotations?: { summary: string; runbook: string };
}

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string; datasource: { uid: string } }[];
}

const groups: { rules: Rule[] }[] = parse(read('infra/prometheus/rules.yml')).groups;
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert);
const dashboard = JSON.parse(read('infra/grafana/dashboards/energy.json'));
const panels: Panel[] = dashboard.panels;
const graphs = panels.filter(({ type }) => type !== 'row');
const compose = parse(read('infra/compose.yaml'), { merge: true });

/** The metrics that an expression names: those of the platform, of Node.js and of what rules record. */
function namesIn(expr: string): string[] {
  const names = expr.match(/\b(?:energy|http|nodejs|process)_[a-z0-9_]+|\b[a-z]+:[a-z0-9_:]+/g);
  return names ?? [];
}

describe('what is watched', () => {
  let platform: TestPlatform;
  let known: Set<string>;

  beforeAll(async () => {
    platform = TestPlatform.open();
    const started = Object.values(SERVICES).map((script) => platform.start(script));
    const urls = await Promise.all(started.map(operationsOf));
    const texts = await Promise.all(
      urls.map(async (url) => (await fetch(`${url}/metrics`)).text()),
    );
    known = new Set([...texts.flatMap(metricsIn), ...rules.flatMap(({ record }) => record ?? [])]);
  }, 60_000);

  afterAll(() => platform?.close());

  it.each(rules.map(({ alert, record, expr }) => [alert ?? record, expr]))(
    'by the rule %s is exported by a service',
    (_name, expr) => {
      const unknown = namesIn(expr!).filter((name) => !known.has(name));
      expect(unknown).toEqual([]);
    },
  );

  it.each(graphs.map(({ title, targets }) => [title, targets]))(
    'by the panel "%s" is exported by a service',
    (_title, targets) => {
      const unknown = targets!
        .flatMap(({ expr }) => namesIn(expr))
        .filter((name) => !known.has(name));
      expect(unknown).toEqual([]);
    },
  );

  it('is every metric that the platform itself makes', () => {
    const expressions = [...rules, ...graphs.flatMap(({ targets }) => targets!)].map(
      ({ expr }) => expr,
    );
    const asked = new Set(expressions.flatMap(namesIn).map((name) => name.replace(SUFFIX, '')));
    const own = [...known]
      .filter((name) => name.startsWith('energy_'))
      .map((name) => name.replace(SUFFIX, ''));
    const ELSEWHERE = ['energy_not_ready', 'energy_projector_readings_per_second']; // in /health/ready; as a rate;
    expect(
      [...new Set(own)].filter((name) => !asked.has(name) && !ELSEWHERE.includes(name)),
    ).toEqual([]);
  });
});

/** The URL of a service's metrics: that of its API, or another. */
async function operationsOf(service: RunningProcess): Promise<string> {
  const announcement = /(?:metrics and health are|Listening) at (http:\/\/127\.0\.0\.1:\d+)\./i;
  return (await service.waitForOutput(announcement))[1]!;
}

const SUFFIX = /_(?:bucket|sum|count)$/;

/** The names of the series that a service exports. */
function metricsIn(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) => {
    return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!];
  });
}

describe('every alert', () => {
  const sections = [...read('docs/operations.md').matchAll(/^\*\*(.+?)\.\*\*/gm)].map(
    ([, name]) => name,
  );
  const tests = parse(read('infra/prometheus/rules.test.yml')).tests as {
    alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[];
  }[];

  it.each(alerts.map((rule) => [rule.alert!, rule] as const))(
    '%s says what is wrong, how urgent it is and where to read on',
    (_name, { labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels?.severity);
      expect(annotations?.summary).toMatch(/^.*\w.*[.]$/);
      const section = /^docs\/operations\.md, "(.+)"$/.exec(annotations!.runbook)?.[1];
      expect(sections).toContain(section);
    },
  );

  it.each(alerts.map(({ alert }) => [alert!]))('%s is tried', (name) => {
    const raised = tests
      .flatMap(({ alert_rule_test }) => alert_rule_test)
      .filter(({ alertname, exp_alerts = [] }) => alertname === name && exp_alerts.length > 0);
    expect(raised).not.toEqual([]);
  });
});

describe('Prometheus', () => {
  const { scrape_configs: jobs } = parse(read('infra/prometheus/prometheus.yml')) as {
    scrape_configs: {
      job_name: string;
      dns_sd_configs?: { names: string[]; port: number }[];
      static_configs?: { targets: string[] }[];
    }[];
  };

  it('asks every instance of every service, at the port that its image has', () => {
    const asked = jobs.filter(({ dns_sd_configs }) => dns_sd_configs);
    expect(asked.map(({ job_name }) => job_name).sort()).toEqual(Object.keys(SERVICES).sort());
    const dockerfile = read('infra/Dockerfile');
    for (const { job_name, dns_sd_configs } of asked) {
      const { names, port } = dns_sd_configs![0]!;
      expect(names).toEqual([job_name]);
      const health = new RegExp(
        `^FROM platform AS ${job_name}\\n(?:.+\\n)*HEALTHCHECK .* "(\\d+)"\\]`,
        'm',
      );
      expect(String(port)).toBe(health.exec(dockerfile)?.[1]);
    }
  });

  it('can reach whatever it asks', () => {
    const hosts = jobs.flatMap(({ job_name, static_configs = [] }) => [
      ...static_configs.flatMap(({ targets }) => targets.map((target) => target.split(':')[0]!)),
      ...(static_configs.length === 0 ? [job_name] : []),
    ]);
    const { networks } = compose.services.prometheus;
    for (const host of hosts) {
      const shared = compose.services[host].networks.filter((each: string) =>
        networks.includes(each),
      );
      expect(shared).not.toEqual([]);
    }
  });
});

describe('the dashboard', () => {
  const [source] = parse(
    read('infra/grafana/provisioning/datasources/prometheus.yaml'),
  ).datasources;

  it('is found by Grafana, and finds Prometheus', () => {
    const [provider] = parse(read('infra/grafana/provisioning/dashboards/energy.yaml')).providers;
    expect(compose.services.grafana.volumes).toContain(
      `./grafana/dashboards:${provider.options.path}:ro`,
    );
    expect(source.url).toBe('http://prometheus:9090');
    for (const { datasource, targets } of graphs) {
      const uids = [datasource!.uid, ...targets!.map((target) => target.datasource.uid)];
      expect(new Set(uids)).toEqual(new Set([source.uid]));
    }
  });

  it('says of every panel what it shows, and of every line which it is', () => {
    for (const { description, targets, title } of graphs) {
      expect(title).not.toBe('');
      expect(description).toMatch(/\.$/);
      for (const { expr, legendFormat } of targets!) expect([expr, legendFormat]).not.toContain('');
    }
  });

  it('has a place for every panel, and no two in one', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          expect(taken).not.toContain(`${column},${line}`);
          taken.add(`${column},${line}`);
        }
      }
    }
  });
});
