import { ArrowDown, ArrowUp, CopyPlus, Plus, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { Button, IconButton } from '../../../../../ui/buttons.tsx'
import { FieldError, Input } from '../../../../../ui/inputs.tsx'
import { type HeaderLine, headerLine } from './request-state.ts'

interface HeaderEditorProps {
  readonly lines: readonly HeaderLine[]
  readonly problems: ReadonlyMap<string, string>
  readonly onChange: (lines: readonly HeaderLine[]) => void
}

/** Header lines in the order in which they are sent. Alt with an arrow key moves one. */
export function HeaderEditor({ lines, problems, onChange }: HeaderEditorProps) {
  const list = useRef<HTMLUListElement>(null)
  const focusLine = (index: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('[data-name] input')[index]?.focus())
  const change = (at: number, part: Partial<HeaderLine>) =>
    onChange(lines.map((line, index) => (index === at ? { ...line, ...part } : line)))
  const add = (at: number, name = '', value = '') => {
    onChange([...lines.slice(0, at), headerLine(name, value), ...lines.slice(at)])
    focusLine(at)
  }
  const remove = (at: number) => {
    onChange(lines.filter((_, index) => index !== at))
    focusLine(Math.min(at, lines.length - 2))
  }
  const move = (at: number, to: number) => {
    const moved = lines[at]
    if (!moved || to < 0 || to >= lines.length) return
    const rest = lines.filter((_, index) => index !== at)
    onChange([...rest.slice(0, to), moved, ...rest.slice(to)])
    focusLine(to)
  }
  const onKey = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(at, event.key === 'ArrowUp' ? at - 1 : at + 1)
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-2">
      <ul ref={list} aria-label="Headers to send" className="grid gap-1">
        {lines.map(({ key, name, value }, at) => {
          const problem = problems.get(`header ${key}`)
          const called = name || `header ${at + 1}`
          return (
            <li key={key} onKeyDown={(event) => onKey(event, at)}>
              <div className="flex items-center gap-1">
                <span data-name className="w-[34%] flex-none">
                  <Input
                    mono
                    aria-label={`Name of header ${at + 1}`}
                    aria-invalid={problem !== undefined}
                    value={name}
                    onChange={(event) => change(at, { name: event.target.value })}
                  />
                </span>
                <Input
                  mono
                  className="flex-1"
                  aria-label={`Value of ${called}`}
                  aria-invalid={problem !== undefined}
                  value={value}
                  onChange={(event) => change(at, { value: event.target.value })}
                />
                <span className="hidden flex-none @min-[560px]/detail:inline-flex">
                  <IconButton
                    label={`Move ${called} up`}
                    icon={<ArrowUp />}
                    disabled={at === 0}
                    onClick={() => move(at, at - 1)}
                  />
                  <IconButton
                    label={`Move ${called} down`}
                    icon={<ArrowDown />}
                    disabled={at === lines.length - 1}
                    onClick={() => move(at, at + 1)}
                  />
                </span>
                <IconButton
                  label={`Duplicate ${called}`}
                  icon={<CopyPlus />}
                  onClick={() => add(at + 1, name, value)}
                />
                <IconButton label={`Remove ${called}`} icon={<Trash2 />} onClick={() => remove(at)} />
              </div>
              {problem ? (
                <div role="alert" className="py-1 text-12">
                  <FieldError text={problem} />
                </div>
              ) : null}
            </li>
          )
        })}
      </ul>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <Button icon={<Plus />} onClick={() => add(lines.length)}>
          Add header
        </Button>
        <span className="text-12 text-ink-3">Host, Content-Length and Connection are added when it is sent.</span>
      </div>
    </div>
  )
}
