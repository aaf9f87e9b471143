import type { EditedRequest } from '#shared/model/edited-request.ts'
import { useReplay } from '../../../../../state/replay-action.ts'
import { FieldError, Input, Problem } from '../../../../../ui/inputs.tsx'
import { SignatureChoice, signingNote } from '../signature-choice.tsx'
import type { RequestState } from './request-state.ts'

interface RequestLineProps {
  readonly deliveryId: string
  readonly state: RequestState
  /** Undefined where it cannot be sent as it stands. */
  readonly edited: EditedRequest | undefined
  readonly problems: ReadonlyMap<string, string>
  /** Sending was asked for: what is missing is told. */
  readonly tried: boolean
  readonly onChange: (part: Partial<RequestState>) => void
}

/** Where a request goes, and how it is signed. */
export function RequestLine({ deliveryId, state, edited, problems, tried, onChange }: RequestLineProps) {
  const refused = useReplay(({ problem }) => (problem?.deliveryId === deliveryId ? problem.message : null))
  const problem = problems.get('method') ?? problems.get('url') ?? refused
  const isOpen = tried && state.sign === 'broken' && state.broken === null
  return (
    <div className="grid flex-none gap-2 border-b border-line px-4 py-2">
      <div className="flex gap-2">
        <Input
          mono
          aria-label="Method"
          className="w-24 flex-none"
          value={state.method}
          aria-invalid={problems.has('method')}
          onChange={(event) => onChange({ method: event.target.value })}
        />
        <Input
          mono
          type="url"
          aria-label="URL"
          className="flex-1"
          placeholder="http://localhost:3000/hooks"
          value={state.url}
          aria-invalid={problems.has('url')}
          onChange={(event) => onChange({ url: event.target.value })}
        />
      </div>
      <Problem text={problem} />
      <div className="grid gap-1">
        <SignatureChoice
          deliveryId={deliveryId}
          edited={edited}
          sign={state.sign}
          broken={state.broken}
          onChange={onChange}
        />
        <div className="text-12 text-ink-3">
          {isOpen ? <FieldError text="Choose how the signature is to be broken." /> : signingNote(state)}
          {state.sign === 'keep' && state.body !== null ? ' It does not fit the changed body.' : ''}
        </div>
      </div>
    </div>
  )
}
