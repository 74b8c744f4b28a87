declare module 'virtual:nuxt-ui-icons' {
  import type { IconifyIcon } from '@iconify/vue';

  /** Adds every icon that the pages use. */
  export function init(add: (name: string, data: IconifyIcon) => boolean): void;
}
