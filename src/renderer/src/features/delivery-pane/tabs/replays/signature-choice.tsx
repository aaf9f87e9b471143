import { useState } from 'react'
import type { EditedRequest } from '#shared/model/edited-request.ts'
import { breakWords, type SignatureBreak } from '#shared/model/signature-break-words.ts'
import { errorText, useCall } from '../../../../state/client.tsx'
import type { ReplaySign } from '../../../../state/replay-action.ts'
import { FieldError, Segmented, Select } from '../../../../ui/inputs.tsx'

export interface Signing {
  readonly sign: ReplaySign
  readonly broken: SignatureBreak | null
}

interface SignatureChoiceProps extends Signing {
  readonly deliveryId: string
  readonly target?: string | undefined
  readonly edited?: EditedRequest | undefined
  readonly onChange: (signing: Signing) => void
}

const choices = [
  { id: 'keep', label: 'As stored' },
  { id: 'again', label: 'Re-sign' },
  { id: 'broken', label: 'Break' },
] as const

/** How a replay is signed; for one that is broken on purpose, by which of the faults that its scheme can have. */
export function SignatureChoice({ sign, onChange, ...rest }: SignatureChoiceProps) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <Segmented
        label="Signature"
        options={choices}
        value={sign}
        onChange={(next) => onChange({ sign: next, broken: next === 'broken' ? rest.broken : null })}
      />
      {sign === 'broken' ? <BreakSelect {...rest} onChange={(broken) => onChange({ sign, broken })} /> : null}
    </div>
  )
}

interface BreakSelectProps extends Omit<SignatureChoiceProps, 'sign' | 'onChange'> {
  readonly onChange: (broken: SignatureBreak) => void
}

function BreakSelect({ deliveryId, target, edited, broken, onChange }: BreakSelectProps) {
  // What can be broken does not hang on each letter that is typed meanwhile.
  const [asked] = useState({ id: deliveryId, ...(target && { target }), ...(edited && { edited }) })
  const { data, error } = useCall('replays.breaks', asked)
  if (error) return <FieldError text={errorText(error)} />
  if (!data) return <span className="h-7" aria-busy="true" />
  if (data.problem !== null) return <p className="text-12 text-ink-2">{data.problem}</p>
  return (
    <Select
      aria-label="How to break it"
      value={broken ?? ''}
      onChange={(event) => onChange(event.target.value as SignatureBreak)}
    >
      <option value="" disabled>
        Choose what is wrong
      </option>
      {data.breaks.map((each) => (
        <option key={each} value={each}>
          {breakWords[each].title}
        </option>
      ))}
    </Select>
  )
}

/** What a choice does, one sentence. */
export function signingNote({ sign, broken }: Signing): string {
  if (sign === 'keep') return 'The signature goes out as it was stored.'
  const again = 'with the endpoint’s newest active secret, for this URL, this body and this moment'
  if (sign === 'again') return `A new signature is made ${again}.`
  return broken === null
    ? 'A new signature is made and then broken in one way, so that your app has to refuse it.'
    : `Your app has to refuse this: ${breakWords[broken].what}.`
}
