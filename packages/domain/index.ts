export * from './decider.ts';
export * from './device.ts';
export * from './energy.ts';
export * from './local-hours.ts';
export * from './time-zone.ts';
export * from './user.ts';
export * from './user-name.ts';
export * from './uuid.ts';
