export * from './energy-export.ts';
export * from './exported-devices.ts';
export * from './formats.ts';
export * from './hour-prices.ts';
export * from './pieces.ts';
