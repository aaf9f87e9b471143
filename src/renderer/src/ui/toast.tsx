import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { create } from 'zustand'
import { Button } from './buttons.tsx'
import { Glyph } from './glyphs.tsx'

interface ToastMessage {
  readonly tone: 'ok' | 'bad'
  readonly title: string
  readonly detail?: string
  /** Takes the place of an earlier message with the same topic. */
  readonly topic?: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Until it is taken away. */
  readonly stays?: boolean
}

interface ToastState {
  readonly items: readonly (ToastMessage & { readonly id: number })[]
}
const useToasts = create<ToastState>(() => ({ items: [] }))
let lastId = 0

/** Says that something happened that has no other place on the screen; returns what takes it away. */
export function toast(message: ToastMessage): () => void {
  lastId += 1
  const item: ToastMessage & { readonly id: number } = { ...message, id: lastId }
  useToasts.setState(({ items }) => ({
    items: [...items.filter((earlier) => outlives(earlier, item)).slice(-1), item],
  }))
  return () => remove(item.id)
}

/** Takes away what was said of a topic: it goes on, or its outcome stands elsewhere on the screen. */
export function endTopic(topic: string): void {
  useToasts.setState(({ items }) => ({ items: items.filter((item) => item.topic !== topic) }))
}

/** The last word is the newest one. What can still be undone stays beside it, and good news never beside a failure. */
function outlives(earlier: ToastMessage, newer: ToastMessage): boolean {
  if (newer.topic !== undefined && earlier.topic === newer.topic) return false
  if (earlier.stays || (earlier.tone === 'bad' && newer.tone === 'bad')) return true
  return earlier.tone === 'ok' && earlier.action !== undefined && newer.tone === 'ok' && newer.action === undefined
}

const remove = (id: number) => useToasts.setState((state) => ({ items: state.items.filter((item) => item.id !== id) }))

/** Where toasts appear; once in the app. They lie on the status bar: over the stream or a delivery they would hide facts. */
export function Toaster() {
  const items = useToasts((state) => state.items)
  return (
    <Radix.Provider swipeDirection="right" duration={5000}>
      {items.map((item) => (
        <Radix.Root
          key={item.id}
          duration={item.stays ? Number.POSITIVE_INFINITY : item.tone === 'bad' ? 12_000 : 5000}
          onOpenChange={(open) => !open && remove(item.id)}
          className={`pointer-events-auto flex min-h-6 min-w-0 flex-1 items-center gap-2 border-t px-3 text-12 text-ink ${
            item.tone === 'ok' ? 'border-line bg-raised' : 'border-bad bg-bad-bg'
          }`}
        >
          <Glyph
            name={item.tone === 'ok' ? 'yes' : 'late'}
            className={`flex-none ${item.tone === 'ok' ? 'text-ok' : 'text-bad'}`}
          />
          <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
            <Radix.Title className="font-medium">{item.title}</Radix.Title>
            {item.detail ? (
              <Radix.Description
                title={item.detail}
                className={`sel min-w-0 text-ink-2 ${item.tone === 'ok' ? 'cut' : 'break-words'}`}
              >
                {item.detail}
              </Radix.Description>
            ) : null}
          </div>
          {item.action ? (
            <Radix.Action asChild altText={item.action.label}>
              <Button className="h-5!" onClick={item.action.run}>
                {item.action.label}
              </Button>
            </Radix.Action>
          ) : null}
          <Radix.Close
            aria-label="Dismiss"
            className="grid size-5 flex-none place-items-center rounded-5 text-ink-3 hover:bg-hover"
          >
            <X className="size-3.5" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        label="Messages ({hotkey})"
        // Not F8, the default: that key goes to the next issue.
        hotkey={['altKey', 'KeyT']}
        className="pointer-events-none fixed right-(--w-commands) bottom-0 left-0 z-50 flex items-end outline-none"
      />
    </Radix.Provider>
  )
}
