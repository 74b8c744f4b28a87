import { status } from '@grpc/grpc-js';
import { CallFailure } from './frames.ts';

const UNITS_MS = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 } as const;

/**
 * For how many milliseconds a call's answer is wanted, as `grpc-timeout` says; `undefined` where nothing
 * is said.
 *
 * @throws CallFailure where it can't be read
 */
export function timeoutOf(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(header)) ?? [];
  if (amount === undefined) {
    const sentence = 'The header grpc-timeout is to be digits and a unit, such as 500m.';
    throw new CallFailure(status.INVALID_ARGUMENT, sentence);
  }
  return Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
}
