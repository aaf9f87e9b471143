import { useEffect } from 'react'
import { useSettings } from './settings-store.ts'
import { applyTheme } from './theme.ts'

/** Shows the theme of the settings; until they are read, the system's. */
export function useTheme(): void {
  const theme = useSettings((state) => state.settings?.theme)
  useEffect(() => {
    if (theme) applyTheme(theme)
  }, [theme])
}
