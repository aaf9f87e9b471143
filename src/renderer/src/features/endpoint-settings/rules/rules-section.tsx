import { Plus } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { ResponseRule, RuleFields } from '#shared/model/response-rule.ts'
import { blankRule, type OfferedPreset, presetsFor } from '#shared/rules/presets.ts'
import { errorText, useClient } from '../../../state/client.tsx'
import { Button } from '../../../ui/buttons.tsx'
import { FormSection } from '../../../ui/layout.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../../ui/overlays.tsx'
import { toast } from '../../../ui/toast.tsx'
import { RuleForm } from './rule-form.tsx'
import { RuleRow } from './rule-row.tsx'

interface RulesSectionProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
}

type Editing =
  | { readonly kind: 'new'; readonly rule: RuleFields; readonly preset: OfferedPreset | null }
  | { readonly kind: 'rule'; readonly id: string }

/** How an endpoint answers: its response rules in order, and where new ones come from. */
export function RulesSection({ endpoint, provider }: RulesSectionProps) {
  const client = useClient()
  const [editing, setEditing] = useState<Editing | null>(null)
  const list = useRef<HTMLDivElement>(null)
  /** What gets the focus next; `after`: once the rules are no longer in this order. */
  const focusNext = useRef<{ readonly labels: readonly string[]; readonly after: string | null } | null>(null)
  const { rules, ruleCounts } = endpoint
  const { id: endpointId } = endpoint

  const order = rules.map(({ id }) => id).join()

  useLayoutEffect(() => {
    const next = focusNext.current
    if (next === null || next.after === order) return
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[aria-label]:enabled') ?? [])]
    const found = next.labels
      .map((label) => buttons.find((button) => button.getAttribute('aria-label') === label))
      .find((button) => button !== undefined)
    if (found === undefined) return
    focusNext.current = null
    found.focus()
  })

  const tell = (title: string) => (error: unknown) => toast({ tone: 'bad', title, detail: errorText(error) })
  const close = (label: string) => {
    focusNext.current = { labels: [label], after: null }
    setEditing(null)
  }
  const save = async (rule: RuleFields, id: string | null) => {
    await client.call('rules.save', { endpointId, id, rule })
    close(id === null ? addLabel : `Edit ${rule.name}`)
  }
  const turn = (rule: ResponseRule, on: boolean) =>
    void client
      .call('rules.switch', { endpointId, id: rule.id, on })
      .catch(tell(`“${rule.name}” was not switched ${on ? 'on' : 'off'}`))
  const move = (rule: ResponseRule, to: number) => {
    const focused = document.activeElement?.getAttribute('aria-label') ?? ''
    // A button that has become useless loses the focus.
    focusNext.current = { labels: [focused, `Edit ${rule.name}`], after: order }
    void client.call('rules.move', { endpointId, id: rule.id, to }).catch((error: unknown) => {
      focusNext.current = null
      tell(`“${rule.name}” was not moved`)(error)
    })
  }
  const remove = (rule: ResponseRule, at: number) => {
    const { id, on, since, ...fields } = rule
    focusNext.current = { labels: [addLabel], after: order }
    void client.call('rules.remove', { endpointId, id }).then(
      () =>
        toast({
          tone: 'ok',
          title: `Removed “${rule.name}”`,
          action: {
            label: 'Undo',
            run: () =>
              void client
                .call('rules.save', { endpointId, id: null, at, on, rule: fields })
                .catch(tell(`“${rule.name}” was not put back`)),
          },
        }),
      tell(`“${rule.name}” was not removed`),
    )
  }

  return (
    <FormSection
      title="Response rules"
      note="How deliveries are answered. The first rule that fits answers; where none does, the sender gets 200. Each delivery is stored before."
    >
      <div ref={list} className="grid gap-2">
        {rules.length === 0 && editing === null ? (
          <p className="leading-7 text-ink-3">No rules: deliveries get 200.</p>
        ) : null}
        {rules.length > 0 ? (
          <ol aria-label="Response rules" className="rounded-5 border border-line">
            {rules.map((rule, index) =>
              editing?.kind === 'rule' && editing.id === rule.id ? (
                <li key={rule.id}>
                  <RuleForm
                    endpointId={endpointId}
                    rule={fieldsOf(rule)}
                    action="Save"
                    onSave={(fields) => save(fields, rule.id)}
                    onCancel={() => close(`Edit ${rule.name}`)}
                  />
                </li>
              ) : (
                <RuleRow
                  key={rule.id}
                  rule={rule}
                  answered={ruleCounts[rule.id] ?? 0}
                  isFirst={index === 0}
                  isLast={index === rules.length - 1}
                  onSwitch={(on) => turn(rule, on)}
                  onMove={(by) => move(rule, index + by)}
                  onEdit={() => setEditing({ kind: 'rule', id: rule.id })}
                  onRemove={() => remove(rule, index)}
                />
              ),
            )}
          </ol>
        ) : null}
        {editing?.kind === 'new' ? (
          <RuleForm
            endpointId={endpointId}
            rule={editing.rule}
            {...(editing.preset && { about: editing.preset })}
            action="Add the rule"
            onSave={(fields) => save(fields, null)}
            onCancel={() => close(addLabel)}
          />
        ) : (
          <AddRule provider={provider} onChosen={(rule, preset) => setEditing({ kind: 'new', rule, preset })} />
        )}
      </div>
    </FormSection>
  )
}

const addLabel = 'Add a response rule'

interface AddRuleProps {
  readonly provider: ProviderInfo | null
  readonly onChosen: (rule: RuleFields, preset: OfferedPreset | null) => void
}

/** Presets to begin with, the provider's first. */
function AddRule({ provider, onChosen }: AddRuleProps) {
  const presets = presetsFor(provider)
  const own = presets.filter(({ source }) => source !== null)
  const item = (preset: OfferedPreset) => (
    <MenuItem key={preset.id} onSelect={() => onChosen(preset.rule, preset)}>
      {preset.rule.name}
    </MenuItem>
  )
  return (
    <div>
      <Menu
        align="start"
        trigger={
          <Button icon={<Plus />} aria-label={addLabel}>
            Add a rule
          </Button>
        }
      >
        {own.length > 0 && provider !== null ? (
          <>
            <MenuLabel>As {provider.name} documents</MenuLabel>
            {own.map(item)}
            <MenuSeparator />
          </>
        ) : null}
        <MenuLabel>With every sender</MenuLabel>
        {presets.filter(({ source }) => source === null).map(item)}
        <MenuSeparator />
        <MenuItem onSelect={() => onChosen(blankRule, null)}>A rule of your own</MenuItem>
      </Menu>
    </div>
  )
}

function fieldsOf({ id, on, since, ...fields }: ResponseRule): RuleFields {
  return fields
}
