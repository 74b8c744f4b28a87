/** The texts of a statement as PDF. */
export interface StatementTexts {
  readonly title: string;
  readonly energy: string;
  readonly none: string;
  readonly preliminary: string;
  readonly noTariff: string;
  readonly line: string;
  readonly quantity: string;
  readonly price: string;
  readonly amount: string;
  readonly total: string;
  readonly credit: string;
  readonly fixedCharge: string;
  readonly tax: string;
  readonly from: string;
  readonly comparison: string;
  readonly monthBefore: string;
  readonly yearBefore: string;
  readonly perHour: string;
  readonly per: Readonly<Record<'kWh' | 'day' | 'month', string>>;
  measured(hours: string, all: string): string;
  estimated(count: number): string;
  suspect(count: number): string;
  partlyUnknown(count: number): string;
  /** Explains the bars of days that contain estimates or unknown parts. */
  readonly markedDays: string;
  recorded(atStart: string, atEnd: string): string;
  above(energy: string): string;
  upTo(energy: string): string;
  days(count: number): string;
}

const english: StatementTexts = {
  title: 'Statement',
  energy: 'Energy',
  none: 'No data',
  preliminary: 'Preliminary: the month has not ended, or readings are missing.',
  noTariff: 'No tariff applied in this month.',
  line: 'Item',
  quantity: 'Quantity',
  price: 'Price',
  amount: 'Amount',
  total: 'Total',
  credit: 'Credit for production',
  fixedCharge: 'Fixed charge',
  tax: 'Tax',
  from: 'from',
  comparison: 'Comparison',
  monthBefore: 'Previous month',
  yearBefore: 'Same month last year',
  perHour: 'per measured hour',
  per: { kWh: 'kWh', day: 'day', month: 'month' },
  measured: (hours, all) => `${hours} of ${all} hours have data`,
  estimated: (count) => (count === 1 ? '1 hour estimated' : `${count} hours estimated`),
  suspect: (count) =>
    count === 1 ? '1 hour with suspect readings' : `${count} hours with suspect readings`,
  partlyUnknown: (count) =>
    count === 1 ? '1 hour partly unknown' : `${count} hours partly unknown`,
  markedDays: 'Outlined: days with estimates or unknown parts.',
  recorded: (atStart, atEnd) => `Recorded in all: ${atStart} at the start, ${atEnd} at the end`,
  above: (energy) => `above ${energy}`,
  upTo: (energy) => `up to ${energy}`,
  days: (count) => (count === 1 ? '1 day' : `${count} days`),
};

const german: StatementTexts = {
  title: 'Abrechnung',
  energy: 'Energie',
  none: 'Keine Daten',
  preliminary: 'Vorläufig: Der Monat ist nicht beendet, oder es fehlen Messwerte.',
  noTariff: 'In diesem Monat galt kein Tarif.',
  line: 'Posten',
  quantity: 'Menge',
  price: 'Preis',
  amount: 'Betrag',
  total: 'Summe',
  credit: 'Gutschrift für Einspeisung',
  fixedCharge: 'Grundpreis',
  tax: 'Steuer',
  from: 'ab',
  comparison: 'Vergleich',
  monthBefore: 'Vormonat',
  yearBefore: 'Vorjahresmonat',
  perHour: 'je gemessener Stunde',
  per: { kWh: 'kWh', day: 'Tag', month: 'Monat' },
  measured: (hours, all) => `${hours} von ${all} Stunden mit Daten`,
  estimated: (count) => (count === 1 ? '1 Stunde geschätzt' : `${count} Stunden geschätzt`),
  suspect: (count) =>
    count === 1
      ? '1 Stunde mit verdächtigen Messwerten'
      : `${count} Stunden mit verdächtigen Messwerten`,
  partlyUnknown: (count) =>
    count === 1 ? '1 Stunde teilweise unbekannt' : `${count} Stunden teilweise unbekannt`,
  markedDays: 'Umrandet: Tage mit Schätzungen oder unbekannten Teilen.',
  recorded: (atStart, atEnd) => `Insgesamt erfasst: ${atStart} am Anfang, ${atEnd} am Ende`,
  above: (energy) => `über ${energy}`,
  upTo: (energy) => `bis ${energy}`,
  days: (count) => (count === 1 ? '1 Tag' : `${count} Tage`),
};

export const STATEMENT_TEXTS = { en: english, de: german } as const;

export type StatementLanguage = keyof typeof STATEMENT_TEXTS;
