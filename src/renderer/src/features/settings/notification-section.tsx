import { useState } from 'react'
import { useHost } from '../../state/host-store.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { ProblemLine } from './problem-line.tsx'
import type { SettingsProps } from './settings-props.ts'
import { useChangeSettings } from './use-change-settings.ts'

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
        note="a signature that does not hold"
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
