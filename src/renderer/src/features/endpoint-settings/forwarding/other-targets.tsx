import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { ForwardTarget } from '#shared/model/forward.ts'
import { SavedInput } from '../../../parts/saved-input.tsx'
import { errorText } from '../../../state/client.tsx'
import { Button, IconButton } from '../../../ui/buttons.tsx'
import { FieldError, Input, Problem, Select } from '../../../ui/inputs.tsx'

interface OtherTargetsProps {
  readonly others: readonly ForwardTarget[]
  readonly save: (others: ForwardTarget[]) => Promise<void>
}

/** Targets for some event types, and copies. */
export function OtherTargets({ others, save }: OtherTargetsProps) {
  const [adding, setAdding] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const change = (next: ForwardTarget[]) =>
    save(next).then(
      () => setProblem(null),
      (error: unknown) => setProblem(errorText(error)),
    )
  const put = (index: number, part: Partial<ForwardTarget>) =>
    others.map((each, at) => (at === index ? { ...each, ...part } : each))
  return (
    <div className="grid gap-2">
      {others.map((other, index) => (
        // Two may have the same URL, and a field that is saved keeps the focus: their place is their identity.
        <div key={index} className="flex flex-wrap items-start gap-2">
          <Role
            value={other.role}
            label={`Role of target ${index + 2}`}
            onChange={(role) => void change(put(index, { role }))}
          />
          <SavedInput
            label={`Target ${index + 2}`}
            className="min-w-52 flex-[2]"
            mono
            inputMode="url"
            value={other.url}
            onSave={(url) => save(put(index, { url: url.trim() }))}
          />
          <SavedInput
            label={`Event types of target ${index + 2}`}
            className="min-w-36 flex-1"
            mono
            placeholder="every event type"
            value={other.events.join(', ')}
            onSave={(text) => save(put(index, { events: eventsOf(text) }))}
          />
          <IconButton
            size={28}
            label={`Remove target ${index + 2}`}
            icon={<X />}
            onClick={() => void change(others.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Problem text={problem} />
      {adding ? (
        <NewTarget
          onCancel={() => setAdding(false)}
          add={async (target) => {
            await save([...others, target])
            setAdding(false)
          }}
        />
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Button icon={<Plus />} onClick={() => setAdding(true)}>
            Another target…
          </Button>
          <span className="text-12 text-ink-3">
            {others.length === 0
              ? 'For some event types, or a copy for another app.'
              : 'The first that fits answers, else the target above. Copies go out as well; their answers go nowhere.'}
          </span>
        </div>
      )}
    </div>
  )
}

interface NewTargetProps {
  readonly add: (target: ForwardTarget) => Promise<void>
  readonly onCancel: () => void
}

function NewTarget({ add, onCancel }: NewTargetProps) {
  const [role, setRole] = useState<ForwardTarget['role']>('answers')
  const [url, setUrl] = useState('')
  const [events, setEvents] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = () =>
    add({ role, url: url.trim(), events: eventsOf(events) }).catch((error: unknown) => setProblem(errorText(error)))
  return (
    <form
      noValidate
      className="grid gap-2 rounded-5 border border-line bg-sunken p-2"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Role value={role} label="Role of the new target" onChange={setRole} />
        <Input
          aria-label="URL of the new target"
          className="min-w-52 flex-[2]"
          mono
          inputMode="url"
          autoFocus
          placeholder="http://localhost:3001/calls"
          value={url}
          aria-invalid={problem !== null}
          onChange={(event) => setUrl(event.target.value)}
        />
        <Input
          aria-label="Event types of the new target"
          className="min-w-36 flex-1"
          mono
          placeholder="call.*, sms.received"
          value={events}
          onChange={(event) => setEvents(event.target.value)}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={url.trim() === ''}>
          Add
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
        <span className="text-12 text-ink-3" role={problem ? 'alert' : undefined}>
          {problem ? (
            <FieldError text={problem} />
          ) : (
            'Event types with commas between them, * for any characters; none: every delivery.'
          )}
        </span>
      </div>
    </form>
  )
}

interface RoleProps {
  readonly value: ForwardTarget['role']
  readonly label: string
  readonly onChange: (role: ForwardTarget['role']) => void
}

function Role({ value, label, onChange }: RoleProps) {
  return (
    <Select
      aria-label={label}
      className="w-32"
      value={value}
      onChange={(event) => onChange(event.target.value === 'copy' ? 'copy' : 'answers')}
    >
      <option value="answers">answers</option>
      <option value="copy">gets a copy</option>
    </Select>
  )
}

const eventsOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
