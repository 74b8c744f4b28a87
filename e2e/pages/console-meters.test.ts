import type { ServedPlatform } from '@energy/testing/platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator, ZONE } from './administrator.ts';
import type { Visitor } from './visitor.ts';

interface SuspectReadings {
  readonly suspectReadings: readonly { readonly energy: number }[];
}

let admin: Administrator;
let platform: ServedPlatform;
let page: Page;
let visitor: Visitor;

beforeAll(async () => {
  admin = await Administrator.at('/console/devices');
  ({ platform, page, visitor } = admin);
});
afterAll(() => admin?.leave());

describe('a device', () => {
  it('describes its meter, with defaults and the reason of an error', async () => {
    await page.goto('/console/devices');
    // An empty list has a second one.
    await admin.button('New device').first().click();
    await admin.dialog.getByLabel('Description').fill('Boiler');
    await admin.dialog.getByLabel('Address').fill('Cellar');
    await admin.dialog.getByLabel('Hourly limit').fill('20');
    await admin.dialog.getByText('Meter', { exact: true }).click();
    await admin.dialog.getByLabel('Medium').click();
    await page.getByRole('option', { name: 'gas' }).click();
    await admin.dialog.getByLabel('Unit').getByText('m³').waitFor();
    await admin.dialog.getByLabel('Maximum power').fill('-1');
    await admin.dialog.getByText('Meter', { exact: true }).click();
    await admin.inDialog('Add device').click();
    await admin.dialog.getByText(/^Enter kWh per m³/).waitFor();
    await admin.dialog.getByText(/^Enter a number of kW/).waitFor();
    await visitor.expectAccessible();
    await admin.dialog.getByLabel('kWh per m³').fill('11.2 2026-10-01=11.4');
    await admin.dialog.getByLabel('Maximum power').fill('24');
    await admin.dialog.getByLabel('Serial number').fill('G4-2026');
    await admin.inDialog('Add device').click();
    await admin.dialog.waitFor({ state: 'hidden' });

    await page.goto('/console/devices?search=boiler');
    await page.getByRole('link', { name: 'Boiler' }).click();
    for (const text of ['gas', 'm³', '11.2 2026-10-01=11.4', '24 kW', 'G4-2026']) {
      await admin.notice(text).waitFor();
    }
    await admin.inspect();
    await admin.button('Edit').click();
    await admin.dialog.getByLabel('Maximum power').fill('');
    await admin.dialog.getByLabel('Interval').click();
    await page.getByRole('option', { name: '60 min' }).click();
    await admin.button('Installed on: –').click();
    await page.getByRole('gridcell').locator('[data-today]').click();
    await admin.button(/^Installed on: \d/).waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Save').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await admin.notice('Meter changed').waitFor();
    await admin.notice('60 min').waitFor();
  });

  it('gets another meter, unless its registers contradict what is known', async () => {
    admin.expect(/^409: POST .*\/meter-replacements$/, /^console: .* 409/);
    const data = { description: 'Garage', address: 'Yard', maxHourlyConsumption: 20 };
    const id = await admin.register({ ...data, reads: 'register', serialNumber: 'R-2020' });
    const replace = async (registers: { at: string; final: string; first: string }) => {
      await admin.dialog.getByLabel('Replaced at').fill(registers.at);
      await admin.dialog.getByLabel('Final reading').fill(registers.final);
      await admin.dialog.getByLabel('First reading').fill(registers.first);
      await admin.inDialog('Replace meter').click();
    };
    const expectInvalid = async (field: string, message: string) => {
      await admin.dialog.getByText(message).first().waitFor();
      const input = admin.dialog.getByLabel(field);
      await expect.poll(() => input.getAttribute('aria-invalid')).toBe('true');
    };

    await page.goto(`/console/devices/${id}`);
    await admin.button('Replace meter').click();
    await admin.inDialog('Replace meter').click();
    await expectInvalid('Reason', 'Enter a reason (up to 500 characters).');
    await expectInvalid('Final reading', 'Enter what the meter’s counter showed, 0 or more.');
    await admin.dialog.getByLabel('Replaced at').fill('2025-10-26T02:30');
    await admin.dialog.getByRole('radio', { name: '02:30 GMT+1' }).waitFor();
    await visitor.expectAccessible();
    await admin.dialog.getByLabel('Reason').fill('Calibration expired');
    await admin.dialog.getByLabel('Serial number').fill('R-2025');
    await admin.dialog.getByLabel('Digits of the register').fill('6');
    await replace({ at: '2025-11-03T10:25', final: '900', first: '100' });
    await admin.dialog.waitFor({ state: 'hidden' });
    for (const text of ['Meter replaced', 'Meter changed', 'R-2025', '3 Nov 2025, 10:25']) {
      await admin.notice(text).waitFor();
    }
    await admin.inspect();

    await admin.button('Replace meter').click();
    await admin.dialog.getByLabel('Reason').fill('Broken seal');
    await replace({ at: '2025-11-03T10:25', final: '900', first: '100' });
    await expectInvalid('Replaced at', 'The meter was replaced at this instant already.');
    await replace({ at: '2025-11-04T10:25', final: '99', first: '0' });
    await expectInvalid('Final reading', 'The final reading is below the last recorded register.');
    await replace({ at: '2025-11-02T10:25', final: '99', first: '901' });
    await expectInvalid('First reading', 'The first reading is above the final one of this meter.');
    await replace({ at: '2025-11-04T10:25', final: '101', first: '0' });
    await admin.dialog.waitFor({ state: 'hidden' });
    await admin.notice('4 Nov 2025, 10:25').waitFor();
    await platform.administrator.api.request('DELETE', `/devices/${id}`);
  });

  it('has no gaps in hours that are not due yet, and the list of gaps is found by its filters', async () => {
    await page.goto('/console');
    await page.getByRole('link', { name: 'Data gaps' }).click();
    await page.getByRole('heading', { name: 'No gaps' }).waitFor();
    await admin.inspect();
    await admin.button('Suspect readings').click();
    await page.waitForURL(/kind=suspect/);
    await page.getByRole('searchbox').fill('boiler');
    await page.waitForURL(/search=boiler/);
    await page.getByRole('heading', { name: 'No gaps' }).waitFor();
    await admin.inspect();
  });

  it('has its suspect readings decided and its gaps estimated, each with a reason', async () => {
    admin.expect(/^409: POST .*\/reading-reviews$/, /^console: .* 409/);
    const data = { description: 'Suspect meter', address: 'Attic', maxHourlyConsumption: 20 };
    const id = await admin.register({ ...data, maxPower: 3 });
    const yesterday = Temporal.Now.zonedDateTimeISO(ZONE).startOfDay().subtract({ days: 1 });
    const at = (hour: number, minute: number) => yesterday.with({ hour, minute }).epochMilliseconds;
    const every10Minutes = (from: number, to: number) =>
      Array.from({ length: Math.ceil((to - from) / 600_000) }, (_, index) => {
        return [from + index * 600_000, 0.1] as const;
      });
    const suspect = [1, 11, 21].map((minute) => [at(12, minute), 4] as const);
    const { api } = platform.administrator;
    const suspectEnergies = async () => {
      const { body } = await api.request<SuspectReadings>('GET', `/devices/${id}/gaps`);
      return body.suspectReadings.map(({ energy }) => energy);
    };
    await platform.measured(id, [
      ...every10Minutes(at(10, 0), at(11, 0)),
      // 30 minutes ahead, for an hour that ends during the test.
      ...every10Minutes(at(12, 0), Date.now() + 1_800_000),
      ...suspect,
    ]);
    await expect.poll(suspectEnergies, { timeout: 20_000 }).toEqual([4, 4, 4]);

    await page.goto(`/console/devices/${id}`);
    const readings = page.getByRole('list', { name: 'Suspect readings' }).getByRole('listitem');
    await expect.poll(() => readings.count()).toBe(3);
    await readings.getByText('Implies 24 kW, above the meter’s maximum of 3 kW.').first().waitFor();
    await admin.inspect();
    await admin.button(/^Replace: 4\skWh at .*12:01/).click();
    await admin.inDialog('Replace').click();
    await admin.dialog.getByText('Enter a number of kWh, 0 or more.').waitFor();
    await admin.dialog.getByText('Enter a reason (up to 500 characters).').waitFor();
    await visitor.expectAccessible();
    await admin.dialog.getByLabel('New value').fill('0.4');
    await admin.dialog.getByLabel('Reason').fill('Seen on site');
    await admin.inDialog('Replace').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => readings.count()).toBe(2);

    await admin.button(/^Accept: 4\skWh at .*12:11/).click();
    await platform.measured(id, [[at(12, 11), 5]]);
    await expect.poll(suspectEnergies, { timeout: 20_000 }).toEqual([5, 4]);
    await admin.dialog.getByLabel('Reason').fill('Seen on site');
    await admin.inDialog('Accept').click();
    await admin.dialog.getByText(/^This reading has been corrected since/).waitFor();
    await admin.inDialog('Cancel').click();
    await admin.inDialog('Discard').click();
    await admin.button(/^Accept: 5\skWh at .*12:11/).click();
    await admin.dialog.getByLabel('Reason').fill('Seen on site');
    await admin.inDialog('Accept').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => readings.count()).toBe(1);
    await admin.button(/^Reject: 4\skWh at .*12:21/).click();
    await admin.dialog.getByLabel('Reason').fill('Meter fault');
    await admin.inDialog('Reject').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => readings.count()).toBe(0);

    const gap = page.getByRole('list', { name: 'Missing readings' }).getByRole('listitem');
    const between = gap.filter({ hasText: '6 missing' });
    await between.getByRole('button', { name: /^Estimate: / }).click();
    await admin.dialog.getByLabel('Reason').fill('Meter was offline');
    await visitor.expectAccessible();
    await admin.inDialog('Estimate').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await between.waitFor({ state: 'hidden' });

    const history = page.getByRole('region', { name: 'History' }).getByRole('listitem');
    const expectDecision = async (kind: string, ...texts: readonly RegExp[]) => {
      let entry = history.filter({ hasText: kind });
      for (const text of texts) entry = entry.filter({ hasText: text });
      await entry.first().waitFor();
    };
    await expectDecision('Gap estimated', /Linear/, /Meter was offline/, /administrator/);
    await expectDecision('Reading replaced', /0\.4\skWh/, /12:01/, /Seen on site/);
    await expectDecision('Reading accepted', /5\skWh/, /12:11/);
    await expectDecision('Reading rejected', /12:21/, /Meter fault/);
    await api.request('DELETE', `/devices/${id}`);
  });
});
