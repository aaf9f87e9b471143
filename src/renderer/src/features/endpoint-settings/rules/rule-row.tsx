import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import { switchesOffAt } from '#shared/rules/rule-state.ts'
import { ruleSummary, switchOffSentence } from '#shared/sentences/rule-sentence.ts'
import { Button, IconButton } from '../../../ui/buttons.tsx'
import { Checkbox } from '../../../ui/inputs.tsx'
import { plural } from '../../../ui/text.tsx'

interface RuleRowProps {
  readonly rule: ResponseRule
  /** Deliveries that it answered since its last change. */
  readonly answered: number
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onSwitch: (on: boolean) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One response rule of the list. Alt and an arrow key move it. */
export function RuleRow({ rule, answered, isFirst, isLast, onSwitch, onMove, onEdit, onRemove }: RuleRowProps) {
  const left = useTimeLeft(rule)
  const isOn = rule.on && left !== 0
  const off = isOn ? switchOffSentence(rule.switchOff, answered, left) : null
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const by = event.key === 'ArrowUp' ? -1 : 1
    if (by === -1 ? !isFirst : !isLast) onMove(by)
  }
  return (
    <li
      data-rule={rule.id}
      onKeyDown={onKeyDown}
      className="row-line grid gap-x-2 gap-y-1 px-3 py-2 last:border-b-0 @min-[560px]/page:grid-cols-[minmax(0,1fr)_auto]"
    >
      <div className="min-w-0">
        <Checkbox
          checked={isOn}
          onChange={(event) => onSwitch(event.target.checked)}
          label={<span className="font-medium break-words">{rule.name}</span>}
        />
        <p className="sel pl-[22px] text-12 break-words text-ink-2">{ruleSummary(rule)}.</p>
        <p className="pl-[22px] text-12 text-ink-3 num" aria-live="off">
          {[answered > 0 ? `${plural(answered, 'delivery', 'deliveries')} so far.` : null, off]
            .filter((part) => part !== null)
            .join(' ')}
        </p>
      </div>
      <div className="flex items-start">
        <IconButton
          label={`Move ${rule.name} up`}
          keys="Alt+ArrowUp"
          icon={<ArrowUp />}
          size={28}
          disabled={isFirst}
          onClick={() => onMove(-1)}
        />
        <IconButton
          label={`Move ${rule.name} down`}
          keys="Alt+ArrowDown"
          icon={<ArrowDown />}
          size={28}
          disabled={isLast}
          onClick={() => onMove(1)}
        />
        <Button variant="quiet" aria-label={`Edit ${rule.name}`} onClick={onEdit}>
          Edit
        </Button>
        <Button variant="quiet" aria-label={`Remove ${rule.name}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
    </li>
  )
}

/** Milliseconds until the rule switches itself off, counted down; null where no time is set. */
function useTimeLeft(rule: ResponseRule): number | null {
  const until = rule.on ? switchesOffAt(rule) : null
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (until === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [until])
  return until === null ? null : Math.max(0, until - now)
}
