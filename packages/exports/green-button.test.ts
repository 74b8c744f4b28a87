import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { ExportedDevice } from './exported-devices.ts';
import {
  SAMPLE_DEVICE,
  sampleEnergies,
  sampleExport,
  sampleTariff,
} from './testing/sample-export.ts';

/** Its types do not compile, as it ships sources for other settings of TypeScript. */
const PARSER: string = '@cityssm/green-button-parser';

const SCHEMAS = path.join(import.meta.dirname, 'testing/espi');

let schemas: Record<'espi' | 'atom' | 'xml', string>;
beforeAll(async () => {
  const read = (name: string) => readFile(path.join(SCHEMAS, `${name}.xsd`), 'utf8');
  const atom = await read('atom');
  // Tests do not ask the network.
  const local = atom.replace('https://www.w3.org/2001/03/xml.xsd', 'xml.xsd');
  schemas = { espi: await read('espi'), atom: local, xml: await read('xml') };
});

async function schemaErrors(contents: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'export.xml', contents }],
    schema: [schemas.espi],
    preload: [
      { fileName: 'atom.xsd', contents: schemas.atom },
      { fileName: 'xml.xsd', contents: schemas.xml },
    ],
  });
  return errors.map(({ message }) => message);
}

async function feed(devices?: readonly ExportedDevice[]): Promise<string> {
  return Buffer.from(await sampleExport('greenbutton', 'hours', devices)).toString();
}

it('validates against the published schema of ESPI 3.3, whatever the devices measure', async () => {
  const gas: ExportedDevice = {
    ...SAMPLE_DEVICE,
    id: '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50',
    timeZone: 'Asia/Kathmandu',
    description: 'Gas \u0000\u000b\ud800 ]]>',
    meter: { medium: 'gas' },
  };
  const sun: ExportedDevice = {
    ...SAMPLE_DEVICE,
    id: 'c3f1a2d4-6f0e-4b7c-9a1d-2e3f4a5b6c7d',
    timeZone: 'America/New_York',
    meter: { flow: 'production' },
  };
  expect(await schemaErrors(await feed([SAMPLE_DEVICE, gas, sun]))).toEqual([]);
  expect(await schemaErrors(await feed([]))).toEqual([]);
});

it('would not validate with a value that the schema does not allow', async () => {
  const broken = (await feed()).replace('<value>1</value>', '<value>one</value>');
  expect(await schemaErrors(broken)).not.toEqual([]);
});

it('has every hour with its duration and exact energy, those beyond 140 MWh in Wh', async () => {
  const text = await feed();
  const readings = Array.from(
    text.matchAll(/<duration>3600<\/duration><start>(\d+)<\/start><\/timePeriod><value>(\d+)</g),
    ([, start, value]) => [Number(start) * 1_000, BigInt(value!)] as const,
  );
  const first = Date.parse('2026-10-24T22:00:00Z');
  const MAX = 140_737_488_355_327n;
  expect(readings).toEqual(
    sampleEnergies('hours').map((energy, index) => [
      first + index * 3_600_000,
      BigInt(energy) <= MAX ? BigInt(energy) : (BigInt(energy) + 500_000n) / 1_000_000n,
    ]),
  );
  expect(text).toContain('<powerOfTenMultiplier>-6</powerOfTenMultiplier>');
  expect(text).toContain('<powerOfTenMultiplier>0</powerOfTenMultiplier>');
  expect(text.match(/<ReadingQuality><quality>16<\/quality><\/ReadingQuality>/g)).toHaveLength(1);
  expect(text.match(/<ReadingQuality><quality>10<\/quality><\/ReadingQuality>/g)).toHaveLength(1);
  expect(text).toContain('Fridge &amp; &lt;freezer&gt;, "cold"');
});

it('is read by another program: the same instants and energies', async () => {
  const { atomToGreenButtonJson, helpers } = await import(PARSER);
  const parsed = await atomToGreenButtonJson(await feed());
  const starts: number[] = [];
  const energies: bigint[] = [];
  for (const entry of helpers.getEntriesByContentType(parsed, 'IntervalBlock')) {
    const meter = helpers.getMeterReadingEntryFromIntervalBlockEntry(parsed, entry);
    const { content } = helpers.getReadingTypeEntryFromMeterReadingEntry(parsed, meter);
    const { uom_value: unit, powerOfTenMultiplier_value: multiplier } = content.ReadingType;
    expect(unit).toBe('Wh');
    for (const { IntervalReading } of entry.content.IntervalBlock) {
      for (const { timePeriod, value } of IntervalReading) {
        starts.push(timePeriod.start * 1_000);
        energies.push(multiplier === 'Micro' ? BigInt(value) : BigInt(value) * 1_000_000n);
      }
    }
  }
  const expected = sampleEnergies('hours').map(BigInt);
  const first = Date.parse('2026-10-24T22:00:00Z');
  expect(starts).toEqual(expected.map((_, index) => first + index * 3_600_000));
  // Beyond 140 MWh it is rounded to Wh.
  const round = (energy: bigint) => ((energy + 500_000n) / 1_000_000n) * 1_000_000n;
  expect(energies).toEqual(
    expected.map((energy) => (energy > 140_737_488_355_327n ? round(energy) : energy)),
  );
});

it('has costs in hundred-thousandths of the currency of their series, and validates with them', async () => {
  const tariffs = [sampleTariff('euro', 'EUR', '0.287405'), sampleTariff('yen', 'JPY', '30')];
  const device = {
    ...SAMPLE_DEVICE,
    tariffs: [
      { from: '2026-10-25', tariffId: 'yen' },
      { from: '2026-10-26', tariffId: 'euro' },
    ],
  };
  const unpriced = { ...SAMPLE_DEVICE, id: '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50' };
  const bytes = await sampleExport('greenbutton', 'hours', [device, unpriced], tariffs);
  const text = Buffer.from(bytes).toString();
  expect(await schemaErrors(text)).toEqual([]);
  expect(text).toContain('<currency>392</currency>');
  expect(text).toMatch(/<cost>3000000<\/cost>.{0,90}<value>1000000000</);
  const readings = text.match(/<IntervalReading>/g)!.length;
  // The hours of one device have a cost, but for the one that the schema cannot hold.
  expect(text.match(/<cost>/g)).toHaveLength(readings / 2 - 1);
  const ids = Array.from(text.matchAll(/<id>([^<]+)</g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('names each resource once', async () => {
  const other = { ...SAMPLE_DEVICE, id: '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50' };
  const ids = Array.from(
    (await feed([SAMPLE_DEVICE, other])).matchAll(/<id>([^<]+)</g),
    ([, id]) => id,
  );
  expect(new Set(ids).size).toBe(ids.length);
});
