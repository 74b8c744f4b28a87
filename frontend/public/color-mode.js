// Before anything is painted: dark where the person chose so, or their device does and they did not.
(() => {
  const chosen = localStorage.getItem('vueuse-color-scheme');
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
})();
