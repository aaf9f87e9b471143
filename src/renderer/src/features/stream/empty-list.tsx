import { navigate, useRoute } from '../../state/route.ts'
import { streamQuery } from '../../state/stream-store.ts'
import { useCount } from '../../state/use-count.ts'
import { Button } from '../../ui/button.tsx'
import { Code } from '../../ui/code.tsx'
import { plural } from '../../ui/format.ts'

/** One line where the first row would be: nothing has arrived, or which filter hides how many. */
export function EmptyList() {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const all = useCount(streamQuery({ page, query: '' }))
  const filtered = query !== '' && all !== 0
  return (
    <div className="absolute inset-x-0 top-0 flex min-h-8 items-center gap-2 border-b border-line-soft px-3 py-1 text-ink-2">
      {filtered ? (
        <>
          <span className="min-w-0 flex-1">
            <Code className="break-all">{query}</Code> hides{' '}
            {all === null ? 'all deliveries' : plural(all, 'delivery', 'deliveries')}.
          </span>
          <Button onClick={() => navigate({ query: '' })}>Clear</Button>
        </>
      ) : (
        <span>No delivery yet. What providers send to the endpoint’s URL appears here at once.</span>
      )}
    </div>
  )
}
