import { describe, expect, it } from 'vitest';
import { cumulated, usualCourse } from './usual-course.ts';

const part = (total: number | null, hoursMeasured = 24, hours = 24) => ({
  total,
  hours,
  hoursMeasured,
});
const days = (...hours: number[]) => hours.map((each) => ({ hours: each }));

describe('the usual course', () => {
  it('is the mean of the same places of earlier periods', () => {
    const course = usualCourse(days(24, 24), [
      [part(10), part(30)],
      [part(20), part(40)],
    ]);
    expect(course).toEqual([15, 35]);
  });

  it('counts measured hours alone', () => {
    expect(usualCourse(days(24), [[part(24)], [part(6, 3)], [part(null, 0)]])).toEqual([
      (30 / 27) * 24,
    ]);
  });

  it('takes the length of a day with a clock change into account', () => {
    expect(usualCourse(days(23, 25), [[part(24), part(48)]])).toEqual([23, 50]);
  });

  it('takes the mean of all where no earlier period has such a place', () => {
    expect(usualCourse(days(24, 24, 24), [[part(12), part(36)]])).toEqual([12, 36, 24]);
  });

  it('is unknown without earlier measurements', () => {
    expect(usualCourse(days(24), [])).toBeUndefined();
    expect(usualCourse(days(24), [[part(null, 0)]])).toBeUndefined();
  });

  it('adds up', () => {
    expect(cumulated([1, 2, 4])).toEqual([1, 3, 7]);
    expect(cumulated([])).toEqual([]);
  });
});
