import { useCall, viewerZone } from '../../state/client.tsx'
import type { ExportQuestion } from '../../state/export-question.ts'
import { useCount } from '../../state/live-state.ts'
import { Field, Input, Radio } from '../../ui/inputs.tsx'
import { formatCapped, plural } from '../../ui/text.tsx'
import type { ExportForm, Subject } from './export-form.ts'

export interface FieldsProps {
  readonly form: ExportForm
  readonly set: (part: Partial<ExportForm>) => void
}

/** Which deliveries. */
export function SubjectFields({
  question,
  form,
  set,
  attempts,
  queryProblem,
}: FieldsProps & {
  readonly question: ExportQuestion
  /** Of the event of the open delivery. */
  readonly attempts: number
  readonly queryProblem: string | null
}) {
  const { ids, selected } = question
  const count = useCount(form.query.trim())
  const found =
    count === null ? '' : `${formatCapped(count)} ${count.count === 1 && !count.capped ? 'delivery' : 'deliveries'}`
  const offered: { readonly id: Subject; readonly label: string; readonly note?: string }[] = []
  if (ids.length > 0) {
    const label = selected ? `The ${plural(ids.length, 'selected delivery', 'selected deliveries')}` : 'This delivery'
    offered.push({ id: 'chosen', label })
  }
  if (attempts > 1) offered.push({ id: 'attempts', label: 'All attempts of its event', note: String(attempts) })
  offered.push(
    { id: 'search', label: 'All that a search finds', note: form.subject === 'search' ? '' : found },
    { id: 'arrivals', label: 'What arrives from now on', note: 'written as it comes, until you stop it' },
  )
  const searches = form.subject === 'search' || form.subject === 'arrivals'
  return (
    <div className="grid gap-2">
      <div role="radiogroup" aria-label="Deliveries">
        {offered.map(({ id, label, note }) => (
          <Radio
            key={id}
            name="export-subject"
            label={label}
            note={note}
            checked={form.subject === id}
            onChange={() => set({ subject: id })}
          />
        ))}
      </div>
      {searches ? (
        <Field
          label="Search"
          hint={
            form.subject === 'search'
              ? found === ''
                ? 'As in the search box; empty: all'
                : found
              : 'As in the search box; empty: all'
          }
          error={queryProblem}
        >
          {(control) => (
            <Input {...control} mono value={form.query} onChange={(event) => set({ query: event.target.value })} />
          )}
        </Field>
      ) : null}
    </div>
  )
}

/** Attempts of the event that a delivery belongs to; 0 while that is not known. */
export function useAttempts({ ids, selected }: ExportQuestion): number {
  const id = ids.length === 1 && !selected ? ids[0]! : null
  const { data } = useCall('deliveries.get', id === null ? null : { id })
  return data?.attempts.length ?? 0
}

/** Deliveries to show what a safe export does with them: some of those that are meant. Null until they are known. */
export function useExamples(form: ExportForm, { ids }: ExportQuestion): readonly string[] | null {
  const byIds = form.subject === 'chosen' || form.subject === 'attempts'
  const wanted = form.isSafe && !byIds
  const query = form.query.trim()
  const { data, error } = useCall('deliveries.page', wanted ? { query, zone: viewerZone, limit: mostExamples } : null)
  if (byIds) return ids.slice(0, mostExamples)
  // What is wrong with the search is told where it stands.
  return data?.rows.map(({ id }) => id) ?? (error ? [] : null)
}

const mostExamples = 20
