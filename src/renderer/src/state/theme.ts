import type { Settings } from '#shared/model/settings.ts'

/** Puts the chosen theme on the page; "system" leaves it to the operating system. */
export function applyTheme(theme: Settings['theme'], root: HTMLElement = document.documentElement): void {
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
}
