import { useEffect, useState } from 'react'
import { Palette } from '../features/palette/palette.tsx'
import { Rail } from '../features/rail/rail.tsx'
import { ReplayDialogs } from '../features/replay/replay-dialogs.tsx'
import { ShortcutSheet } from '../features/shortcuts/shortcut-sheet.tsx'
import { StatusBar } from '../features/status-bar/status-bar.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { openGuide } from '../parts/open-guide.ts'
import { type Connection, ConnectionProvider } from '../state/client.tsx'
import { useCommands } from '../state/commands.ts'
import { followAddress, formatRoute, useRoute } from '../state/route.ts'
import { useKeyboard } from '../state/use-keyboard.ts'
import { useLiveState } from '../state/use-live-state.ts'
import { useNotices } from '../state/use-notices.ts'
import { useTheme } from '../state/use-theme.ts'
import { Toaster } from '../ui/toast.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { CurrentPage } from './current-page.tsx'

export function App({ connection }: { connection: Connection }) {
  return (
    <ConnectionProvider connection={connection}>
      <TooltipProvider>
        <Window />
        <Toaster />
      </TooltipProvider>
    </ConnectionProvider>
  )
}

function Window() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const route = useRoute()
  useLiveState()
  useNotices()
  useTheme()
  useKeyboard()
  useEffect(followAddress, [])
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
      note: 'URLs, set-up notes, sample events',
      group: 'Go to',
      run: openGuide,
    },
    { id: 'keys', title: 'All keys', group: 'Switchhook', keys: ['?'], run: () => setOpen('keys') },
  ])
  return (
    <div className="grid h-full grid-cols-[var(--w-rail)_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] rail-narrow:grid-cols-[var(--w-rail-narrow)_minmax(0,1fr)]">
      <Rail />
      <FaultBoundary what="This page" of={formatRoute(route)}>
        <CurrentPage />
      </FaultBoundary>
      <ReplayDialogs />
      <StatusBar onCommands={() => setOpen('palette')} />
      {open === 'palette' ? <Palette onClose={() => setOpen(null)} /> : null}
      {open === 'keys' ? <ShortcutSheet onClose={() => setOpen(null)} /> : null}
    </div>
  )
}
