import { type Amount, dayText, meterDescription, roundAmount } from '@energy/domain';
import { derivedId } from '@energy/event-store';
import type { ScannedHour } from '@energy/read-models';
import { currencyNumber } from './currency-number.ts';
import { dstRules } from './dst-rules.ts';
import {
  type DeviceDay,
  type EnergyExport,
  type ExportedHour,
  qualityOf,
} from './energy-export.ts';
import type { ExportedDevice } from './exported-devices.ts';

const ROOT = '/espi/1_1/resource';
/** The highest value of a reading: a signed integer of 48 bits, as the schema has it. */
const MAX_VALUE = 140_737_488_355_327;
/** Digits of costs: hundred-thousandths of the currency. */
const COST_DIGITS = 5;
const MICRO = 1_000_000;

/** ESPI's codes, by what the platform says. */
const SERVICES = { electricity: 0, gas: 1, heat: 4 } as const;
const COMMODITIES = { electricity: 1, gas: 7, heat: 12 } as const;
const FLOWS = { consumption: 1, production: 19 } as const;
const DELTA_DATA = 4;
const NORMAL = 12;
const RAW = 14;
/** Estimates: by which method is not known. */
const OTHER = 16;
/** A part of the hour is unknown. */
const QUESTIONABLE = 10;
const ENERGY = 12;
const WATT_HOURS = 72;

/** The units of readings: energies are exact but for hours beyond 140 MWh, which are rounded to Wh. */
const UNITS = {
  hours: { powerOfTenMultiplier: -6, title: 'Hourly energy in µWh' },
  'large-hours': { powerOfTenMultiplier: 0, title: 'Hourly energy in Wh, of hours beyond 140 MWh' },
} as const;
type Unit = keyof typeof UNITS;

/** Hours of a device in one unit, and with costs in one currency. */
interface Series {
  readonly unit: Unit;
  readonly currency?: string | undefined;
}

/** Encodes a Green Button file: an Atom feed of ESPI 3.3 resources. */
export async function* toGreenButton(energyExport: EnergyExport): AsyncGenerator<string> {
  // Of the range, not of the present: the same rows are the same bytes.
  const writer = new EntryWriter(energyExport);
  yield writer.head();
  const { devices } = energyExport;
  for (const timeZone of new Set(devices.map((device) => device.timeZone))) {
    yield writer.zone(timeZone);
  }
  const types = new Set<string>();
  for (const device of devices) yield writer.device(device, types);
  for await (const days of energyExport.days()) {
    yield days.map((day) => writer.day(day, types)).join('');
  }
  yield '</feed>\n';
}

/** A row of hours. */
interface HourRow extends Omit<ScannedHour, 'hour'> {
  readonly hour: ExportedHour;
  readonly cost: Amount | undefined;
}

interface Entry {
  readonly title: string;
  /** Path of the resource below the root. */
  readonly path: string;
  readonly related?: readonly string[];
  /** Type of the resource. */
  readonly type: string;
  readonly content: string;
}

class EntryWriter {
  readonly #updated: string;
  readonly #range: string;
  readonly #lastDay: string;
  readonly #hasCosts: boolean;
  /** The paths of the series that began at their first hour. */
  readonly #begun = new Set<string>();

  constructor({ range: { from, to }, hasCosts }: EnergyExport) {
    this.#hasCosts = hasCosts;
    this.#updated = `${dayText(to + 1)}T00:00:00Z`;
    this.#range = `${dayText(from)} – ${dayText(to)}`;
    this.#lastDay = dayText(to);
  }

  head(): string {
    return (
      '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n' +
      `<id>urn:uuid:${derivedId('feed', this.#range)}</id><title>Energy, ${this.#range}</title>` +
      `<updated>${this.#updated}</updated>${link('self', '/Batch', 'espi-feed/Batch')}\n`
    );
  }

