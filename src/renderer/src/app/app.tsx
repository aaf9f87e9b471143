import { Moon, Sun, SunMoon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Settings } from '#shared/model/settings.ts'
import { Compare } from '../features/compare/compare.tsx'
import { ChangeDialog } from '../features/endpoint-change/change-dialog.tsx'
import { ExportDialogHost } from '../features/export/export-dialog-host.tsx'
import { ForwardingDialog } from '../features/forwarding/approval-dialog.tsx'
import { Import } from '../features/import/import.tsx'
import { useFilterCommands } from '../features/palette/filter-commands.tsx'
import { Rail } from '../features/rail/rail.tsx'
import { RemovalDialog } from '../features/removal/removal-dialog.tsx'
import { ReplayDialogs } from '../features/replay/replay-dialogs.tsx'
import { Resends } from '../features/resend/resend-commands.tsx'
import { useRunCommands } from '../features/runs/run-commands.ts'
import { ShortcutSheet } from '../features/shortcuts/shortcuts.tsx'
import { StatusBar } from '../features/status-bar/status-bar.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { loadAhead, loadLater } from '../parts/load-later.tsx'
import { type Connection, ConnectionProvider, errorText, useConnection, useConnectionState } from '../state/client.tsx'
import { possibleCommands, useCommands } from '../state/commands.ts'
import { follow } from '../state/follow.ts'
import { useKeyboard } from '../state/keyboard.ts'
import { updateSettings, useHost, useLiveState, useSettings } from '../state/live-state.ts'
import { followAddress, formatRoute, hrefFor, navigate, useRoute } from '../state/route.ts'
import { setHostCheck } from '../state/run-command.ts'
import { useRunQuestion } from '../state/run-question.ts'
import { useFollowedRuns } from '../state/runs.ts'
import { openGuide } from '../state/stream-store.ts'
import { Toaster, toast } from '../ui/toast.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { SignIn } from './sign-in.tsx'
import { StreamPage } from './stream-page.tsx'

const EndpointSettings = loadLater(
  async () => (await import('../features/endpoint-settings/endpoint-settings.tsx')).EndpointSettings,
)
const Palette = loadLater(async () => (await import('../features/palette/palette.tsx')).Palette, {
  soon: true,
  noPlaceholder: true,
})
const RunDialog = loadLater(async () => (await import('../features/runs/run-dialog.tsx')).RunDialog, {
  noPlaceholder: true,
})
const RunsPage = loadLater(async () => (await import('../features/runs/runs-page.tsx')).RunsPage)
const SettingsPage = loadLater(async () => (await import('../features/settings/settings-page.tsx')).SettingsPage)

export function App({ connection }: { connection: Connection }) {
  return (
    <ConnectionProvider connection={connection}>
      <TooltipProvider>
        <Screen />
        <Toaster />
      </TooltipProvider>
    </ConnectionProvider>
  )
}

function Screen() {
  return useConnectionState() === 'refused' ? <SignIn /> : <Window />
}

function Window() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const route = useRoute()
  useLiveState()
  useNotices()
  useTheme()
  useKeyboard()
  useGuideEnd()
  useFilterCommands()
  useRunCommands()
  useFollowedRuns()
  useEffect(followAddress, [])
  useHostCheck()
  useEffect(loadAhead, [])
  useCommands([
    {
      id: 'palette',
      title: 'Commands',
      group: 'Switchhook',
      keys: ['Mod+k'],
      whileTyping: true,
      hidden: true,
      run: () => setOpen('palette'),
    },
    {
      id: 'guide',
      title: 'First steps',
      note: 'URLs, setup notes, sample events',
      group: 'Go to',
      keys: ['g f'],
      run: openGuide,
    },
    {
      id: 'stream.search-from-elsewhere',
      title: 'Search deliveries',
      group: 'Stream',
      keys: ['/'],
      when: () => useRoute.getState().page.kind !== 'stream',
      run: searchFromElsewhere,
    },
    { id: 'keys', title: 'All keys', group: 'Switchhook', keys: ['?'], offline: true, run: () => setOpen('keys') },
  ])
  return (
    <div className="grid h-full grid-cols-[var(--w-rail)_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] rail-narrow:grid-cols-[var(--w-rail-narrow)_minmax(0,1fr)]">
      <Rail />
      <FaultBoundary what="This page" of={formatRoute(route)}>
        <CurrentPage />
      </FaultBoundary>
      <ReplayDialogs />
      <ForwardingDialog />
      <AskedRun />
      <ExportDialogHost />
      <ChangeDialog />
      <RemovalDialog />
      <Compare />
      <Import />
      <Resends />
      <StatusBar onCommands={() => setOpen('palette')} />
      {open === 'palette' ? (
        <div data-takes-keys className="contents">
          <Palette onClose={() => setOpen(null)} />
        </div>
      ) : null}
      {open === 'keys' ? <ShortcutSheet onClose={() => setOpen(null)} /> : null}
    </div>
  )
}

