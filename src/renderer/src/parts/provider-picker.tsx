import { ChevronDown, Search } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { useProviders } from '../state/live-state.ts'
import { ProviderMark } from '../ui/badges.tsx'

interface ProviderPickerProps {
  /** Accessible name, unless `id` belongs to a label. */
  readonly label?: string
  readonly id?: string
  readonly 'aria-describedby'?: string
  /** Null: none, or whichever sent the delivery. */
  readonly value: string | null
  readonly onChange: (provider: string | null) => void
  /** Words for no provider; without them one has to be chosen. */
  readonly none?: string
  /** On the button while nothing is chosen. */
  readonly placeholder?: string
  readonly className?: string
}

interface Choice {
  readonly id: string | null
  readonly name: string
  readonly provider: ProviderInfo | null
}

/** A provider out of many: a button that opens a list with their marks, which a few letters narrow. */
export function ProviderPicker({
  label,
  none,
  value,
  onChange,
  placeholder,
  className,
  ...control
}: ProviderPickerProps) {
  const byId = useProviders((state) => state.byId)
  const [open, setOpen] = useState(false)
  const chosen = value === null ? null : (byId.get(value) ?? null)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          {...control}
          role="combobox"
          aria-expanded={open}
          aria-label={label}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
            event.preventDefault()
            setOpen(true)
          }}
          className={`inset-focus flex h-7 min-w-0 items-center gap-2 rounded-5 border border-control bg-pane px-2 text-left ${className ?? ''}`}
        >
          {chosen || none ? <ProviderMark provider={chosen} /> : null}
          <span className="cut flex-1">
            {chosen ? nameOf(chosen) : value === null ? (none ?? placeholder) : `${value} (pack missing)`}
          </span>
          <ChevronDown aria-hidden="true" className="size-3.5 flex-none text-ink-3" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Choose a provider"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="float-in z-40 flex max-h-(--radix-popover-content-available-height) w-[320px] max-w-[calc(100vw-16px)] flex-col rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <Choices
            none={none}
            value={value}
            onPick={(id) => {
              setOpen(false)
              onChange(id)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface ChoicesProps {
  readonly none: string | undefined
  readonly value: string | null
  readonly onPick: (id: string | null) => void
}

/** The box and the list below it. The focus stays in the box, which names the marked choice. */
function Choices({ none, value, onPick }: ChoicesProps) {
  const id = useId()
  const providers = useProviders((state) => state.providers) ?? noProviders
  const [search, setSearch] = useState('')
  const choices = findProviders(providers, search, none)
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      choices.findIndex((each) => each.id === value),
    ),
  )
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const picked = choices[active]
    if (step !== undefined && choices.length > 0) setActive((active + step + choices.length) % choices.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && picked) onPick(picked.id)
    else return
    event.preventDefault()
  }
  return (
    <>
      <label className="flex h-9 flex-none items-center gap-2 border-b border-line px-3">
        <Search className="size-3.5 flex-none text-ink-3" aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Search providers"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={`Search ${providers.length} providers`}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent focus-visible:outline-none"
        />
      </label>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Providers"
        tabIndex={-1}
        className="max-h-[320px] min-h-0 overflow-y-auto py-1"
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the box.
          // biome-ignore lint/a11y/useFocusableInteractive: the box names the active option.
          <div
            key={choice.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(choice.id)}
            className="mx-1 flex h-7 items-center gap-2 rounded-5 px-2 hover:bg-hover aria-selected:bg-select"
          >
            <ProviderMark provider={choice.provider} />
            <span className="cut">{choice.name}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 ? <p className="px-3 pb-2 text-ink-2">No provider matches “{search}”.</p> : null}
    </>
  )
}

const nameOf = ({ name, origin }: ProviderInfo) => (origin === 'user' ? `${name} (your pack)` : name)

const noProviders: readonly ProviderInfo[] = []

/** Those whose name or id has the letters: names that begin with them first, else in order of their names. */
export function findProviders(providers: readonly ProviderInfo[], search: string, none?: string): Choice[] {
  const typed = search.trim().toLowerCase()
  const rank = ({ name, id }: { name: string; id: string | null }): number => {
    const words = name.toLowerCase()
    if (words.startsWith(typed)) return 0
    if (words.split(/[\s.]+/).some((word) => word.startsWith(typed))) return 1
    return words.includes(typed) || id?.includes(typed) ? 2 : 3
  }
  const named = providers
    .map((provider): Choice => ({ id: provider.id, name: nameOf(provider), provider }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  const all = none === undefined ? named : [{ id: null, name: none, provider: null }, ...named]
  return all.filter((each) => rank(each) < 3).sort((a, b) => rank(a) - rank(b))
}