  zone(timeZone: string): string {
    const { offset, dstOffset, dstStart, dstEnd } = dstRules(timeZone, this.#lastDay);
    return this.#entry({
      title: timeZone,
      path: zonePath(timeZone),
      type: 'LocalTimeParameters',
      content:
        `<dstEndRule>${dstEnd}</dstEndRule><dstOffset>${dstOffset}</dstOffset>` +
        `<dstStartRule>${dstStart}</dstStartRule><tzOffset>${offset}</tzOffset>`,
    });
  }

  /** The usage point of a device and its series of hours; with costs, a series begins where its currency is known. */
  device(device: ExportedDevice, types: Set<string>): string {
    const { medium } = meterDescription(device.meter);
    const usagePoint = this.#entry({
      title: device.description,
      path: usagePointPath(device),
      related: [`${usagePointPath(device)}/MeterReading`, zonePath(device.timeZone)],
      type: 'UsagePoint',
      content: `<ServiceCategory><kind>${SERVICES[medium]}</kind></ServiceCategory>`,
    });
    return this.#hasCosts
      ? usagePoint
      : usagePoint + this.#series(device, { unit: 'hours' }, types);
  }

  /** The blocks of a day; none without hours. */
  day({ device, hours, totals, costs }: DeviceDay, types: Set<string>): string {
    const rows = totals.map((scanned, index) => ({
      ...scanned,
      hour: hours[index]!,
      cost: costs?.amounts[index],
    }));
    const seriesOf = ({ total, cost }: HourRow): Series => ({
      unit: total <= MAX_VALUE ? 'hours' : 'large-hours',
      currency: cost === undefined ? undefined : costs?.currency,
    });
    let text = '';
    for (const own of Map.groupBy(rows, (row) => nameOf(seriesOf(row))).values()) {
      const series = seriesOf(own[0]!);
      text += this.#begin(device, series, types) + this.#block(device, series, own);
    }
    return text;
  }

  /** The resources of a series of a device, unless they are written. */
  #begin(device: ExportedDevice, series: Series, types: Set<string>): string {
    if (!this.#hasCosts && series.unit === 'hours') return '';
    const path = seriesPath(device, series);
    if (this.#begun.has(path)) return '';
    this.#begun.add(path);
    return this.#series(device, series, types);
  }

  #series(device: ExportedDevice, series: Series, types: Set<string>): string {
    const path = seriesPath(device, series);
    const { unit, currency } = series;
    const { medium, flow } = meterDescription(device.meter);
    const typePath = `/ReadingType/${medium}-${flow}-${nameOf(series)}`;
    const meterReading = this.#entry({
      title: UNITS[unit].title,
      path,
      related: [`${path}/IntervalBlock`, typePath],
      type: 'MeterReading',
      content: '',
    });
    if (types.has(typePath)) return meterReading;
    types.add(typePath);
    const readingType = this.#entry({
      title: UNITS[unit].title,
      path: typePath,
      type: 'ReadingType',
      content:
        `<accumulationBehaviour>${DELTA_DATA}</accumulationBehaviour>` +
        `<commodity>${COMMODITIES[medium]}</commodity>` +
        (currency ? `<currency>${currencyNumber(currency)}</currency>` : '') +
        `<dataQualifier>${NORMAL}</dataQualifier>` +
        `<defaultQuality>${RAW}</defaultQuality><flowDirection>${FLOWS[flow]}</flowDirection>` +
        `<intervalLength>3600</intervalLength><kind>${ENERGY}</kind>` +
        `<powerOfTenMultiplier>${UNITS[unit].powerOfTenMultiplier}</powerOfTenMultiplier>` +
        `<uom>${WATT_HOURS}</uom>`,
    });
    return readingType + meterReading;
  }

  #block(device: ExportedDevice, series: Series, rows: readonly HourRow[]): string {
    const { hour: first } = rows[0]!;
    const { hour: last } = rows.at(-1)!;
    return this.#entry({
      title: first.startLocal.slice(0, 'YYYY-MM-DD'.length),
      path: `${seriesPath(device, series)}/IntervalBlock/${first.start / 1_000}`,
      type: 'IntervalBlock',
      content:
        interval('interval', first.start, last.end) + rows.map(readingIn(series.unit)).join(''),
    });
  }

  #entry({ title, path, related = [], type, content }: Entry): string {
    const links =
      link('self', path, `espi-entry/${type}`) +
      link('up', path.slice(0, path.lastIndexOf('/')), `espi-feed/${type}`) +
      related.map((other) => link('related', other, 'application/atom+xml')).join('');
    return (
      `<entry><id>urn:uuid:${derivedId('entry', path)}</id>${links}<title>${escaped(title)}</title>` +
      `<content><${type} xmlns="http://naesb.org/espi">${content}</${type}></content>` +
      `<published>${this.#updated}</published><updated>${this.#updated}</updated></entry>\n`
    );
  }
}

const QUALITY_CODES = { measured: undefined, estimated: OTHER, partlyUnknown: QUESTIONABLE };

function readingIn(unit: Unit): (row: HourRow) => string {
  return (row) => {
    const { hour, total, cost } = row;
    const value = unit === 'hours' ? total : (BigInt(total) + BigInt(MICRO / 2)) / BigInt(MICRO);
    const period = interval('timePeriod', hour.start, hour.end);
    const code = QUALITY_CODES[qualityOf(row)];
    const mark = code ? `<ReadingQuality><quality>${code}</quality></ReadingQuality>` : '';
    return `<IntervalReading>${costElement(cost)}${mark}${period}<value>${value}</value></IntervalReading>`;
  };
}

/** None beyond what the schema can hold: 1.4 billion of the currency. */
function costElement(amount: Amount | undefined): string {
  if (amount === undefined) return '';
  const cost = BigInt(roundAmount(amount, COST_DIGITS).replace('.', ''));
  return cost > MAX_VALUE || cost < -MAX_VALUE ? '' : `<cost>${cost}</cost>`;
}

/** In seconds since 1970. */
function interval(name: string, start: number, end: number): string {
  return `<${name}><duration>${(end - start) / 1_000}</duration><start>${start / 1_000}</start></${name}>`;
}

function link(rel: string, path: string, type: string): string {
  return `<link rel="${rel}" href="${ROOT}${path}" type="${type}"/>`;
}

function usagePointPath({ id }: ExportedDevice): string {
  return `/UsagePoint/${id}`;
}

function seriesPath(device: ExportedDevice, series: Series): string {
  return `${usagePointPath(device)}/MeterReading/${nameOf(series)}`;
}

function nameOf({ unit, currency }: Series): string {
  return currency === undefined ? unit : `${unit}-${currency}`;
}

function zonePath(timeZone: string): string {
  return `/LocalTimeParameters/${encodeURIComponent(timeZone)}`;
}

/** Text for XML 1.0, without the characters that it cannot hold. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
