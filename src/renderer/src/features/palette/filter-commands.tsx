import { fields } from '#shared/query/fields.ts'
import { type Command, useCommands } from '../../state/commands.ts'
import { useProviders } from '../../state/live-state.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { withTerm } from '../../state/stream-store.ts'
import { ProviderMark } from '../../ui/badges.tsx'

/** Adds a term to the search of the stream that is shown; from another page, of all deliveries. */
export function addFilter(term: string): void {
  const { page, query } = useRoute.getState()
  const onStream = page.kind === 'stream'
  navigate({
    page: onStream ? page : { kind: 'stream', endpointId: null },
    query: withTerm(onStream ? query : '', term),
    deliveryId: null,
  })
}

/** Providers, and the values that fields of the search can have, as commands that are found by typing. */
export function useFilterCommands(): void {
  const providers = useProviders((state) => state.providers) ?? []
  const filter = (term: string, part: Pick<Command, 'title' | 'note'> & Partial<Command>): Command => ({
    ...part,
    id: `filter.${term}`,
    group: 'Filter',
    filter: term,
    run() {
      const { page } = useRoute.getState()
      const stream = page.kind === 'stream' ? page : ({ kind: 'stream', endpointId: null } as const)
      navigate({ page: stream, query: term, deliveryId: null })
    },
  })
  useCommands([
    ...providers.map((provider) =>
      filter(`provider:${provider.id}`, {
        title: provider.name,
        note: `provider:${provider.id}`,
        icon: <ProviderMark provider={provider} />,
      }),
    ),
    ...fields.flatMap(({ name, values, about }) =>
      values.map((value) => filter(`${name}:${value}`, { title: `${name}:${value}`, note: about })),
    ),
  ])
}
