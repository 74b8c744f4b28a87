import {
  type Configuration,
  decimal,
  httpUrlWithPath,
  name,
  oneOf,
  optional,
} from '../configuration/configuration.ts';

/** The variables by which a process is traced: OpenTelemetry's own, of which these few have a meaning here. */
export const tracingVariables = (service: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    httpUrlWithPath({
      description:
        'Where traces are sent to, by OTLP over HTTP (protobuf); without it, none are made.',
    }),
  ),
  OTEL_SERVICE_NAME: name({
    default: service,
    description: 'What the process is called in traces.',
  }),
  OTEL_TRACES_SAMPLER: oneOf(
    [
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
      'always_on',
      'always_off',
      'traceidratio',
    ],
    { default: 'parentbased_always_on', description: 'Which traces are recorded.' },
  ),
  OTEL_TRACES_SAMPLER_ARG: decimal({
    default: 1,
    min: 0,
    max: 1,
    description: 'How many of the traces are recorded, where the sampler is one by ratio.',
  }),
});

export type TracingConfiguration = Configuration<ReturnType<typeof tracingVariables>>;
