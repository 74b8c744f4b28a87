/**
 * What differs from the component library's own looks. The library fades a solid button that is pointed
 * at, which takes its text below the contrast that is needed: here it gets darker.
 */
export const ui = {
  button: {
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
