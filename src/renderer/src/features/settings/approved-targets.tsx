import { Button } from '../../ui/button.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { ProblemLine } from './problem-line.tsx'
import type { SettingsProps } from './settings-props.ts'
import { useChangeSettings } from './use-change-settings.ts'

/** Targets outside this machine that replays may go to without asking. */
export function ApprovedTargets({ settings }: SettingsProps) {
  const { change, problem } = useChangeSettings()
  const targets = settings.approvedTargets
  return (
    <FormSection title="Approved targets" note="Replays to addresses outside this machine ask once for each.">
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
