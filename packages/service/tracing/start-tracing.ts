import type { EngineLog } from '@energy/engines';
import type { Tracing } from './tracing.ts';
import type { TracingConfiguration } from './tracing-variables.ts';

/**
 * Starts tracing if an endpoint is configured; does not load the SDK otherwise.
 *
 * @param log gets one line when traces can't be delivered, and one when they can again
 */
export async function startTracing(
  configuration: TracingConfiguration,
  log: EngineLog,
): Promise<Tracing | undefined> {
  if (!configuration.OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  const { OpenTelemetry } = await import('./open-telemetry.ts');
  return new OpenTelemetry(configuration, log);
}
