// Depends on nothing of the platform, so that a unit test that imports it starts fast.
export { type EmbeddedEnvironment, embeddedEnvironment } from './embedded-environment.ts';
export { eventually } from './eventually.ts';
export { freePort } from './free-port.ts';
export { householdReadings, type Reading } from './household-readings.ts';
export { recordingLog, silentLog } from './logs.ts';
export { medianTime } from './median-time.ts';
export { newPassword } from './passwords.ts';
export { repetitions } from './repetitions.ts';
export { type ProcessOptions, ROOT, RunningProcess } from './running-process.ts';
export { shuffled } from './shuffled.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { TurnCounter } from './turns.ts';
