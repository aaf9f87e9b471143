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
  useToasts.setState((state) => ({
    items: [...state.items.filter(({ topic }) => !topic || topic !== item.topic).slice(-2), item],
  }))
  return () => remove(item.id)
}

const remove = (id: number) => useToasts.setState((state) => ({ items: state.items.filter((item) => item.id !== id) }))

/** Where toasts appear; once in the app. */
export function Toaster() {
  const items = useToasts((state) => state.items)
  return (
    <Radix.Provider swipeDirection="right" duration={5000}>
      {items.map((item) => (
        <Radix.Root
          key={item.id}
          duration={item.stays ? Number.POSITIVE_INFINITY : item.tone === 'bad' ? 12_000 : 5000}
          onOpenChange={(open) => !open && remove(item.id)}
          className="float-in grid grid-cols-[12px_minmax(0,1fr)_auto_auto] items-start gap-x-2 rounded-8 border border-strong bg-raised p-3 text-ink shadow-float"
        >
          <Glyph
            name={item.tone === 'ok' ? 'yes' : 'late'}
            className={`mt-1 ${item.tone === 'ok' ? 'text-ok' : 'text-bad'}`}
          />
          <div className="min-w-0">
            <Radix.Title className="font-medium">{item.title}</Radix.Title>
            {item.detail ? (
              <Radix.Description className="sel text-12 break-words text-ink-2">{item.detail}</Radix.Description>
            ) : null}
          </div>
          {item.action ? (
            <Radix.Action asChild altText={item.action.label}>
              <Button onClick={item.action.run}>{item.action.label}</Button>
            </Radix.Action>
          ) : (
            <span />
          )}
          <Radix.Close
            aria-label="Dismiss"
            className="grid size-5 place-items-center rounded-5 text-ink-3 hover:bg-hover"
          >
            <X className="size-3.5" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        label="Messages ({hotkey})"
        // Not F8, the default: that key goes to the next issue.
        hotkey={['altKey', 'KeyT']}
        className="fixed right-3 bottom-9 z-50 grid w-[360px] max-w-[calc(100vw-24px)] gap-2 outline-none"
      />
    </Radix.Provider>
  )
}
