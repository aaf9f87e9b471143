import type { ImportPreview, ImportProblem } from '#shared/model/import.ts'
import { useProviders } from '../../state/live-state.ts'
import { FieldError } from '../../ui/inputs.tsx'
import { formatBytes, formatCount, formatDateTime, plural } from '../../ui/text.tsx'

/** What would come in, and what cannot. */
export function PreviewFigures({ preview }: { preview: ImportPreview }) {
  const { duplicates, bytes, oldest, newest, untimed, changed, formats, verifications, skipped, refused } = preview
  const count = preview.deliveries
  const rows: (readonly [name: string, value: string])[] = [
    ['Deliveries', `${formatCount(count)}${duplicates > 0 ? `, ${formatCount(duplicates)} of them here already` : ''}`],
    ['Providers', useProviderCounts(preview)],
    ['Signatures', verifications.map(({ state, count }) => `${formatCount(count)} ${state}`).join(', ') || '–'],
    ['Received', receivedWords(oldest, newest, untimed, count)],
    ['Bodies', formatBytes(bytes)],
    [
      'Format',
      formats.map(({ name, files }) => (files > 1 ? `${name} (${formatCount(files)} files)` : name)).join(', ') || '–',
    ],
  ]
  return (
    <>
      <div role="status" aria-label="What would come in">
        <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-y-1 num">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {changed > 0 ? (
        <p className="text-12 text-ink-2">
          {plural(changed, 'delivery is', 'deliveries are')} not byte for byte as sent; each says why on its Overview.
        </p>
      ) : null}
      <Problems title={`${plural(refused, 'file', 'files')} cannot be imported`} problems={preview.problems} bad />
      <Problems title="Skipped: not a request" problems={skipped} />
    </>
  )
}

function useProviderCounts({ providers }: ImportPreview): string {
  const byId = useProviders((state) => state.byId)
  const named = providers.map(({ provider, count }) => {
    const name = provider === null ? 'unknown' : (byId.get(provider)?.name ?? provider)
    return `${formatCount(count)} ${name}`
  })
  return named.join(', ') || '–'
}

function receivedWords(oldest: number | null, newest: number | null, untimed: number, count: number): string {
  if (oldest === null || newest === null)
    return count === 0 ? '–' : 'the files do not tell; the time of the import is taken'
  const span = oldest === newest ? formatDateTime(oldest) : `${formatDateTime(oldest)} to ${formatDateTime(newest)}`
  return untimed === 0 ? span : `${span}; not known of ${formatCount(untimed)}`
}

interface ProblemsProps {
  readonly title: string
  readonly problems: readonly ImportProblem[]
  readonly bad?: boolean
}

function Problems({ title, problems, bad = false }: ProblemsProps) {
  if (problems.length === 0) return null
  return (
    <section aria-label={title} className="grid gap-1 text-12">
      {bad ? <FieldError text={title} /> : <p className="text-ink-2">{title}</p>}
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by key.
        tabIndex={0}
        className="sel max-h-32 overflow-y-auto rounded-5 border border-line bg-sunken px-2 py-1 inset-focus"
      >
        {problems.map(({ file, line, message }) => (
          <li key={`${file} ${line} ${message}`} className="break-words py-0.5">
            <span className="mono text-ink-3">
              {file}
              {line === null ? '' : `:${line}`}
            </span>{' '}
            {message}
          </li>
        ))}
      </ul>
    </section>
  )
}
