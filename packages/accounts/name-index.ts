import { normalisedName, type UserNameEvent } from '@energy/domain';
import type { Position, StoredEvent } from '@energy/event-store';
import unhomoglyph from 'unhomoglyph';

/** A login name that a user holds, whether or not the user goes by it. */
export interface HeldName {
  readonly name: string;
  readonly userId: string;
  /** Position of the event that took the name. */
  readonly position: Position;
}

/** Finds held login names by their appearance. A projection in memory. */
export class NameIndex {
  /** By skeleton, then by stream. */
  readonly #held = new Map<string, Map<string, HeldName>>();
  /** By stream. */
  readonly #skeletons = new Map<string, string>();

  /** Applies the events of all names, in order. */
  apply({ stream, position, type, data }: StoredEvent<UserNameEvent>): void {
    this.#remove(stream);
    if (type !== 'UserNameTaken') return;
    const skeleton = skeletonOf(data.name);
    const alike = this.#held.get(skeleton) ?? new Map<string, HeldName>();
    alike.set(stream, { ...data, position });
    this.#held.set(skeleton, alike);
    this.#skeletons.set(stream, skeleton);
  }

  /** Finds the names that look like a name, itself included. */
  lookalikesOf(name: string): readonly HeldName[] {
    return [...(this.#held.get(skeletonOf(name))?.values() ?? [])];
  }

  #remove(stream: string): void {
    const skeleton = this.#skeletons.get(stream);
    if (skeleton === undefined) return;
    this.#skeletons.delete(stream);
    const alike = this.#held.get(skeleton);
    alike?.delete(stream);
    if (alike?.size === 0) this.#held.delete(skeleton);
  }
}

/**
 * Computes the skeleton of a name, which is equal for names that look alike: Unicode Technical Standard 39
 * (section 4), with confusables.txt. Folds case after the first pass, because capital letters have look-alikes of
 * their own.
 */
function skeletonOf(name: string): string {
  const prototypes = (text: string) => unhomoglyph(text.normalize('NFD')).normalize('NFD');
  return prototypes(normalisedName(prototypes(name.normalize('NFKC').trim())));
}
