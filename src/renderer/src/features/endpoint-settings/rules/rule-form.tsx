import { type FormEvent, useRef, useState } from 'react'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { checkRule, type RuleField } from '#shared/rules/check-rule.ts'
import { errorText } from '../../../state/client.tsx'
import { Button } from '../../../ui/buttons.tsx'
import { Field, Input, Problem } from '../../../ui/inputs.tsx'
import { AnswerFields, AnswerList, Warnings } from './answer-fields.tsx'
import { emptyAnswer, type RuleDraft, toDraft, toFields } from './rule-draft.ts'
import { ActionFields, MatchFields, SwitchOffFields } from './rule-fields.tsx'
import { RulePreview } from './rule-preview.tsx'

interface RuleFormProps {
  readonly endpointId: string
  readonly rule: RuleFields
  /** Where it comes from: what a preset does, and the page that documents it. */
  readonly about?: { readonly note: string; readonly source: string | null }
  readonly action: string
  /** May fail: the form stays and says why. */
  readonly onSave: (rule: RuleFields) => Promise<void>
  readonly onCancel: () => void
}

/** All of a response rule, checked while it is typed. */
export function RuleForm({ endpointId, rule, about, action, onSave, onCancel }: RuleFormProps) {
  const [start] = useState(() => toDraft(rule))
  const [draft, setDraft] = useState(start)
  const cancel = useRef<HTMLButtonElement>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const change = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }))
  const fields = toFields(draft)
  const problems = checkRule(fields)
  const isUsable = problems.every(({ severity }) => severity !== 'error')
  const error = (field: RuleField) =>
    problems.find((problem) => problem.field === field && problem.answer === null && problem.severity === 'error')
      ?.message
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || !isUsable) return
    setBusy(true)
    setRefusal(null)
    try {
      await onSave(fields)
    } catch (fault) {
      setRefusal(errorText(fault))
      setBusy(false)
    }
  }
  return (
    <form
      aria-label={draft.name === '' ? 'Response rule' : `Response rule ${draft.name}`}
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        // What was typed is not thrown away by one key.
        if (draft === start || document.activeElement === cancel.current) onCancel()
        else cancel.current?.focus()
      }}
      className="grid gap-3 rounded-5 border border-strong p-3"
    >
      {about ? (
        <p className="text-12 text-ink-2">
          {about.note}{' '}
          {about.source === null ? null : (
            <span className="sel break-all text-ink-3">
              Source: <span className="mono-11">{about.source}</span>
            </span>
          )}
        </p>
      ) : null}
      <Field label="Name" error={error('name')}>
        {(control) => (
          <Input {...control} autoFocus value={draft.name} onChange={(event) => change({ name: event.target.value })} />
        )}
      </Field>
      <MatchFields draft={draft} error={error} onChange={change} />
      <ActionFields draft={draft} error={error} onChange={change} />
      {draft.action === 'list' ? (
        <AnswerList answers={draft.answers} problems={problems} onChange={(answers) => change({ answers })} />
      ) : draft.action === 'drop' ? null : (
        <AnswerFields
          answer={draft.answers[0] ?? emptyAnswer()}
          problems={problems.filter((problem) => problem.answer === 0)}
          onChange={(answer) => change({ answers: [answer, ...draft.answers.slice(1)] })}
        />
      )}
      <Warnings problems={problems.filter((problem) => problem.answer === null)} />
      <SwitchOffFields draft={draft} error={error} onChange={change} />
      <RulePreview endpointId={endpointId} rule={isUsable ? fields : null} />
      <Problem text={refusal} />
      <div className="flex justify-end gap-2">
        <Button ref={cancel} onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" disabled={busy || !isUsable}>
          {action}
        </Button>
      </div>
    </form>
  )
}
