import { Check, CircleAlert, Forward, Reply, SlidersHorizontal } from 'lucide-react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { formatTerm } from '#shared/query/edit-query.ts'
import { useClient } from '../../state/client.tsx'
import { type Command, useCommands } from '../../state/commands.ts'
import { type ForwardingTrouble, forwardingTrouble, hostOf, switchMode } from '../../state/forwarding.ts'
import { navigate } from '../../state/route.ts'
import { IconButton } from '../../ui/buttons.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/overlays.tsx'
import { plural } from '../../ui/text.tsx'

const colours = { bad: 'text-bad', warn: 'text-warn' } as const

/** Shows whether an endpoint answers by itself or forwards, and changes it. */
export function ModeSwitch({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const { name, mode, target, forwarding } = endpoint
  const trouble = forwardingTrouble(endpoint)
  const words = modeWords(endpoint)
  const show = (query: string) =>
    navigate({ page: { kind: 'stream', endpointId: endpoint.id }, query, deliveryId: null })
  const chosen = <Check aria-label="in use" />
  return (
    <Menu
      align="start"
      trigger={
        <IconButton
          size={18}
          label={`${name} ${words}`}
          icon={trouble !== null ? <CircleAlert /> : mode === 'forward' ? <Forward /> : <Reply />}
          className={trouble !== null ? `${colours[trouble.tone]}!` : mode === 'forward' ? 'text-accent!' : ''}
        />
      }
    >
      <MenuLabel>{name}</MenuLabel>
      <MenuItem
        icon={mode === 'answer' ? chosen : <Reply />}
        onSelect={() => switchMode(client, endpoint, 'answer')}
        note="Switchhook answers 200"
      >
        Answer
      </MenuItem>
      <MenuItem
        icon={mode === 'forward' ? chosen : <Forward />}
        onSelect={() => switchMode(client, endpoint, 'forward')}
        note={target === null ? 'set a target first' : `to ${hostOf(target)}`}
      >
        Forward
      </MenuItem>
      <MenuSeparator />
      {forwarding.waiting > 0 ? (
        <MenuItem onSelect={() => show(formatTerm({ field: 'forward', value: 'waiting' }))}>
          {`Show ${plural(forwarding.waiting, 'delivery', 'deliveries')} in the queue`}
        </MenuItem>
      ) : null}
      {trouble?.tone === 'bad' ? (
        <MenuItem onSelect={() => show(formatTerm({ field: 'forward', value: 'failed' }))}>Show what failed</MenuItem>
      ) : null}
      <MenuItem
        icon={<SlidersHorizontal />}
        onSelect={() => navigate({ page: { kind: 'endpoint-settings', endpointId: endpoint.id } })}
      >
        Forwarding settings
      </MenuItem>
    </Menu>
  )
}

/** "forwards to localhost:3000; nothing listens there", for the name of the switch. */
function modeWords(endpoint: EndpointStatus): string {
  if (endpoint.mode === 'answer') return 'answers by itself'
  const trouble = forwardingTrouble(endpoint)
  return `forwards to ${hostOf(endpoint.target ?? '')}${trouble === null ? '' : `. ${trouble.reason}`}`
}

/** Below an endpoint's name: that its deliveries do not reach the app, or something calmer. */
export function EndpointNote({ trouble, otherwise }: { trouble: ForwardingTrouble | null; otherwise: string }) {
  return trouble === null ? otherwise : <span className={`font-medium ${colours[trouble.tone]}`}>{trouble.word}</span>
}

/** The same where there is room for a mark only. */
export function TroubleMark({ trouble }: { trouble: ForwardingTrouble | null }) {
  return trouble === null ? null : (
    <Glyph name="late" size={8} className={`absolute -top-1 -right-1 ${colours[trouble.tone]}`} />
  )
}

/** The switch of every endpoint, as commands. */
export function useModeCommands(endpoints: readonly EndpointStatus[]): void {
  const client = useClient()
  useCommands(
    endpoints.map((endpoint): Command => {
      const { id, name, mode, target } = endpoint
      const next = mode === 'answer' ? 'forward' : 'answer'
      return {
        id: `endpoint.mode.${id}`,
        title: next === 'forward' ? `Forward deliveries of ${name}` : `Answer deliveries of ${name}`,
        note: next === 'forward' ? `to ${target === null ? 'a target' : hostOf(target)}` : 'stop forwarding',
        group: 'Switchhook',
        keywords: 'forward answer mode',
        icon: next === 'forward' ? <Forward /> : <Reply />,
        run: () => switchMode(client, endpoint, next),
      }
    }),
  )
}
