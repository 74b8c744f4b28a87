import cldr from 'cldr-bcp47/bcp47/timezone.json' with { type: 'json' };

/** A time zone by the name that the tz database uses today, with every other name that it has had. */
export interface TimeZone {
  /** Such as Europe/Kyiv. */
  readonly name: string;
  /** All names, such as Europe/Kyiv and Europe/Kiev. */
  readonly names: readonly string[];
  /** Where it is, in English, such as "Kyiv, Ukraine". */
  readonly place: string;
}

/** Unicode's data: `_alias` has the names, the oldest first; `_iana` the one in use where they differ. */
interface CldrZone {
  readonly _description: string;
  readonly _alias?: string;
  readonly _iana?: string;
  readonly _deprecated?: boolean;
}

const UTC: TimeZone = { name: 'UTC', names: ['UTC', 'Etc/UTC', 'Etc/GMT', 'GMT'], place: 'UTC' };

/** Every time zone of a place, in the order of today's names, and UTC. */
export const TIME_ZONES: readonly TimeZone[] = [...zonesOf(cldr.keyword.u.tz), UTC].sort(
  (one, other) => (one.name < other.name ? -1 : 1),
);

const zonesByName = new Map(
  TIME_ZONES.flatMap((zone) => zone.names.map((name) => [name.toLowerCase(), zone] as const)),
);

/** The zone of any of its names, whatever the case. */
export function findTimeZone(name: string): TimeZone | undefined {
  return zonesByName.get(name.trim().toLowerCase());
}

/** Whether two names are those of one zone, such as Asia/Kolkata and Asia/Calcutta. */
export function isSameTimeZone(one: string, other: string): boolean {
  const keyOf = (name: string) => (findTimeZone(name)?.name ?? name).toLowerCase();
  return keyOf(one) === keyOf(other);
}

/** The zones with a name or place that contains a text; those whose city begins with it come first. */
export function searchTimeZones(text: string): readonly TimeZone[] {
  const words = searchable(text);
  if (words === '') return TIME_ZONES;
  const found = TIME_ZONES.filter(({ names, place }) =>
    [...names, place].some((each) => searchable(each).includes(words)),
  );
  const isFirst = ({ name }: TimeZone) => searchable(name.split('/').at(-1)!).startsWith(words);
  return [...found.filter(isFirst), ...found.filter((zone) => !isFirst(zone))];
}

function searchable(text: string): string {
  return text
    .trim()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[_\s]+/g, ' ');
}

function zonesOf(entries: Readonly<Record<string, unknown>>): readonly TimeZone[] {
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

/** Offsets (Etc/GMT+5), rules of a country (EST5EDT) and the unknown zone (Etc/Unknown) are none. */
function isPlace(name: string): boolean {
  return name.includes('/') && !name.startsWith('Etc/');
}
