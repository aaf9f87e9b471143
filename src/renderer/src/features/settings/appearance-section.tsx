import { Radio } from '../../ui/choice.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { ProblemLine } from './problem-line.tsx'
import type { SettingsProps } from './settings-props.ts'
import { useChangeSettings } from './use-change-settings.ts'

const themes = [
  { id: 'system', label: 'As the system', note: 'changes with it' },
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
