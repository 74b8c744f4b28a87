import { text } from 'node:stream/consumers';
import { Api } from '@energy/testing/api';
import { startBrowser } from '@energy/testing/browser';
import { ServedPlatform } from '@energy/testing/platform';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, PHONE, Visitor } from './visitor.ts';

const HEADER = 'description,address,maxHourlyConsumption,timeZone,owner';
const HOSTILE = '<img src=x onerror=alert(1)> محطة 🏠';

let platform: ServedPlatform;
let browser: Browser;
let visitor: Visitor;
let page: Page;
const expected: RegExp[] = [];

beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  visitor = await Visitor.at(browser, platform);
  page = visitor.page;
  await visitor.signIn(platform.administrator, '/console/import');
  await button('Choose a CSV file').waitFor();
});
afterAll(async () => {
  await visitor?.leave({ expected });
  await browser?.close();
  await platform?.stop();
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const row = (text: string) => page.getByRole('row').filter({ hasText: text });
const names = (count: number) => Array.from({ length: count }, (_, index) => `Client ${index}`);

async function choose(content: string | Buffer, name = 'meters.csv'): Promise<void> {
  const another = button('Choose another file');
  if (await another.isVisible()) await another.click();
  const buffer = Buffer.from(content);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

async function results(): Promise<string[]> {
  const download = page.waitForEvent('download');
  await button(/^Download results/).click();
  const lines = await text(await (await download).createReadStream());
  return lines.trimEnd().split('\r\n');
}

async function inspect(): Promise<void> {
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport);
    await visitor.expectToFit();
    await visitor.expectAccessible();
  }
}

describe('an import', () => {
  it('of an invalid file explains the error', async () => {
    await inspect();
    for (const [content, sentence] of [
      [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'This isn’t a text file.'],
      ['', 'The file is empty.'],
      ['colour,size\nred,1', 'Found: colour and size.'],
      ['name\nEmma', 'Missing columns: role.'],
      ['name,role\n"Emma,client\nLouis,client', 'Line 2: unclosed quotation mark.'],
      [`name,role\n${'Emma,client\n'.repeat(99_999)}`, 'more than 10,000 rows'],
    ] as const) {
      await choose(content);
      await page.getByRole('alert').getByText(sentence).waitFor();
    }
    await visitor.expectAccessible();
    const download = page.waitForEvent('download');
    await button('Download example of devices').click();
    const example = await text(await (await download).createReadStream());
    expect(example.split('\r\n')[0]!.startsWith(`${HEADER},medium,unit`)).toBe(true);
  });

  it('accepts a dropped file', async () => {
    const another = button('Choose another file');
    if (await another.isVisible()) await another.click();
    const dropped = await page.evaluateHandle(`(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['name,role\\nDropped,client'], 'users.csv', { type: 'text/csv' }));
      return dropped;
    })()`);
    const zone = page.getByText('Drop a CSV file here');
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await zone.dispatchEvent(type, { dataTransfer: dropped });
    }
    await row('Dropped').waitFor();
  });

  it('of users creates them once, with valid one-time passwords', async () => {
    const file = ['\ufeffname;role', ...names(12).map((name) => `${name};client`), 'Bad;king'];
    await choose(file.join('\r\n'), 'people.csv');
    await button('New: 12').waitFor();
    await row('king').getByText('Choose “Client” or “Administrator”.').waitFor();
    await inspect();
    await button('Import 12 rows').click();
    await page.getByText('12 of 12 done.').waitFor();
    const [header, first, ...others] = await results();
    expect(header).toBe('line,name,role,result,reason,id,oneTimePassword');
    expect(first).toMatch(/^2,Client 0,client,created,,[0-9a-f-]{36},(\w{5}-){3}\w{5}$/);
    expect(others.at(-1)).toMatch(/^14,Bad,king,failed,/);
    const password = first!.split(',').at(-1)!;
    const newcomer = new Api(`${platform.url}/api`);
    await newcomer.signIn('Client 0', password, 'a long and quiet winter evening');

    await choose(file.join('\r\n'), 'people.csv');
    await button('Existing: 12').waitFor();
    await page.getByText('There is nothing to import.').waitFor();
  });

  it('of devices resumes where it stopped, and creates nothing twice', async () => {
    expected.push(/^503: POST \/api\/devices/, /^console: .* 503/, /^console: .*ERR_FAILED/);
    expected.push(/^failed: .*\/api\/devices/);
    const lines = Array.from({ length: 60 }, (_, index) => {
      return `Pump ${index},"Well ${index}, yard",2.5,Europe/Brussels,client ${index % 12}`;
    });
    lines.push(`${HOSTILE},Here,1,Mars/Olympus,Nobody`, `"${HOSTILE}",There,1,UTC,`);
    await choose([HEADER, ...lines].join('\n'));
    await row('Mars/Olympus').waitFor({ state: 'detached' }); // It is on the next page.
    await button('Errors: 1').click();
    await row('Mars/Olympus').getByText('Unknown time zone').waitFor();
    await row('Mars/Olympus').getByText('Owner not found.').waitFor();
    await row(HOSTILE).waitFor();
    await inspect();
    await button('All rows: 62').click();

    // The server becomes unavailable halfway, and one response is lost.
    let requests = 0;
    await page.route('**/api/devices', async (route) => {
      requests += 1;
      if (requests === 10) await route.fetch();
      if (requests === 10) await route.abort();
      else if (requests > 20) await route.fulfill({ status: 503 });
      else await route.continue();
    });
    await button('Import 61 rows').click();
    await page.getByRole('alert').getByText('Paused').waitFor();
    await visitor.expectAccessible();
    await page.unroute('**/api/devices');
    await button('Resume').click();
    await page.getByText('61 of 61 done.').waitFor();
    const written = await results();
    expect(written.filter((line) => line.includes(',created,'))).toHaveLength(61);

    await choose([HEADER, ...lines].join('\n'));
    await button('Existing: 61').waitFor();

    await choose(
      `${HEADER},medium,unit,kWhPerCubicMetre,maxPower\nPump 0,"Well 0, yard",2.5,UTC,,gas,m3,,-1`,
    );
    await row('Enter kWh per m³').getByText('Enter a number of kW').waitFor();
    await inspect();
    const { body } = await platform.administrator.api.request<{
      devices: { description: string; ownerId: string | null }[];
    }>('GET', '/devices?limit=1000');
    expect(new Set(body.devices.map(({ description }) => description)).size).toBe(61);
    expect(body.devices).toHaveLength(61);
    expect(body.devices.filter(({ ownerId }) => ownerId === null)).toHaveLength(1);
  });
});
