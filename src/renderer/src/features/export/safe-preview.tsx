import { type RefObject, useEffect, useRef, useState } from 'react'
import type { SafePreview as Preview, SafePreviewItem } from '#shared/api/safe-exports.ts'
import type { SafeOptions, SafeRule } from '#shared/model/safe-export.ts'
import { unsignedWords } from '#shared/model/safe-words.ts'
import { errorText, useCall } from '../../state/client.tsx'
import { Badge } from '../../ui/badges.tsx'
import { Field, Input, Problem, Select } from '../../ui/inputs.tsx'
import { formatCount, plural } from '../../ui/text.tsx'
import { SafeBody } from './safe-body.tsx'
import { kindWords } from './safe-rules.ts'
import { SafeRules, SafeValues } from './safe-values.tsx'

interface SafePreviewProps {
  /** At most 20 of them are shown. Null until they are known. */
  readonly ids: readonly string[] | null
  readonly value: SafeOptions
  readonly onChange: (value: SafeOptions) => void
}

/** What a safe export of these deliveries holds: every value that is replaced, and the bodies side by side. */
export function SafePreview({ ids, value, onChange }: SafePreviewProps) {
  const { preview, error, busy } = usePreview(ids, value)
  const [chosen, setChosen] = useState(0)
  const item = preview?.items[Math.min(chosen, preview.items.length - 1)]
  const { rules = noRules } = value
  const section = useRef<HTMLElement>(null)
  const change = (next: readonly SafeRule[]) => onChange({ ...value, rules: [...next] })
  useFocusAtRule(section, busy, rules)
  return (
    <section ref={section} aria-label="What is replaced" aria-busy={busy} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        <SeedField seed={value.seed} onChange={(seed) => onChange({ ...value, seed })} />
        {preview && preview.items.length > 1 ? (
          <Field label="Delivery" hint={ids !== null && ids.length > 20 ? 'the first 20 are shown' : ''}>
            {(control) => (
              <Select
                {...control}
                className="w-56"
                value={chosen}
                onChange={(event) => setChosen(Number(event.target.value))}
              >
                {preview.items.map(({ id, touchedCount }, at) => (
                  <option key={id} value={at}>
                    {at + 1} of {preview.items.length}: {plural(touchedCount, 'value')}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
      </div>
      {preview ? <Totals totals={preview.totals} /> : null}
      <Problem text={error ? errorText(error) : null} />
      <SafeRules rules={rules} onChange={change} />
      {item ? (
        <>
          <Signing item={item} />
          <SafeValues item={item} rules={rules} onChange={change} />
          <SafeBody before={item.before} after={item.after} />
        </>
      ) : error ? null : (
        <p className="text-12 text-ink-3">
          {ids?.length === 0 ? 'No stored delivery fits, so there is nothing to show.' : 'Reading the deliveries…'}
        </p>
      )}
    </section>
  )
}

/** The last preview stays while the next one is made, so that nothing jumps. */
function usePreview(ids: readonly string[] | null, safe: SafeOptions) {
  const isEmpty = ids?.length === 0
  const shown = ids === null || isEmpty ? null : { ids: ids.slice(0, 20), safe }
  const { data, error, loading } = useCall('exports.preview', shown)
  const [last, setLast] = useState<Preview | null>(null)
  useEffect(() => {
    if (data) setLast(data)
  }, [data])
  return { preview: data ?? (error || isEmpty ? null : last), error, busy: shown !== null && loading }
}

/** After a rule was made, the focus is on its place's menu again, or on the rule where nothing of its place is left. */
function useFocusAtRule(section: RefObject<HTMLElement | null>, busy: boolean, rules: readonly SafeRule[]) {
  const before = useRef(rules)
  useEffect(() => {
    if (busy) return
    const made = rules.find((rule) => !before.current.includes(rule))
    before.current = rules
    const isLost = document.activeElement === document.body || document.activeElement?.contains(section.current)
    if (!made || !isLost) return
    const controls = [...(section.current?.querySelectorAll<HTMLElement>('[data-rule]') ?? [])]
    controls.findLast(({ dataset }) => dataset.rule === made.path)?.focus()
  }, [section, busy, rules])
}

const noRules: readonly SafeRule[] = []

function SeedField({ seed, onChange }: { seed: string; onChange: (seed: string) => void }) {
  const [typed, setTyped] = useState(seed)
  useEffect(() => setTyped(seed), [seed])
  const commit = () => {
    if (typed.trim() === '') setTyped(seed)
    else if (typed !== seed) onChange(typed)
  }
  return (
    <Field label="Seed" hint="the same seed makes up the same persons">
      {(ids) => (
        <Input
          {...ids}
          mono
          className="w-56"
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            commit()
          }}
        />
      )}
    </Field>
  )
}

function Totals({ totals }: { totals: Preview['totals'] }) {
  const counted = Object.entries(totals).toSorted(([, one], [, other]) => other - one)
  const sum = counted.reduce((all, [, count]) => all + count, 0)
  return (
    <p role="status" className="text-12 text-ink-2 num">
      <b className="font-semibold text-ink">{plural(sum, 'value')}</b> replaced
      {counted.length > 0
        ? `: ${counted.map(([kind, count]) => `${formatCount(count)} ${kindWords[kind as keyof typeof kindWords]}`).join(', ')}`
        : ''}
    </p>
  )
}

function Signing({ item: { signed, reason } }: { item: SafePreviewItem }) {
  if (signed === 'resigned')
    return (
      <Badge glyph="yes" tone="ok">
        signed again with a made-up secret, which the fixture names
      </Badge>
    )
  // Only where an app that verified before cannot any more.
  const isLoss = reason === 'secret-is-sent' || reason === 'cannot-sign'
  return (
    <Badge glyph={signed === 'unsigned' ? 'unsigned' : 'unverifiable'} tone={isLoss ? 'warn' : 'none'}>
      {signed === 'unsigned' ? 'not signed, as before' : 'not signed again'}
      {reason ? `: ${unsignedWords[reason]}` : ''}
    </Badge>
  )
}
