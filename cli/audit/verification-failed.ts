import { counted } from '../terminal.ts';

/** Rows of a read model differ from what their source adds up to. */
export class VerificationFailed extends Error {
  override readonly name = 'Disagreement';

  /**
   * @param compared the rows that were compared, such as "3 devices"
   * @param source their source
   */
  constructor(differing: number, compared: string, source: 'events' | 'readings' = 'events') {
    super(`Compared ${compared} with the ${source}: ${counted(differing, 'difference')}.`);
  }
}
