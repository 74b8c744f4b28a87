import { describe, expect, it } from 'vitest';
import { barChart } from './bar-chart.ts';

describe('a bar chart in the terminal', () => {
  const options = { title: 'Fridge', limit: 1, width: 8, colour: false };

  it('draws the hours in proportion, the limit, and what is over it or missing', () => {
    const bars = [
      { label: '00:00', energy: 0.5, exceeded: false },
      { label: '01:00', energy: null, exceeded: false },
      { label: '02:00', energy: 2, exceeded: true },
      { label: '03:00', energy: 0, exceeded: false },
    ];
    expect(barChart(bars, options).split('\n')).toEqual([
      'Fridge',
      '  00:00  ██ ┊      0.50',
      '  01:00            no readings',
      '  02:00  ████████  2.00  over the limit',
      '  03:00     ┊      0.00',
      '  kWh an hour; ┊ is the limit of 1 kWh',
    ]);
  });

  it('colours what is over the limit where there are colours', () => {
    const bars = [{ label: '00:00', energy: 2, exceeded: true }];
    expect(barChart(bars, { ...options, colour: true })).toContain('\u001b[31m████████\u001b[0m');
  });
});
