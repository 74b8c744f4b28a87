import { tv } from '@nuxt/ui/utils/tv';
import theme from '#build/ui/button';
import { ui } from '../../../build/theme.ts';

export interface ButtonVariant {
  readonly color: 'neutral' | 'primary';
  readonly variant: 'ghost' | 'outline' | 'link' | 'solid';
  readonly size: 'sm' | 'md';
  /** True for a button with an icon only. */
  readonly square: boolean;
}

type Classes = (extra?: { class?: string | undefined }) => string;
type Slots = Readonly<Record<'base' | 'leadingIcon' | 'trailingIcon', Classes>>;

/** Returns the classes of a button's slots from the component library's theme and {@link ui}. */
export const buttonClasses = tv({
  extend: tv(theme as never),
  ...ui.button,
} as never) as unknown as (variant: ButtonVariant) => Slots;
