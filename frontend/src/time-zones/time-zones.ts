import cldr from 'cldr-bcp47/bcp47/timezone.json' with { type: 'json' };

export interface TimeZone {
  /** The current name in the tz database, such as Europe/Kyiv. */
  readonly name: string;
  /** The current and former names, such as Europe/Kyiv and Europe/Kiev. */
  readonly names: readonly string[];
  /** The place in English, such as "Kyiv, Ukraine". */
  readonly place: string;
}

/** Unicode's data: `_alias` lists the names, the oldest first; `_iana` is the current one where it differs. */
interface CldrZone {
  readonly _description: string;
  readonly _alias?: string;
  readonly _iana?: string;
  readonly _deprecated?: boolean;
}

const UTC: TimeZone = { name: 'UTC', names: ['UTC', 'Etc/UTC', 'Etc/GMT', 'GMT'], place: 'UTC' };

/** Every time zone of a place, and UTC, ordered by current name. */
export const TIME_ZONES: readonly TimeZone[] = [...parseZones(cldr.keyword.u.tz), UTC].sort(
  (one, other) => (one.name < other.name ? -1 : 1),
);

const zonesByName = new Map(
  TIME_ZONES.flatMap((zone) => zone.names.map((name) => [name.toLowerCase(), zone] as const)),
);

/** Finds a zone by any of its names, ignoring case. */
export function findTimeZone(name: string): TimeZone | undefined {
  return zonesByName.get(name.trim().toLowerCase());
}

/** Compares names by their zones: Asia/Kolkata and Asia/Calcutta are the same. */
export function isSameTimeZone(one: string, other: string): boolean {
  const keyOf = (name: string) => (findTimeZone(name)?.name ?? name).toLowerCase();
  return keyOf(one) === keyOf(other);
}

/** Finds zones by a part of a name or place. Zones whose city starts with the text come first. */
export function searchTimeZones(text: string): readonly TimeZone[] {
  const words = normalize(text);
  if (words === '') return TIME_ZONES;
  const found = TIME_ZONES.filter(({ names, place }) =>
    [...names, place].some((each) => normalize(each).includes(words)),
  );
  const isFirst = ({ name }: TimeZone) => normalize(name.split('/').at(-1)!).startsWith(words);
  return [...found.filter(isFirst), ...found.filter((zone) => !isFirst(zone))];
}

function normalize(text: string): string {
  return text
    .trim()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[_\s]+/g, ' ');
}

function parseZones(entries: Readonly<Record<string, unknown>>): readonly TimeZone[] {
  return Object.values(entries).flatMap((entry): TimeZone[] => {
    if (!isZone(entry)) return [];
    const { _alias, _iana, _description } = entry;
    const names = _alias.split(' ');
    const name = _iana ?? names[0]!;
    return isPlace(name) ? [{ name, names, place: _description }] : [];
  });
}

function isZone(entry: unknown): entry is CldrZone & { readonly _alias: string } {
  const { _alias, _deprecated } = (typeof entry === 'object' ? entry : {}) as Partial<CldrZone>;
  return _alias !== undefined && !_deprecated;
}

/** Excludes offsets (Etc/GMT+5), national rules (EST5EDT) and the unknown zone (Etc/Unknown). */
function isPlace(name: string): boolean {
  return name.includes('/') && !name.startsWith('Etc/');
}
