export * from './start-tracing.ts';
export * from './tracing.ts';
export { tracingVariables } from './tracing-variables.ts';
