import { Lock } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { EndpointStatus, SecretInfo } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { secretHint, type WantedSecret } from '#shared/secret-hints/secret-hint.ts'
import { asSentence } from '#shared/sentences/provider-name.ts'
import { errorText, issueFor, useClient } from '../state/client.tsx'
import { askChange } from '../state/endpoint-change.ts'
import { Button } from '../ui/buttons.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { Checkbox, FieldError, Input } from '../ui/inputs.tsx'
import { retireQuestion } from './secret-questions.ts'

interface SecretFormProps {
  readonly endpointId: string
  /** Label of the new secret unless the user gives another. */
  readonly label: string
  /** What a secret of this provider looks like. */
  readonly wanted: WantedSecret
  /** Asks for the label too. */
  readonly withLabel?: boolean
  /** Active secrets that can be retired in the same go: a rotation. */
  readonly active?: readonly SecretInfo[]
  readonly onSaved?: () => void
}

/** Takes a secret: write-only, and it says at once where the paste looks wrong. */
export function SecretForm({ endpointId, label, wanted, withLabel = false, active = [], onSaved }: SecretFormProps) {
  const client = useClient()
  const id = useId()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [saved, setSaved] = useState(false)
  const [rotate, setRotate] = useState(false)
  const [busy, setBusy] = useState(false)
  const warning = secretHint(value, wanted)
  const problem = error ? (issueFor(error, 'value') ?? issueFor(error, 'label') ?? errorText(error)) : null

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await client.call('secrets.add', { endpointId, label: name.trim() || label, value })
      if (rotate) void askChange(client, retireQuestion(endpointId, active, true))
      setRotate(false)
      setName('')
      setValue('')
      setSaved(true)
      onSaved?.()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={(event) => void save(event)} noValidate aria-label="Add a secret">
      <div className="flex gap-2">
        {withLabel ? (
          <Input
            aria-label="Label of the secret"
            placeholder="Label"
            className="w-40"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        ) : null}
        <Input
          aria-label="Signing secret"
          aria-describedby={`${id}-note`}
          aria-invalid={problem !== null}
          type="password"
          autoComplete="new-password"
          mono
          icon={<Lock />}
          placeholder={withLabel ? 'New secret, write only' : 'Signing secret'}
          className="flex-1"
          value={value}
          onChange={(event) => {
            setValue(event.target.value)
            setSaved(false)
          }}
        />
        <Button type="submit" disabled={busy || value === ''}>
          {withLabel ? 'Add' : 'Save'}
        </Button>
      </div>
      {active.length > 0 && value !== '' ? (
        <div className="mt-1">
          <Checkbox
            label={`Retire ${active.map((secret) => `“${secret.label}”`).join(', ')}`}
            note="at the same time; it then only explains failures"
            checked={rotate}
            onChange={(event) => setRotate(event.target.checked)}
          />
        </div>
      ) : null}
      <p id={`${id}-note`} className="mt-1 text-12 text-ink-3" role={problem ? 'alert' : 'status'}>
        {problem ? (
          <FieldError text={problem} />
        ) : warning ? (
          <span className="flex items-start gap-1.5 text-warn">
            <Glyph name="finding" className="mt-0.5" />
            {warning}
          </span>
        ) : saved ? (
          <span className="flex items-center gap-1.5 text-ink-2">
            <Glyph name="yes" className="text-ok" />
            Saved and encrypted. It is used from the next delivery on.
          </span>
        ) : (
          `${wanted.hint ? `${asSentence(wanted.hint)} ` : ''}Stored encrypted, never shown again, never exported. env:NAME reads the environment.`
        )}
      </p>
    </form>
  )
}

/** In two or three words whether a provider's deliveries can be verified. */
export function signingNote(provider: Pick<ProviderInfo, 'signature'> | null): string {
  if (!provider) return 'provider is detected'
  const { kind } = provider.signature
  return kind === 'scheme' ? 'signed' : kind === 'none' ? 'does not sign' : 'how it signs is not documented'
}

/** What is known of an endpoint's secret; nothing where it has a recipe of its own. */
export function wantedSecret({ recipe }: EndpointStatus, provider: ProviderInfo | null): WantedSecret {
  const { secretHint: hint = null, secretIssued: issued = false } = (recipe ? null : provider?.scheme) ?? {}
  return { hint, issued }
}
