import { AlignLeft, ListRestart, Plug, Plus, Reply, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { loadLater } from '../../parts/load-later.tsx'
import { useMedia } from '../../state/browser.ts'
import { type Command, useCommands } from '../../state/commands.ts'
import { forwardingTrouble } from '../../state/forwarding.ts'
import { useEndpoints, useHost, useProvider, useProviders } from '../../state/live-state.ts'
import { hrefFor, navigate, type Page, useRoute } from '../../state/route.ts'
import { useRuns } from '../../state/runs.ts'
import { useSavedViews } from '../../state/saved-views.ts'
import { BrandSign, ProviderMark } from '../../ui/badges.tsx'
import { IconButton } from '../../ui/buttons.tsx'
import { formatRate } from '../../ui/text.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { EndpointNote, ModeSwitch, TroubleMark, useModeCommands } from './mode-switch.tsx'
import { RailItem } from './rail-item.tsx'
import { SavedViewList } from './saved-view-list.tsx'

const NewEndpointDialog = loadLater(async () => (await import('./new-endpoint-dialog.tsx')).NewEndpointDialog, {
  noPlaceholder: true,
})

/** The left rail: where deliveries come in, and views of them. */
export function Rail() {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const endpoints = useEndpoints((state) => state.endpoints)
  const total = useHost((state) => state.status?.deliveries ?? null)
  const [creating, setCreating] = useState(false)
  useRailCommands(() => setCreating(true))

  const onAll = page.kind === 'stream' && page.endpointId === null
  const isView = useSavedViews(({ views }) => views?.some((view) => view.query === query) ?? false)
  return (
    <aside aria-label="Endpoints and views" className="rail flex min-h-0 flex-col border-r border-line bg-rail">
      <div className="flex h-11 flex-none items-center gap-2 border-b border-line px-3 font-semibold rail-narrow:justify-center rail-narrow:px-0">
        <BrandSign />
        <span className="rail-narrow:hidden">Switchhook</span>
      </div>
      <nav
        aria-label="Deliveries"
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto py-2 rail-narrow:[scrollbar-width:none]"
      >
        <RailItem
          href={hrefFor({ kind: 'stream', endpointId: null })}
          current={onAll && !isView}
          icon={<AlignLeft />}
          count={total === null ? null : { count: total }}
          keys="g a"
        >
          All deliveries
        </RailItem>
        <div className="mt-3 flex h-6 items-center pr-2 pl-3 text-11 font-medium text-ink-3 rail-narrow:mx-3 rail-narrow:my-2 rail-narrow:h-auto rail-narrow:justify-center rail-narrow:border-t rail-narrow:border-line rail-narrow:p-0 rail-narrow:pt-1">
          <h2 className="flex-1 rail-narrow:hidden">Endpoints</h2>
          <IconButton label="New endpoint" keys="n" icon={<Plus />} onClick={() => setCreating(true)} />
        </div>
        {endpoints?.map((endpoint, index) => (
          <EndpointItem
            key={endpoint.id}
            endpoint={endpoint}
            number={index + 1}
            current={'endpointId' in page && page.endpointId === endpoint.id}
          />
        ))}
        <SavedViewList current={onAll ? query : null} />
      </nav>
      <div className="flex-none border-t border-line py-2">
        <RunsItem current={page.kind === 'runs'} />
        <RailItem
          href={hrefFor({ kind: 'settings' })}
          current={page.kind === 'settings'}
          icon={<SlidersHorizontal />}
          keys="g s"
        >
          Settings
        </RailItem>
      </div>
      {creating ? <NewEndpointDialog onClose={() => setCreating(false)} /> : null}
    </aside>
  )
}

/** With the number of runs that are being sent. */
function RunsItem({ current }: { current: boolean }) {
  const running = useRuns((state) => state.runs?.filter((run) => run.state === 'running').length ?? 0)
  return (
    <RailItem
      href={hrefFor({ kind: 'runs', runId: null })}
      current={current}
      icon={<ListRestart />}
      count={running > 0 ? { count: running } : null}
      keys="g r"
    >
      Replay runs
    </RailItem>
  )
}

interface EndpointItemProps {
  readonly endpoint: EndpointStatus
  /** 1-based place in the rail: `g 1` to `g 9`. */
  readonly number: number
  readonly current: boolean
}

/** An endpoint with its provider, last answer and rate. */
function EndpointItem({ endpoint, number, current }: EndpointItemProps) {
  const narrow = useMedia('(max-width: 1180px)')
  const provider = useProvider(endpoint.provider)
  const status = endpoint.lastStatus
  const rules = endpoint.rules.filter(({ on }) => on).map(({ name }) => name)
  // While it forwards, the app answers.
  const ruleWords = rules.length === 0 || endpoint.mode === 'forward' ? null : `response rule on: ${rules.join(', ')}`
  const providerName = endpoint.provider === null ? 'detect' : (provider?.name ?? endpoint.provider)
  const trouble = forwardingTrouble(endpoint)
  const lastAnswer = status === null ? null : `last answer ${status}`
  const spoken = [endpoint.name, providerName, lastAnswer, trouble?.word, ruleWords]
    .filter((part) => part != null)
    .join(', ')
  const item = (
    <a
      href={hrefFor({ kind: 'stream', endpointId: endpoint.id })}
      aria-current={current ? 'page' : undefined}
      aria-label={spoken}
      className="inset-focus grid min-h-10 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2 px-3 hover:bg-hover aria-[current]:bg-active aria-[current]:font-medium rail-narrow:min-h-8 rail-narrow:grid-cols-[20px] rail-narrow:justify-center rail-narrow:px-0"
    >
      <span className={`relative ${narrow ? '' : 'self-start pt-1'}`}>
        <ProviderMark provider={provider} />
        {narrow ? <TroubleMark trouble={trouble} /> : null}
        {ruleWords === null || trouble !== null ? null : (
          <span
            aria-hidden="true"
            className="absolute -top-1 -right-1 hidden size-2 rounded-full border border-rail bg-warn rail-narrow:block"
          />
        )}
      </span>
      <span className="min-w-0 rail-narrow:hidden">
        <span className="flex items-center gap-1 leading-4">
          <bdi className="cut">{endpoint.name}</bdi>
          {ruleWords === null ? null : (
            <span title={ruleWords} className="flex-none text-warn">
              <Reply aria-hidden="true" className="size-3" />
            </span>
          )}
        </span>
        <span className="cut block text-11 font-normal text-ink-3">
          <EndpointNote trouble={trouble} otherwise={endpoint.lastAt === null ? 'no deliveries yet' : providerName} />
        </span>
      </span>
      <span className="text-right text-11 font-normal text-ink-3 num rail-narrow:hidden">
        {endpoint.lastAt === null ? null : (
          <>
            <span className={`mono-11 block ${status !== null && status >= 400 ? 'text-bad' : ''}`}>
              {status ?? '–'}
            </span>
            {formatRate(endpoint.perMinute)}
          </>
        )}
      </span>
    </a>
  )
  if (narrow) {
    const words = [endpoint.name, providerName, trouble?.word, ruleWords].filter((part) => part != null).join(', ')
    return (
      <Tooltip text={words} keys={number < 10 ? `g ${number}` : undefined} side="right">
        {item}
      </Tooltip>
    )
  }
  return (
    <div className="relative">
      {item}
      <span className="absolute bottom-0.5 left-[13px]">
        <ModeSwitch endpoint={endpoint} />
      </span>
    </div>
  )
}

const goTo = (page: Page, query = '') => navigate({ page, query, deliveryId: null })

/** Everything the rail leads to, as commands. */
function useRailCommands(create: () => void): void {
  const endpoints = useEndpoints((state) => state.endpoints) ?? []
  const providers = useProviders((state) => state.byId)
  const current = useRoute(({ page }) => ('endpointId' in page ? page.endpointId : null))
  useModeCommands(endpoints)
  useCommands([
    {
      id: 'go.all',
      title: 'All deliveries',
      group: 'Go to',
      keys: ['g a'],
      icon: <AlignLeft />,
      run: () => goTo({ kind: 'stream', endpointId: null }),
    },
    ...endpoints.map(
      (endpoint, index): Command => ({
        id: `go.endpoint.${endpoint.id}`,
        title: endpoint.name,
        note: `endpoint, ${endpoint.provider === null ? 'detect' : (providers.get(endpoint.provider)?.name ?? endpoint.provider)}`,
        group: 'Go to',
        ...(index < 9 ? { keys: [`g ${index + 1}`] } : {}),
        icon: <Plug />,
        run: () => goTo({ kind: 'stream', endpointId: endpoint.id }),
      }),
    ),
    ...endpoints.map(
      (endpoint): Command => ({
        id: `go.settings.${endpoint.id}`,
        title: `Settings of ${endpoint.name}`,
        note: 'endpoint',
        group: 'Go to',
        ...(endpoint.id === current ? { keys: ['g e'] } : {}),
        icon: <SlidersHorizontal />,
        run: () => goTo({ kind: 'endpoint-settings', endpointId: endpoint.id }),
      }),
    ),
    {
      id: 'go.runs',
      title: 'Replay runs',
      group: 'Go to',
      keys: ['g r'],
      icon: <ListRestart />,
      run: () => goTo({ kind: 'runs', runId: null }),
    },
    {
      id: 'go.settings',
      title: 'Settings',
      group: 'Go to',
      keys: ['g s'],
      icon: <SlidersHorizontal />,
      run: () => goTo({ kind: 'settings' }),
    },
    { id: 'endpoint.new', title: 'New endpoint…', group: 'Switchhook', keys: ['n'], icon: <Plus />, run: create },
  ])
}
