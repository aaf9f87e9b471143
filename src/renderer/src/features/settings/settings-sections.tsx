import { useState } from 'react'
import type { Settings } from '#shared/model/settings.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { updateSettings, useHost, useSettings } from '../../state/live-state.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Problem, Radio } from '../../ui/inputs.tsx'
import { FormSection } from '../../ui/layout.tsx'

export interface SettingsProps {
  readonly settings: Settings
}

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
      // Only what was refused: another change may have been taken meanwhile.
      const before = Object.fromEntries(Object.keys(next).map((name) => [name, settings[name as keyof Settings]]))
      useSettings.setState(({ settings: now }) => ({ settings: now && { ...now, ...before } }))
      setProblem(errorText(error))
    })
  }
  return { change, problem }
}

/** Why a change was not taken; nothing where it was. */
export function ProblemLine({ text }: { text: string | null }) {
  if (!text) return null
  return <Problem text={text} />
}

const themes = [
  { id: 'system', label: 'System', note: 'follows the system' },
  { id: 'light', label: 'Light', note: '' },
  { id: 'dark', label: 'Dark', note: '' },
] as const

const densities = [
  { id: 'regular', label: 'Regular', note: 'rows of 32 px' },
  { id: 'compact', label: 'Compact', note: 'rows of 28 px' },
] as const

export function AppearanceSection({ settings }: SettingsProps) {
  const { change, problem } = useChangeSettings()
  return (
    <>
      <FormSection title="Theme">
        <div role="radiogroup" aria-label="Theme">
          {themes.map(({ id, label, note }) => (
            <Radio
              key={id}
              name="theme"
              label={label}
              note={note}
              checked={settings.theme === id}
              onChange={() => change({ theme: id })}
            />
          ))}
        </div>
      </FormSection>
      <FormSection title="Density of lists">
        <div role="radiogroup" aria-label="Density of lists">
          {densities.map(({ id, label, note }) => (
            <Radio
              key={id}
              name="density"
              label={label}
              note={note}
              checked={settings.density === id}
              onChange={() => change({ density: id })}
            />
          ))}
        </div>
        <ProblemLine text={problem} />
      </FormSection>
    </>
  )
}

type Permission = NotificationPermission | 'unsupported'
const currentPermission = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported')

/** When to speak up outside the window. In a browser, its permission is needed too. */
export function NotificationSection({ settings }: SettingsProps) {
  const { change, problem } = useChangeSettings()
  const headless = useHost((state) => state.info?.host === 'headless')
  const [permission, setPermission] = useState(currentPermission)
  const ask = () => void Notification.requestPermission().then(setPermission)
  const on = settings.notifyOnFailedVerification
  return (
    <FormSection title="Notifications">
      <Checkbox
        label="When a verification fails"
        note="a signature that does not match"
        checked={on}
        onChange={(event) => {
          change({ notifyOnFailedVerification: event.target.checked })
          if (event.target.checked && headless && permission === 'default') ask()
        }}
      />
      {on && headless ? <BrowserPermission permission={permission} ask={ask} /> : null}
      <ProblemLine text={problem} />
    </FormSection>
  )
}

function BrowserPermission({ permission, ask }: { permission: Permission; ask: () => void }) {
  if (permission === 'granted') return null
  if (permission === 'default') {
    return (
      <div className="flex flex-wrap items-center gap-3 text-12 text-ink-2">
        The browser has to allow it once.
        <Button onClick={ask}>Allow notifications…</Button>
      </div>
    )
  }
  return (
    <p className="text-12 text-ink-2">
      {permission === 'denied'
        ? 'The browser blocks notifications of this page; allow them in its site settings.'
        : 'This browser has no notifications.'}
    </p>
  )
}

/** Targets outside this machine that replays may go to without asking. */
export function ApprovedTargets({ settings }: SettingsProps) {
  const { change, problem } = useChangeSettings()
  const targets = settings.approvedTargets
  return (
    <FormSection
      title="Approved targets"
      note="You are asked once before a replay goes to an address outside this machine."
    >
      {targets.length === 0 ? (
        <p className="leading-7 text-ink-3">None yet.</p>
      ) : (
        <ul aria-label="Approved targets" className="rounded-5 border border-line">
          {targets.map((target) => (
            <li key={target} className="flex h-8 items-center gap-3 border-b border-line px-3 last:border-b-0">
              <span className="mono sel cut flex-1">{target}</span>
              <Button
                variant="quiet"
                aria-label={`Ask again about ${target}`}
                onClick={() => change({ approvedTargets: targets.filter((other) => other !== target) })}
              >
                Ask again
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ProblemLine text={problem} />
    </FormSection>
  )
}
