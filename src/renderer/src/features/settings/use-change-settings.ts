import { useState } from 'react'
import type { Settings } from '#shared/model/settings.ts'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { updateSettings, useSettings } from '../../state/settings-store.ts'

/** Changes settings and shows them changed at once; taken back, with `problem` saying why, where the engine refuses. */
export function useChangeSettings() {
  const client = useClient()
  const [problem, setProblem] = useState<string | null>(null)
  const change = (next: Partial<Settings>) => {
    const { settings } = useSettings.getState()
    if (!settings) return
    setProblem(null)
    useSettings.setState({ settings: { ...settings, ...next } })
    updateSettings(client, next).catch((error: unknown) => {
      useSettings.setState({ settings })
      setProblem(errorText(error))
    })
  }
  return { change, problem }
}
