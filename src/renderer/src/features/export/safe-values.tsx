import { ChevronDown, X } from 'lucide-react'
import type { SafePreviewItem, TouchedPlace } from '#shared/api/safe-exports.ts'
import type { SafeKind, SafeRule } from '#shared/model/safe-export.ts'
import { Button, IconButton } from '../../ui/buttons.tsx'
import { Table, Td, Th } from '../../ui/layout.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/overlays.tsx'
import { plural } from '../../ui/text.tsx'
import { kindWords, ruleClause, rulePath, ruleWords, withRule } from './safe-rules.ts'

interface RulesProps {
  readonly rules: readonly SafeRule[]
  readonly onChange: (rules: readonly SafeRule[]) => void
}

/** What the user decided otherwise, to be taken back. */
export function SafeRules({ rules, onChange }: RulesProps) {
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

interface SafeValuesProps extends RulesProps {
  readonly item: SafePreviewItem
}

/** Each value that is replaced, and what becomes of it. */
export function SafeValues({ item: { touched, touchedCount }, rules, onChange }: SafeValuesProps) {
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
