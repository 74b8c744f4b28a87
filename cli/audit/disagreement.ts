/** The read model is not what it should add up to. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';

  /** @param compared what was compared, in words */
  constructor(discrepancies: number, compared: string, source = 'their events') {
    super(`Of ${compared}, ${discrepancies} in the read model are not what ${source} add up to.`);
  }
}
