declare module 'virtual:nuxt-ui-icons' {
  import type { IconifyIcon } from '@iconify/vue';

  /** Gives every icon that the pages use, by name. */
  export function init(add: (name: string, data: IconifyIcon) => boolean): void;
}
