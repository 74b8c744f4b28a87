import { normalisedName } from '@energy/domain';
import unhomoglyph from 'unhomoglyph';

/**
 * Computes the skeleton of a name, which is equal for names that look alike: Unicode Technical Standard 39
 * (section 4), with confusables.txt. Folds case after the first pass, because capital letters have look-alikes of
 * their own.
 */
export function skeletonOf(name: string): string {
  const prototypes = (text: string) => unhomoglyph(text.normalize('NFD')).normalize('NFD');
  return prototypes(normalisedName(prototypes(name.normalize('NFKC').trim())));
}
