import { Segmented } from '../../ui/inputs.tsx'
import { NumberInput } from './number-input.tsx'
import { NumberProblems, OrderSelect } from './pace-fields.tsx'
import { numberProblem, type RunForm } from './run-form.ts'

interface DrillFieldsProps {
  readonly form: RunForm
  readonly set: (part: Partial<RunForm>) => void
  /** One delivery is repeated; several are sent again in another order. */
  readonly isOne: boolean
}

/** How often the same is sent, and how. */
export function DrillFields({ form, set, isOne }: DrillFieldsProps) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-12 text-ink-2">
        <span className="flex items-center gap-2">
          Send {isOne ? 'it' : 'all of them'}
          <NumberInput
            label="Times"
            value={form.passes}
            problem={numberProblem(form, 'passes')}
            onChange={(passes) => set({ passes })}
          />
          times,
        </span>
        {isOne ? (
          <Segmented
            label="How"
            options={[
              { id: 'sequence', label: 'one after another' },
              { id: 'together', label: 'at once' },
            ]}
            value={form.together ? 'together' : 'sequence'}
            onChange={(how) => set({ together: how === 'together' })}
          />
        ) : (
          <span className="flex items-center gap-2">
            first as they arrived, then
            <OrderSelect form={form} set={set} label="Order of the other times" />
          </span>
        )}
      </div>
      <NumberProblems
        problems={[
          numberProblem(form, 'passes') && `Times: ${numberProblem(form, 'passes')}`,
          form.order === 'shuffled' && numberProblem(form, 'seed') && `Seed: ${numberProblem(form, 'seed')}`,
        ]}
      />
    </>
  )
}
