/**
 * Differences from the component library's theme. The library fades a solid button on hover, which lowers its
 * contrast below WCAG AA: here it gets darker.
 */
export const ui = {
  button: {
    // Fingers need 44 pixels; large text needs several lines.
    slots: {
      base: 'max-w-full max-sm:min-h-11 max-sm:min-w-11 max-sm:justify-center',
      label: 'max-sm:whitespace-normal',
    },
    compoundVariants: [
      { color: 'primary', variant: 'solid', class: 'hover:bg-primary active:bg-primary' },
      { color: 'secondary', variant: 'solid', class: 'hover:bg-secondary active:bg-secondary' },
      { color: 'success', variant: 'solid', class: 'hover:bg-success active:bg-success' },
      { color: 'info', variant: 'solid', class: 'hover:bg-info active:bg-info' },
      { color: 'warning', variant: 'solid', class: 'hover:bg-warning active:bg-warning' },
      { color: 'error', variant: 'solid', class: 'hover:bg-error active:bg-error' },
    ],
    variants: { variant: { solid: 'hover:brightness-90 active:brightness-85' } },
  },
};
