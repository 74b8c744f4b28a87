import { expect, it } from 'vitest';
import { periodToCsv } from './period-csv.ts';

it('a period as CSV says how many hours are estimated, suspect or partly unknown', () => {
  const day = { from: '2026-11-22', to: '2026-11-22', readings: 144, hours: 24, hoursMeasured: 24 };
  const buckets = [
    { period: '2026-11-21', total: 12, complete: true, ...day },
    {
      period: '2026-11-22',
      total: 9,
      complete: true,
      ...day,
      hoursEstimated: 3,
      hoursPartlyUnknown: 1,
    },
  ];
  expect(periodToCsv({ buckets }).split('\r\n')).toEqual([
    'period,from,to,energy_kwh,hours,hours_measured,complete,hours_estimated,hours_suspect,hours_partly_unknown',
    '2026-11-21,2026-11-22,2026-11-22,12,24,24,yes,0,0,0',
    '2026-11-22,2026-11-22,2026-11-22,9,24,24,yes,3,0,1',
    '',
  ]);
});
