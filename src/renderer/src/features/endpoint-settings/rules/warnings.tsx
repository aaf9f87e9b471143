import type { RuleProblem } from '#shared/rules/check-rule.ts'
import { Glyph } from '../../../ui/glyphs.tsx'

/** What is unusual, but can be saved. */
export function Warnings({ problems }: { problems: readonly RuleProblem[] }) {
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  if (warnings.length === 0) return null
  return (
    <ul className="grid gap-1 text-12" role="status">
      {warnings.map(({ message }) => (
        <li key={message} className="flex items-start gap-1.5 text-ink-2">
          <Glyph name="finding" className="mt-0.5 text-warn" />
          {message}
        </li>
      ))}
    </ul>
  )
}
