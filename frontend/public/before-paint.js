// Before anything is painted: dark where the person chose so, or their device does and they did not; and
// the outline of a page where somebody is signed in.
(() => {
  const { classList } = document.documentElement;
  const chosen = localStorage.getItem('vueuse-color-scheme');
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  classList.toggle('dark', dark);
  classList.toggle('outlined', localStorage.getItem('energy:session-good-until') !== null);
})();
