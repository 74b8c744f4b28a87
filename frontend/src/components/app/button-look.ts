import { tv } from '@nuxt/ui/utils/tv';
import theme from '#build/ui/button';
import { ui } from '../../../build/theme.ts';

export interface ButtonLook {
  readonly color: 'neutral' | 'primary';
  readonly variant: 'ghost' | 'outline' | 'link' | 'solid';
  readonly size: 'sm' | 'md';
  /** With nothing beside its icon. */
  readonly square: boolean;
}

type ClassOf = (more?: { class?: string | undefined }) => string;
type Parts = Readonly<Record<'base' | 'leadingIcon' | 'trailingIcon', ClassOf>>;

/** The classes of a button's parts, as the components' library and this platform's theme have them. */
export const partsOf = tv({
  extend: tv(theme as never),
  ...ui.button,
} as never) as unknown as (look: ButtonLook) => Parts;
