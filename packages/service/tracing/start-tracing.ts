import type { EngineLog } from '@energy/engines';
import type { Tracing } from './tracing.ts';
import type { TracingConfiguration } from './tracing-variables.ts';

/**
 * Begins to trace, where it is said where traces go: nothing of its SDK is loaded otherwise.
 *
 * @param log is told once when traces can't be delivered, and once when they can again
 */
export async function startTracing(
  configuration: TracingConfiguration,
  log: EngineLog,
): Promise<Tracing | undefined> {
  if (!configuration.OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  const { OpenTelemetry } = await import('./open-telemetry.ts');
  return new OpenTelemetry(configuration, log);
}
