export * from './alert-inbox.ts';
export * from './calendar-day.ts';
export * from './conversation.ts';
export * from './decider.ts';
export * from './device.ts';
export * from './energy.ts';
export * from './gap-estimation.ts';
export * from './local-hours.ts';
export * from './meter.ts';
export {
  type ReplacementCommand,
  readReplacement,
  replacementInstant,
  withReplacement,
} from './meter-replacement.ts';
export * from './ownership.ts';
export * from './printable-text.ts';
export { refuseInvisibleCharacters } from './readable-text.ts';
export * from './reading-decisions.ts';
export * from './register.ts';
export * from './register-estimates.ts';
export { maxIntervalEnergy, registerMeter } from './register-meter.ts';
export * from './serial-number.ts';
export * from './tariffs/index.ts';
export * from './time-zone.ts';
export * from './time-zone-names.ts';
export * from './upcasters.ts';
export * from './user.ts';
export * from './user-name.ts';
export * from './uuid.ts';
