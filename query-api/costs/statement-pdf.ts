import { createRequire } from 'node:module';
import { currencyDigits } from '@energy/domain';
import type { Utility } from '@energy/service';
import type { Statement } from '../schemas/statement.ts';
import { STATEMENT_TEXTS, type StatementLanguage, type StatementTexts } from './statement-texts.ts';

type Document = PDFKit.PDFDocument;
type Line = Statement['lines'][number];

const MARGIN = 50;
const PAGE = { width: 595.28, height: 841.89 };
const WIDTH = PAGE.width - 2 * MARGIN;
/** Left edges of quantity and price, and right edge of the amount. */
const COLUMNS = { quantity: 270, price: 370, amount: MARGIN + WIDTH } as const;
const CHART_HEIGHT = 90;
const ROW_HEIGHT = 16;
const SIZES = { title: 20, text: 9, total: 11 } as const;
const BAR_COLOUR = '#0f766e';
const RULE_COLOUR = '#cbd5e1';

const require = createRequire(import.meta.url);

/**
 * Writes a statement as a PDF of A4 pages. The same statement gives the same bytes.
 *
 * Loads the library at the first use: most processes write no PDF.
 */
export async function statementPdf(
  statement: Statement,
  language: StatementLanguage,
  utility: Utility,
): Promise<Buffer> {
  const { default: PdfDocument } = await import('pdfkit');
  const texts = STATEMENT_TEXTS[language];
  const document = new PdfDocument({
    size: 'A4',
    margin: MARGIN,
    lang: language,
    info: {
      Title: `${texts.title} ${statement.month}`,
      ...(utility.name && { Author: utility.name }),
      CreationDate: new Date(`${statement.to}T00:00:00Z`),
    },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((done, fail) => {
    document.on('end', done).on('error', fail);
  });
  // Has Latin, Greek and Cyrillic letters, which the built-in fonts of PDF lack.
  document.registerFont('regular', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  document.registerFont('bold', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  const writer = new StatementWriter(document, statement, texts, language);
  writer.letterhead(utility);
  writer.write();
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function isMarked({ hoursEstimated, hoursPartlyUnknown }: Statement['days'][number]): boolean {
  return hoursEstimated !== undefined || hoursPartlyUnknown !== undefined;
}

class StatementWriter {
  readonly #document: Document;
  readonly #statement: Statement;
  readonly #texts: StatementTexts;
  readonly #language: StatementLanguage;

  constructor(
    document: Document,
    statement: Statement,
    texts: StatementTexts,
    language: StatementLanguage,
  ) {
    this.#document = document;
    this.#statement = statement;
    this.#texts = texts;
    this.#language = language;
  }

  letterhead({ name, support }: Utility): void {
    if (name) this.#document.font('bold', SIZES.total).text(name);
    if (support) this.#document.font('regular', SIZES.text).text(support[this.#language]);
    if (name || support) this.#document.moveDown();
  }

  write(): void {
    this.#heading();
    this.#chart();
    this.#lines();
    this.#comparison();
  }

  #heading(): void {
    const { description, address, month, timeZone, preliminary } = this.#statement;
    const texts = this.#texts;
    this.#document.font('bold', SIZES.title).text(`${texts.title} ${this.#month(month)}`);
    this.#document.font('bold', SIZES.total).text(description);
    this.#document.font('regular', SIZES.text).text(address).text(timeZone);
    const { total, hoursMeasured, hours } = this.#statement;
    this.#document
      .moveDown()
      .font('bold', SIZES.total)
      .text(`${texts.energy}: ${total === null ? texts.none : this.#energy(total)}`)
      .font('regular', SIZES.text)
      .text(texts.measured(this.#number(hoursMeasured), this.#number(hours)));
    const marks = this.#marks();
    if (marks.length > 0) this.#document.text(marks.join(', '));
    const { atStart, atEnd } = this.#statement.recorded;
    this.#document.text(texts.recorded(this.#energy(atStart), this.#energy(atEnd)));
    if (preliminary) this.#document.text(texts.preliminary);
    this.#document.moveDown();
  }

  #marks(): readonly string[] {
    const { hoursEstimated, hoursSuspect, hoursPartlyUnknown } = this.#statement;
    const texts = this.#texts;
    return [
      ...(hoursEstimated ? [texts.estimated(hoursEstimated)] : []),
      ...(hoursSuspect ? [texts.suspect(hoursSuspect)] : []),
      ...(hoursPartlyUnknown ? [texts.partlyUnknown(hoursPartlyUnknown)] : []),
    ];
  }

  #chart(): void {
    const { days } = this.#statement;
    const highest = Math.max(...days.map(({ total }) => total ?? 0));
    const top = this.#document.y;
    const width = WIDTH / days.length;
    this.#document.fillColor(BAR_COLOUR).strokeColor(BAR_COLOUR).lineWidth(1);
    for (const [index, day] of days.entries()) {
      if (!day.total) continue;
      const height = (CHART_HEIGHT * day.total) / highest;
      const left = MARGIN + index * width + 1;
      const y = top + CHART_HEIGHT - height;
      if (isMarked(day)) {
        this.#document.rect(left + 0.5, y + 0.5, width - 3, Math.max(0, height - 0.5)).stroke();
      } else this.#document.rect(left, y, width - 2, height).fill();
    }
    this.#document.fillColor('black');
    this.#rule(top + CHART_HEIGHT);
    this.#document.font('regular', SIZES.text);
    for (const [index, { day }] of days.entries()) {
      const date = Number(day.slice(8));
      if (date !== 1 && date % 5 !== 0) continue;
      const x = MARGIN + index * width;
      this.#document.text(String(date), x - 5, top + CHART_HEIGHT + 3, {
        width: width + 10,
        align: 'center',
      });
    }
    this.#moveTo(top + CHART_HEIGHT + 2 * ROW_HEIGHT);
    if (days.some(isMarked)) this.#document.text(this.#texts.markedDays).moveDown();
  }

  #lines(): void {
    const { lines, costs } = this.#statement;
    const texts = this.#texts;
    if (lines.length === 0) {
      this.#document.text(texts.noTariff);
      return;
    }
    this.#row('bold', [texts.line, texts.quantity, texts.price, texts.amount]);
    this.#rule(this.#document.y);
    for (const line of lines) {
      this.#row('regular', [
        this.#label(line),
        this.#quantity(line),
        this.#price(line),
        this.#money(line.amount, line.currency),
      ]);
    }
    this.#rule(this.#document.y);
    for (const { currency, amount } of costs) {
      this.#row('bold', [texts.total, '', '', this.#money(amount, currency)]);
    }
  }

  #comparison(): void {
    const { previous, yearBefore } = this.#statement.comparison;
    const texts = this.#texts;
    this.#document.moveDown().font('bold', SIZES.total).text(texts.comparison, MARGIN);
    this.#document.font('regular', SIZES.text);
    const compared = [
      [texts.monthBefore, previous],
      [texts.yearBefore, yearBefore],
    ] as const;
    for (const [label, { total, change }] of compared) {
      const percent = change === null ? '' : `, ${this.#percent(change)} ${texts.perHour}`;
      const energy = total === null ? texts.none : `${this.#energy(total)}${percent}`;
      this.#document.text(`${label}: ${energy}`);
    }
  }

  #row(font: 'regular' | 'bold', [label, quantity, price, amount]: readonly string[]): void {
    const height = this.#document
      .font(font, SIZES.text)
      .heightOfString(label!, { width: COLUMNS.quantity - MARGIN - 8 });
    if (this.#document.y + height + ROW_HEIGHT > PAGE.height - MARGIN) this.#document.addPage();
    const y = this.#document.y + 3;
    this.#document.text(label!, MARGIN, y, { width: COLUMNS.quantity - MARGIN - 8 });
    this.#document.text(quantity!, COLUMNS.quantity, y, { width: 95 });
    this.#document.text(price!, COLUMNS.price, y, { width: 95 });
    this.#document.text(amount!, COLUMNS.amount - 90, y, { width: 90, align: 'right' });
    this.#moveTo(y + Math.max(height, ROW_HEIGHT - 3));
  }

  #rule(y: number): void {
    this.#document
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + WIDTH, y)
      .strokeColor(RULE_COLOUR)
      .stroke();
  }

  #moveTo(y: number): void {
    this.#document.x = MARGIN;
    this.#document.y = y;
  }

  #label({ kind, tariff, rate, tierAbove, tierUpTo, validFrom }: Line): string {
    const texts = this.#texts;
    const names = { energy: rate ?? '', credit: texts.credit, 'fixed-charge': texts.fixedCharge };
    if (kind === 'tax') return `${texts.tax} (${tariff})`;
    const tier =
      tierAbove === null
        ? ''
        : `, ${tierUpTo === null ? texts.above(this.#energy(tierAbove)) : texts.upTo(this.#energy(tierUpTo))}`;
    return `${names[kind]}${tier} (${tariff}, ${texts.from} ${this.#day(validFrom)})`;
  }

  #quantity({ energy, days }: Line): string {
    if (energy !== null) return this.#energy(energy);
    return days === null ? '' : this.#texts.days(days);
  }

  #price({ price, per, currency }: Line): string {
    if (per === null) return `${this.#decimal(price)} %`;
    return `${this.#decimal(price)} ${currency}/${this.#texts.per[per]}`;
  }

  #money(amount: string, currency: string): string {
    const digits = currencyDigits(currency);
    return new Intl.NumberFormat(this.#language, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(amount as `${number}`);
  }

  #decimal(decimal: string): string {
    const digits = decimal.split('.')[1]?.length ?? 0;
    return new Intl.NumberFormat(this.#language, { minimumFractionDigits: digits }).format(
      decimal as `${number}`,
    );
  }

  #energy(kWh: number): string {
    return `${this.#number(kWh)} kWh`;
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.#language, { maximumFractionDigits: 3 }).format(value);
  }

  #percent(change: number): string {
    return new Intl.NumberFormat(this.#language, {
      style: 'percent',
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }).format(change);
  }

  #month(month: string): string {
    const format = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat(this.#language, format).format(new Date(`${month}-01`));
  }

  #day(day: string): string {
    const format = { dateStyle: 'medium', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat(this.#language, format).format(new Date(day));
  }
}
