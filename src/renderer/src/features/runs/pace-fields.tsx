import { Checkbox, FieldError, Segmented, Select } from '../../ui/inputs.tsx'
import { NumberInput } from './number-input.tsx'
import { numberProblem, type RunForm } from './run-form.ts'

interface FieldsProps {
  readonly form: RunForm
  readonly set: (part: Partial<RunForm>) => void
}

const paces = [
  { id: 'fast', label: 'Fast' },
  { id: 'rate', label: 'Fixed rate' },
  { id: 'original', label: 'As they arrived' },
] as const

/** In what order, how fast and how many at once. */
export function PaceFields({ form, set }: FieldsProps) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <OrderSelect form={form} set={set} label="Order" />
        <span className="flex items-center gap-2 text-12 text-ink-2">
          up to
          <NumberInput
            label="Sends at once"
            value={form.concurrency}
            problem={numberProblem(form, 'concurrency')}
            onChange={(concurrency) => set({ concurrency })}
          />
          at once
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Segmented label="Pace" options={paces} value={form.pace} onChange={(pace) => set({ pace })} />
        <PaceNumber form={form} set={set} />
      </div>
      <div className="flex items-center gap-2">
        <Checkbox label="Pause after" checked={form.stops} onChange={(event) => set({ stops: event.target.checked })} />
        <NumberInput
          label="Failures in a row"
          value={form.stopAfter}
          disabled={!form.stops}
          problem={form.stops ? numberProblem(form, 'stopAfter') : null}
          onChange={(stopAfter) => set({ stopAfter })}
        />
        failures in a row
      </div>
      <NumberProblems
        problems={[
          numberProblem(form, 'concurrency') && `At once: ${numberProblem(form, 'concurrency')}`,
          form.order === 'shuffled' && numberProblem(form, 'seed') && `Seed: ${numberProblem(form, 'seed')}`,
          form.pace === 'rate' && numberProblem(form, 'rate') && `Rate: ${numberProblem(form, 'rate')}`,
          form.pace === 'original' && numberProblem(form, 'factor') && `Factor: ${numberProblem(form, 'factor')}`,
          form.stops && numberProblem(form, 'stopAfter') && `Failures: ${numberProblem(form, 'stopAfter')}`,
        ]}
      />
    </>
  )
}

function PaceNumber({ form, set }: FieldsProps) {
  switch (form.pace) {
    case 'fast':
      return <span className="text-12 text-ink-3">the next one as soon as there is an answer</span>
    case 'rate':
      return (
        <span className="flex items-center gap-2 text-12 text-ink-2">
          <NumberInput
            label="Per second"
            value={form.rate}
            problem={numberProblem(form, 'rate')}
            onChange={(rate) => set({ rate })}
          />
          per second
        </span>
      )
    case 'original':
      return (
        <span className="flex items-center gap-2 text-12 text-ink-2">
          <NumberInput
            label="Times as fast"
            value={form.factor}
            problem={numberProblem(form, 'factor')}
            onChange={(factor) => set({ factor })}
          />
          times as fast
        </span>
      )
  }
}

/** Oldest first, newest first, or shuffled so that the same seed gives the same order. */
export function OrderSelect({ form, set, label }: FieldsProps & { label: string }) {
  return (
    <span className="flex items-center gap-2">
      <Select
        aria-label={label}
        value={form.order}
        onChange={(event) => set({ order: event.target.value as RunForm['order'] })}
      >
        <option value="oldest">Oldest first</option>
        <option value="newest">Newest first</option>
        <option value="shuffled">Shuffled</option>
      </Select>
      {form.order === 'shuffled' ? (
        <span className="flex items-center gap-2 text-12 text-ink-2">
          seed
          <NumberInput
            label="Seed"
            value={form.seed}
            problem={numberProblem(form, 'seed')}
            onChange={(seed) => set({ seed })}
          />
        </span>
      ) : null}
    </span>
  )
}

/** What is wrong with the numbers above, in words. */
export function NumberProblems({ problems }: { problems: readonly (string | false | null)[] }) {
  const told = problems.filter((problem): problem is string => Boolean(problem))
  if (told.length === 0) return null
  return (
    <div role="alert" className="grid gap-1 text-12">
      {told.map((problem) => (
        <FieldError key={problem} text={problem} />
      ))}
    </div>
  )
}
