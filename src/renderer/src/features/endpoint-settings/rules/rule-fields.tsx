import type { RuleField } from '#shared/rules/check-rule.ts'
import { ruleVerdicts } from '#shared/rules/rule-limits.ts'
import { Field, Input, Problem, Select } from '../../../ui/inputs.tsx'
import type { RuleDraft } from './rule-draft.ts'

interface RuleFieldsProps {
  readonly draft: RuleDraft
  readonly error: (field: RuleField) => string | undefined
  readonly onChange: (part: Partial<RuleDraft>) => void
}

const row = 'grid items-start gap-x-4 gap-y-3 @min-[560px]/page:grid-cols-2'
const verdictNames = {
  verified: 'verified',
  failed: 'the signature fails',
  unsigned: 'unsigned',
  unverifiable: 'cannot be verified',
} as const

/** Which deliveries the rule is for. */
export function MatchFields({ draft, error, onChange }: RuleFieldsProps) {
  return (
    <>
      <div className={row}>
        <Field label="Event types" error={error('types')} hint="With commas between, * for any characters. Empty: all.">
          {(control) => (
            <Input
              {...control}
              mono
              value={draft.types}
              onChange={(event) => onChange({ types: event.target.value })}
            />
          )}
        </Field>
        <Field label="Verdict">
          {(control) => (
            <Select
              {...control}
              value={draft.verdict}
              onChange={(event) => onChange({ verdict: event.target.value as RuleDraft['verdict'] })}
            >
              <option value="any">any</option>
              {ruleVerdicts.map((verdict) => (
                <option key={verdict} value={verdict}>
                  {verdictNames[verdict]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field
        label="Search expression"
        error={error('search')}
        hint="As in the search box, e.g. schema:differs Maya. Empty: all."
      >
        {(control) => (
          <Input
            {...control}
            mono
            value={draft.search}
            onChange={(event) => onChange({ search: event.target.value })}
          />
        )}
      </Field>
      <div className={row}>
        <Field label="When">
          {(control) => (
            <Select
              {...control}
              value={draft.turn}
              onChange={(event) => onChange({ turn: event.target.value as RuleDraft['turn'] })}
            >
              <option value="always">always</option>
              <option value="first">the first attempts of each event</option>
              <option value="every">each nth delivery</option>
            </Select>
          )}
        </Field>
        {draft.turn === 'always' ? null : (
          <Field
            label={draft.turn === 'first' ? 'How many attempts' : 'Each how many-th'}
            error={error('turn')}
            hint={
              draft.turn === 'first' ? 'Later attempts go on to the next rule.' : 'The others go on to the next rule.'
            }
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={draft.turn === 'first' ? draft.attempts : draft.nth}
                onChange={(event) =>
                  onChange(draft.turn === 'first' ? { attempts: event.target.value } : { nth: event.target.value })
                }
              />
            )}
          </Field>
        )}
      </div>
    </>
  )
}

/** What the rule does. */
export function ActionFields({ draft, error, onChange }: RuleFieldsProps) {
  return (
    <div className={row}>
      <Field label="What it does" error={error('action')}>
        {(control) => (
          <Select
            {...control}
            value={draft.action}
            onChange={(event) => onChange({ action: event.target.value as RuleDraft['action'] })}
          >
            <option value="answer">answers</option>
            <option value="list">gives a list of answers in order</option>
            <option value="drop">ends the connection without an answer</option>
            <option value="cut">breaks off in the middle of the answer</option>
          </Select>
        )}
      </Field>
      <Field label="Delay in seconds" error={error('delay')} hint="From the moment the delivery is stored, up to 180.">
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            value={draft.delay}
            onChange={(event) => onChange({ delay: event.target.value })}
          />
        )}
      </Field>
      {draft.action === 'list' ? (
        <Field label="Counted">
          {(control) => (
            <Select
              {...control}
              value={draft.per}
              onChange={(event) => onChange({ per: event.target.value as RuleDraft['per'] })}
            >
              <option value="event">by the attempts of each event; the last answer stays</option>
              <option value="delivery">by deliveries; after the last the first again</option>
            </Select>
          )}
        </Field>
      ) : null}
    </div>
  )
}

/** When it ends by itself. */
export function SwitchOffFields({ draft, error, onChange }: RuleFieldsProps) {
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-12 font-medium text-ink-2">Switch itself off</legend>
      <div className="flex flex-wrap items-center gap-2 text-12 text-ink-2">
        after
        <Input
          aria-label="Deliveries until it is switched off"
          aria-invalid={error('switch-off') !== undefined}
          className="w-24"
          inputMode="numeric"
          placeholder="never"
          value={draft.offDeliveries}
          onChange={(event) => onChange({ offDeliveries: event.target.value })}
        />
        deliveries, or after
        <Input
          aria-label="Minutes until it is switched off"
          aria-invalid={error('switch-off') !== undefined}
          className="w-24"
          inputMode="numeric"
          placeholder="never"
          value={draft.offMinutes}
          onChange={(event) => onChange({ offMinutes: event.target.value })}
        />
        minutes
      </div>
      <Problem text={error('switch-off')} />
    </fieldset>
  )
}
