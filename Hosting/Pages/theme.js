// Light or dark: as the system has it, until somebody chooses. Loaded before the page is painted, so that it never flashes.
(() => {
  const key = 'scanout-theme';
  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const apply = theme => {
    if (theme === 'light' || theme === 'dark')
      document.documentElement.dataset.theme = theme;
  };
  apply(read());
  addEventListener('storage', change => change.key === key && apply(change.newValue));
  addEventListener('click', click => {
    if (!(click.target instanceof Element) || !click.target.closest('[data-toggles-theme]'))
      return;
    const isDark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    const theme = isDark ? 'light' : 'dark';
    apply(theme);
    try {
      localStorage.setItem(key, theme);
    } catch {
      // It holds for this page, then.
    }
  });
})();
