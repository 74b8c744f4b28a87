/** The read model is not what the events add up to. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';

  /** @param compared what was compared, in words */
  constructor(discrepancies: number, compared: string) {
    super(
      `Of ${compared}, ${discrepancies} in the read model are not what their events add up to.`,
    );
  }
}
