import { ChevronDown, X } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { SafePreview as Preview, SafePreviewItem, TouchedPlace } from '#shared/api/safe-exports.ts'
import type { SafeKind, SafeOptions, SafeRule } from '#shared/model/safe-export.ts'
import { unsignedWords } from '#shared/model/safe-words.ts'
import { errorText, useCall } from '../../state/client.tsx'
import { Badge } from '../../ui/badges.tsx'
import { Button, IconButton } from '../../ui/buttons.tsx'
import { Field, Input, Problem, Select } from '../../ui/inputs.tsx'
import { Table, Td, Th } from '../../ui/layout.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/overlays.tsx'
import { formatCount, plural } from '../../ui/text.tsx'
import { SafeBody } from './safe-body.tsx'
import { kindWords, ruleClause, rulePath, ruleWords, withRule } from './safe-rules.ts'

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
      <Rules rules={rules} onChange={change} />
      {item ? (
        <>
          <Signing item={item} />
          <Values item={item} rules={rules} onChange={change} />
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

interface RulesProps {
  readonly rules: readonly SafeRule[]
  readonly onChange: (rules: readonly SafeRule[]) => void
}

/** What the user decided otherwise, to be taken back. */
function Rules({ rules, onChange }: RulesProps) {
  if (rules.length === 0) return null
  return (
    <ul aria-label="Your rules" className="flex flex-wrap gap-1 text-12">
      {rules.map((rule) => (
        <li key={rule.path} className="inline-flex items-center gap-1 rounded-5 border border-line bg-sunken pl-2">
          <span className="mono-11">{rule.path}</span>
          <span className="text-11 text-ink-3">{ruleClause(rule.as)}</span>
          <IconButton
            data-rule={rule.path}
            label={`Remove the rule for ${rule.path}`}
            icon={<X />}
            size={18}
            onClick={() => onChange(rules.filter((each) => each !== rule))}
          />
        </li>
      ))}
    </ul>
  )
}

interface ValuesProps extends RulesProps {
  readonly item: SafePreviewItem
}

function Values({ item: { touched, touchedCount }, rules, onChange }: ValuesProps) {
  if (touched.length === 0)
    return <p className="text-12 text-ink-3">Nothing that looks personal was found in this delivery.</p>
  return (
    <div className="-mx-4 max-h-80 overflow-y-auto">
      <Table aria-label="Replaced values" className="table-fixed">
        <thead className="sticky top-0 bg-raised">
          <tr>
            <Th className="w-[28%]">Place</Th>
            <Th className="w-28">Kind</Th>
            <Th>Before</Th>
            <Th>After</Th>
          </tr>
        </thead>
        <tbody>
          {touched.map((value, at) => (
            <ValueRow key={`${at} ${value.place}`} value={value} rules={rules} onChange={onChange} />
          ))}
        </tbody>
      </Table>
      {touchedCount > touched.length ? (
        <p className="px-4 py-1 text-12 text-ink-3">And {plural(touchedCount - touched.length, 'value')} more.</p>
      ) : null}
    </div>
  )
}

function ValueRow({ value, rules, onChange }: RulesProps & { readonly value: TouchedPlace }) {
  const { place, kind, before, after, note } = value
  return (
    <tr>
      <Td className="mono sel py-1.5 align-top break-all">{place || 'body'}</Td>
      <Td className="py-0.5 align-top">
        <KindMenu value={value} rules={rules} onChange={onChange} />
      </Td>
      <Td className="mono sel py-1.5 align-top wrap-anywhere text-ink-2">{before}</Td>
      <Td className="mono sel py-1.5 align-top wrap-anywhere" data-kind={kind}>
        {after}
        {note ? <span className="block font-sans text-11 text-ink-3">{note}</span> : null}
      </Td>
    </tr>
  )
}

const choices: readonly SafeKind[] = ['phone', 'name', 'email', 'address', 'text', 'id']

/** What becomes of the value, and of all others in its place. */
function KindMenu({ value: { place, kind }, rules, onChange }: RulesProps & { readonly value: TouchedPlace }) {
  const path = rulePath(place)
  if (path === null) return <span className="inline-block px-2 py-1 text-12">{kindWords[kind]}</span>
  const rule = rules.find((each) => each.path === path)
  const set = (as: SafeKind) => onChange(withRule(rules, { path, as }))
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="quiet" data-rule={path} aria-label={`${kindWords[kind]}: change what becomes of ${path}`}>
          {kindWords[kind]}
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      <MenuLabel>{path}</MenuLabel>
      <MenuItem onSelect={() => set('keep')}>{ruleWords.keep}</MenuItem>
      <MenuSeparator />
      {choices.map((as) => (
        <MenuItem key={as} onSelect={() => set(as)}>
          {ruleWords[as]}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => set('drop')}>{ruleWords.drop}</MenuItem>
      {rule ? (
        <MenuItem onSelect={() => onChange(rules.filter((each) => each !== rule))}>Remove your rule</MenuItem>
      ) : null}
    </Menu>
  )
}
