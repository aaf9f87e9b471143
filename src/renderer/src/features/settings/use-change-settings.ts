import { useState } from 'react'
import type { Settings } from '#shared/model/settings.ts'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { updateSettings } from '../../state/settings-store.ts'

/** Changes settings at once; `problem` says why the last change was not taken. */
export function useChangeSettings() {
  const client = useClient()
  const [problem, setProblem] = useState<string | null>(null)
  const change = (next: Partial<Settings>) => {
    setProblem(null)
    updateSettings(client, next).catch((error: unknown) => setProblem(errorText(error)))
  }
  return { change, problem }
}
