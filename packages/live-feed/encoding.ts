import type { Notice } from './notice.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isWhole: Check = Number.isSafeInteger;
const isTextOrNull: Check = (value) => value === null || isText(value);
const isDigits: Check = (value) => isText(value) && /^-?\d{1,19}$/.test(value as string);

/** The fields of each type of notice. */
const FIELDS: { readonly [T in Notice as T['type']]: Record<keyof Omit<T, 'type'>, Check> } = {
  AlertRaised: { number: isWhole, deviceId: isTextOrNull, ownerId: isTextOrNull },
  AlertsSeen: { userId: isText, through: isWhole },
  HourlyTotalChanged: { deviceId: isText, hour: isWhole, total: isDigits, readings: isWhole },
  ReadingsRecorded: { projectorId: isText, readings: isWhole, milliseconds: isWhole },
  Typing: { clientId: isText, userId: isText, at: isWhole },
};

/** Encodes notices as a JSON array in UTF-8. */
export function encode(notices: readonly Notice[]): Uint8Array {
  return Buffer.from(JSON.stringify(notices));
}

/** Decodes the notices of some types; ignores everything invalid. */
export function decode(body: Uint8Array, types: readonly Notice['type'][]): readonly Notice[] {
  const parsed = parse(body);
  return Array.isArray(parsed)
    ? parsed.filter((value): value is Notice => isNotice(value) && types.includes(value.type))
    : [];
}

/** The types of notices, without repetitions. */
export function typesOf(notices: readonly Notice[]): readonly Notice['type'][] {
  return [...new Set(notices.map(({ type }) => type))];
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  } catch {
    return undefined;
  }
}

function isNotice(value: unknown): value is Notice {
  const notice = (value ?? {}) as Record<string, unknown>;
  const { type } = notice;
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return false;
  const fields = FIELDS[type as Notice['type']];
  return Object.entries(fields).every(([field, check]) => check(notice[field]));
}
