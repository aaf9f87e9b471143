import { act, cleanup, configure, fireEvent, render, screen } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { onTestFinished } from 'vitest'
import type { StoreApi } from 'zustand'
import { ChangeDialog } from '../../src/renderer/src/features/endpoint-change/change-dialog.tsx'
import { loadParts } from '../../src/renderer/src/parts/load-later.tsx'
import { ConnectionProvider } from '../../src/renderer/src/state/client.tsx'
import { useEndpointChange } from '../../src/renderer/src/state/endpoint-change.ts'
import { useExportQuestion } from '../../src/renderer/src/state/export-question.ts'
import { useGrouping } from '../../src/renderer/src/state/grouping.ts'
import { useKeyboard } from '../../src/renderer/src/state/keyboard.ts'
import {
  useEndpoints,
  useHost,
  useLiveState,
  useProviders,
  useSettings,
} from '../../src/renderer/src/state/live-state.ts'
import { useRecheck } from '../../src/renderer/src/state/recheck.ts'
import { useRemoval } from '../../src/renderer/src/state/removal.ts'
import { useReplay } from '../../src/renderer/src/state/replay-action.ts'
import { parseRoute, useRoute } from '../../src/renderer/src/state/route.ts'
import { useRunQuestion } from '../../src/renderer/src/state/run-question.ts'
import { useRuns } from '../../src/renderer/src/state/runs.ts'
import { useSavedViews } from '../../src/renderer/src/state/saved-views.ts'
import { useGuide, useStream } from '../../src/renderer/src/state/stream-store.ts'
import { Toaster } from '../../src/renderer/src/ui/toast.tsx'
import { TooltipProvider } from '../../src/renderer/src/ui/tooltip.tsx'
import { MemoryEngine } from './renderer-client.ts'
import { fillDom } from './renderer-dom.ts'

// A busy machine takes its time; what is found at once is not waited for.
configure({ asyncUtilTimeout: 5000 })

const stores = [
  ...[useEndpointChange, useEndpoints, useExportQuestion, useGrouping, useGuide, useHost, useProviders],
  ...[useRecheck, useRemoval, useReplay, useRunQuestion, useRuns, useSavedViews, useSettings],
  useStream,
] as unknown as readonly StoreApi<unknown>[]

export interface Shown {
  readonly user: UserEvent
  readonly engine: MemoryEngine
  /** Inputs that a call was made with so far. */
  readonly inputs: MemoryEngine['connection']['inputs']
  readonly rerender: (element: ReactNode) => void
}

/**
 * Shows an element as in the window: connected to the engine, with its live state, keys, tooltips and messages; resolves
 * when the first answers of the engine are there.
 */
export async function renderWith(
  engine: MemoryEngine,
  element: ReactNode,
  { at = '#/', bare = false }: { at?: string /** The element is the whole window. */; bare?: boolean } = {},
): Promise<Shown> {
  fillDom()
  await loadParts()
  for (const store of stores) store.setState(store.getInitialState(), true)
  history.replaceState(null, '', at)
  useRoute.setState(parseRoute(at), true)
  const user = userEvent.setup()
  const wrap = (part: ReactNode) => (bare ? part : around(engine, part))
  const { rerender } = render(wrap(element))
  onTestFinished(() => {
    for (const button of document.querySelectorAll('[aria-label="Dismiss"]')) fireEvent.click(button)
    cleanup()
    engine.connection.close()
  })
  await happens(() => undefined)
  return {
    user,
    engine,
    inputs: (name) => engine.connection.inputs(name),
    rerender: (next) => rerender(wrap(next)),
  }
}

const around = (engine: MemoryEngine, element: ReactNode) => (
  <ConnectionProvider connection={engine.connection}>
    <TooltipProvider>
      <Live />
      {element}
      <ChangeDialog />
      <Toaster />
    </TooltipProvider>
  </ConnectionProvider>
)

function Live() {
  useLiveState()
  useKeyboard()
  return null
}

/** Lets something happen in the engine, and the screen follow. */
export async function happens(what: () => void): Promise<void> {
  await act(async () => {
    what()
    // What streams tell takes a few turns of the loop to arrive.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  })
}

/** What a message on the screen says; waits for it. */
export async function message(title: string | RegExp): Promise<HTMLElement> {
  const found = await screen.findAllByText(title)
  return found[0] as HTMLElement
}

/** Opens the picker of this name and takes the first provider that the letters find. */
export async function pickProvider(user: UserEvent, picker: string, letters: string): Promise<void> {
  await user.click(screen.getByRole('combobox', { name: picker }))
  await user.keyboard(`${letters}{Enter}`)
}

/** What was copied last; copying takes a few turns of the loop. */
export async function clipboard(): Promise<string> {
  await happens(() => undefined)
  return navigator.clipboard.readText()
}

/** The address as it stands now. */
export const address = () => decodeURIComponent(location.hash)

export function memoryEngine(change: (engine: MemoryEngine) => void = () => undefined): MemoryEngine {
  const engine = new MemoryEngine()
  change(engine)
  return engine
}