/** Commands that need the host ask for it before they begin. */
function useHostCheck(): void {
  const connection = useConnection()
  useEffect(() => {
    setHostCheck(() => connection.state() !== 'lost')
    return () => setHostCheck(() => true)
  }, [connection])
}

/** `/` on a page without a search box: to the stream's. */
function searchFromElsewhere(): void {
  flushSync(() => navigate({ page: { kind: 'stream', endpointId: null }, query: '', deliveryId: null }))
  possibleCommands()
    .find(({ id }) => id === 'stream.search')
    ?.run()
}

/** The dialog that a run is started with. */
function AskedRun() {
  const question = useRunQuestion((state) => state.question)
  return question === null ? null : <RunDialog question={question} />
}

/** A page that is left may take the focus along: then the one that comes has it, its list where it has one. */
function usePageFocus(page: string): void {
  const before = useRef(page)
  useEffect(() => {
    if (before.current === page) return
    before.current = page
    const look = () => {
      if (document.activeElement !== document.body) return
      const list = document.querySelector<HTMLElement>('[data-list="deliveries"]')
      const target = list ?? document.querySelector('main')
      // A new endpoint's page comes with the endpoint, a moment later.
      if (target) target.focus({ preventScroll: true })
      else frame = requestAnimationFrame(look)
    }
    let frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  }, [page])
}

/** What the address asks for. */
function CurrentPage() {
  const page = useRoute((route) => route.page)
  usePageFocus(hrefFor(page))
  if (page.kind === 'settings') return <SettingsPage />
  if (page.kind === 'runs') return <RunsPage runId={page.runId} />
  if (page.kind === 'endpoint-settings') return <EndpointSettings key={page.endpointId} id={page.endpointId} />
  return <StreamPage />
}

/**
 * Desktop notifications of the browser, where the setting is on and the permission was given (the settings page asks for
 * it). The desktop host shows its own.
 */
function useNotices(): void {
  const connection = useConnection()
  const wanted = useSettings((state) => state.settings?.notifyOnFailedVerification ?? false)
  const headless = useHost((state) => state.info?.host === 'headless')

  useEffect(() => {
    if (!wanted || !headless || typeof Notification === 'undefined') return
    const end = new AbortController()
    void follow(connection, {
      name: 'host.notices',
      input: () => ({}),
      signal: end.signal,
      onItem({ title, body, deliveryId }) {
        if (Notification.permission !== 'granted') return
        const notification = new Notification(title, { body, tag: deliveryId })
        notification.onclick = () => {
          focus()
          navigate({ page: { kind: 'stream', endpointId: null }, query: '', deliveryId, tab: 'signature' })
        }
      },
    })
    return () => end.abort()
  }, [connection, wanted, headless])
}

/** Puts the chosen theme on the page; "system" leaves it to the operating system. */
function applyTheme(theme: Settings['theme'], root: HTMLElement = document.documentElement): void {
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
}

/** With the first delivery the guide has done its work: it does not come back by itself when all are deleted. */
function useGuideEnd(): void {
  const { client } = useConnection()
  const some = useHost((state) => (state.status?.deliveries ?? 0) > 0)
  const open = useSettings((state) => state.settings?.guideDone === false)
  useEffect(() => {
    if (!some || !open) return
    // The next window tries again.
    updateSettings(client, { guideDone: true }).catch((error: unknown) => console.warn('the guide stays', error))
  }, [client, some, open])
}

const themes = [
  { id: 'dark', title: 'Dark theme', icon: <Moon /> },
  { id: 'light', title: 'Light theme', icon: <Sun /> },
  { id: 'system', title: 'Theme of the system', icon: <SunMoon /> },
] as const

/** Shows the theme of the settings; until they are read, the system's. */
function useTheme(): void {
  const theme = useSettings((state) => state.settings?.theme)
  useEffect(() => {
    if (theme) applyTheme(theme)
  }, [theme])
  const { client } = useConnection()
  const choose = (next: Settings['theme']) => () =>
    void updateSettings(client, { theme: next }).catch((error: unknown) =>
      toast({ tone: 'bad', title: 'The theme was not changed', detail: errorText(error) }),
    )
  useCommands(
    themes.map(({ id, title, icon }) => ({
      id: `theme.${id}`,
      title,
      note: id === theme ? 'in use' : '',
      group: 'Switchhook',
      keywords: 'appearance colours mode',
      icon,
      run: choose(id),
    })),
  )
}
