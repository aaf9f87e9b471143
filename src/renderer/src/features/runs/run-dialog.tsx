import { useState } from 'react'
import type { RunPlan, RunSelection } from '#shared/model/run.ts'
import { errorText, issueFor, useClient } from '../../state/client.tsx'
import { navigate } from '../../state/route.ts'
import { dropRunQuestion, type RunQuestion } from '../../state/run-question.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Field, Input, Problem, Segmented } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Code } from '../../ui/text.tsx'
import { DrillFields } from './drill-fields.tsx'
import { PaceFields } from './pace-fields.tsx'
import { formOf, type RunForm, settingsOf } from './run-form.ts'
import { Preview, usePreview } from './run-preview.tsx'

/** Asks how many deliveries are to be replayed, and shows what that would do before anything is sent. */
export function RunDialog({ question }: { question: RunQuestion }) {
  return <OpenDialog key={JSON.stringify(question)} question={question} />
}

function OpenDialog({ question }: { question: RunQuestion }) {
  const client = useClient()
  const { drill } = question
  const [form, setForm] = useState<RunForm>(() => formOf(question))
  const set = (part: Partial<RunForm>) => setForm((now) => ({ ...now, ...part }))
  const settings = settingsOf(form, drill)
  const plan: RunPlan | null = settings && { deliveries: selectionOf(question.deliveries, form), settings }
  const { preview, error, current } = usePreview(plan)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const away = preview?.needsApproval ?? []
  const [agreed, setAgreed] = useState<readonly string[]>([])
  const isAgreed = away.every((origin) => agreed.includes(origin))
  const ready = plan !== null && current && isAgreed && !preview?.tooMany && (preview?.items ?? 0) > 0
  const problem = failure ?? error

  const start = async () => {
    if (!ready || busy) return
    setBusy(true)
    setFailure(null)
    try {
      const answer = await client.call('runs.start', { plan, approve: away.length > 0 })
      if (answer.result !== 'started') throw new Error('A target was changed meanwhile. Look at the preview again.')
      dropRunQuestion()
      navigate({ page: { kind: 'runs', runId: answer.id }, query: '', deliveryId: null })
    } catch (fault) {
      setFailure(fault)
      setBusy(false)
    }
  }
  const targetProblem = issueOf(problem, 'target')
  const queryProblem = issueFor(problem, 'query')
  return (
    <Dialog
      title={drill ? 'Idempotency drill' : 'Replay deliveries'}
      description={
        drill
          ? 'The same deliveries are sent several times and the answers are compared. What your app does besides, Switchhook does not see.'
          : undefined
      }
      onClose={dropRunQuestion}
      onSubmit={() => void start()}
      actions={
        <>
          <Button onClick={dropRunQuestion}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!ready || busy}>
            Start
          </Button>
        </>
      }
    >
      {question.deliveries.kind === 'query' ? (
        <Field
          label="Deliveries"
          hint="As in the search box; empty means all. A time range: after:14:00 before:15:00"
          error={queryProblem}
        >
          {(control) => (
            <Input {...control} mono value={form.query} onChange={(event) => set({ query: event.target.value })} />
          )}
        </Field>
      ) : null}
      {drill ? <DrillFields form={form} set={set} isOne={isOne(question)} /> : <PaceFields form={form} set={set} />}
      <Field
        label="Target"
        hint={form.target.trim() === '' ? 'Empty: each delivery goes to the target of its endpoint.' : undefined}
        error={targetProblem}
      >
        {(control) => (
          <Input
            {...control}
            mono
            inputMode="url"
            placeholder="http://localhost:3000/hooks"
            value={form.target}
            onChange={(event) => set({ target: event.target.value })}
          />
        )}
      </Field>
      <div className="flex items-center gap-3">
        <span className="text-12 font-medium text-ink-2">Signature</span>
        <Segmented
          label="Signature"
          options={[
            { id: 'keep', label: 'As stored' },
            { id: 'again', label: 'Re-sign' },
          ]}
          value={form.sign}
          onChange={(sign) => set({ sign })}
        />
      </div>
      <Preview preview={preview} settings={settings} busy={!current} />
      {away.map((origin) => (
        <Checkbox
          key={origin}
          label={
            <>
              Send to <Code className="break-all">{origin}</Code>
            </>
          }
          note="It is not on this machine. You are asked once for each target; Settings has the list."
          checked={agreed.includes(origin)}
          onChange={(event) =>
            setAgreed((now) => (event.target.checked ? [...now, origin] : now.filter((each) => each !== origin)))
          }
        />
      ))}
      {problem && !targetProblem && !queryProblem ? <Problem text={errorText(problem)} /> : null}
    </Dialog>
  )
}

const isOne = ({ deliveries }: RunQuestion): boolean => deliveries.kind === 'ids' && deliveries.ids.length === 1

function selectionOf(deliveries: RunSelection, { query }: RunForm): RunSelection {
  return deliveries.kind === 'query' ? { ...deliveries, query: query.trim() } : deliveries
}

/** What is wrong with one of the settings of the plan. */
function issueOf(error: unknown, setting: string): string | null {
  if (typeof error !== 'object' || error === null || !('issues' in error)) return null
  const issues = error.issues as readonly { readonly path: readonly unknown[]; readonly message: string }[]
  return issues.find(({ path }) => path.join('.') === `plan.settings.${setting}`)?.message ?? null
}
