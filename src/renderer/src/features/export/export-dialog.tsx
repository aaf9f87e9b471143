import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ExportFormatInfo, ExportProgress } from '#shared/api/exports.ts'
import { errorText, issueFor, useCall, useClient, viewerZone } from '../../state/client.tsx'
import { dropExportQuestion, type ExportQuestion } from '../../state/export-question.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Field, Input, Problem } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { formatCount, plural } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { DestinationFields } from './destination-fields.tsx'
import {
  destinationOf,
  type ExportForm,
  formOf,
  mistakeIn,
  possibleDestinations,
  remember,
  renderingOf,
  subjectOf,
} from './export-form.ts'
import { FormatFields } from './format-fields.tsx'
import { canPickFolder, copy, download, pickFolder, writeFolder, writeOnHost } from './run-export.ts'
import { SafePreview } from './safe-preview.tsx'
import { type FieldsProps, SubjectFields, useAttempts, useExamples } from './subject-fields.tsx'

/** Which deliveries, in which format, how safe, and where to. */
export function ExportDialog({ question }: { question: ExportQuestion }) {
  const { data, error } = useCall('exports.formats', {})
  if (data) return <OpenDialog question={question} formats={data.formats} />
  // One dialog after another would not know where the focus was before the first.
  if (error === null) return null
  return (
    <Dialog
      title="Export"
      onClose={dropExportQuestion}
      onSubmit={dropExportQuestion}
      actions={<Button type="submit">Close</Button>}
    >
      <Problem text={errorText(error)} />
    </Dialog>
  )
}

function OpenDialog({ question, formats }: { question: ExportQuestion; formats: readonly ExportFormatInfo[] }) {
  const [form, setForm] = useState<ExportForm>(() => formOf(question))
  const attempts = useAttempts(question)
  const examples = useExamples(form, question)
  const folders = useCall('exports.folders', {}).data
  const format = formats.find(({ id }) => id === form.format) ?? formats[0]!
  const what = subjectOf(form, question)
  const isOne = form.subject === 'chosen' && question.ids.length === 1
  // The desktop's own dialog serves better, and its page has no other.
  const picks = canPickFolder() && folders?.canChoose === false
  const possible = possibleDestinations(form, { picks, copies: isOne && format.copyable })
  const to = destinationOf(form, possible)
  const { start, cancel, forget, progress, problem, busy } = useExport(form, question, format, to)
  const set = (part: Partial<ExportForm>) => {
    forget()
    setForm((now) => ({ ...now, ...part }))
  }
  const hasFolder = to !== 'host' || form.folder.trim() !== ''
  const hasName = form.subject !== 'arrivals' || form.name.trim() !== ''
  const ready = what !== null && hasFolder && hasName && mistakeIn(form) === null
  const queryProblem = mistakeIn(form) ?? issueFor(problem, 'query') ?? ofSubject(problem)
  const folderProblem = issueFor(problem, 'folder')
  return (
    <Dialog
      title="Export"
      wide
      onClose={cancel}
      onSubmit={() => void start()}
      actions={
        <>
          <Progress progress={progress} busy={busy} />
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || !ready}>
            {form.subject === 'arrivals' ? 'Start' : to === 'clipboard' ? 'Copy' : 'Export'}
          </Button>
        </>
      }
    >
      <Part title="Deliveries">
        <SubjectFields {...{ question, form, set, attempts, queryProblem }} />
      </Part>
      <Part title="Format">
        <FormatFields {...{ form, set, formats, format }} />
      </Part>
      <Part title="Personal data">
        <SafeFields {...{ form, set, format, examples }} />
      </Part>
      <Part title="To">
        <DestinationFields
          {...{ form, set, to, possible, folders, folderProblem, isOneFile: isOne && format.extension !== 'zip' }}
        />
        {form.subject === 'arrivals' ? <StandingName form={form} set={set} /> : null}
      </Part>
      {problem !== null && queryProblem === null && folderProblem === null ? (
        <Problem text={errorText(problem)} />
      ) : null}
    </Dialog>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 max-[600px]:grid-cols-1">
      <h3 className="text-12 leading-[26px] font-medium text-ink-2">{title}</h3>
      <div className="min-w-0">{children}</div>
    </section>
  )
}

function StandingName({ form, set }: FieldsProps) {
  return (
    <div className="mt-2">
      <Field label="Name" hint="Settings lists it by this name; there it can be paused and removed.">
        {(control) => (
          <Input
            {...control}
            maxLength={80}
            placeholder="Failed calls"
            value={form.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
    </div>
  )
}

interface SafeFieldsProps extends FieldsProps {
  readonly format: ExportFormatInfo
  readonly examples: readonly string[] | null
}

function SafeFields({ form, set, format, examples }: SafeFieldsProps) {
  const isForRepository = format.kind === 'fixture' || format.kind === 'test'
  return (
    <div className="grid gap-2">
      <Checkbox
        label="Safe for a repository"
        note="personal data is replaced, and the request signed again with a made-up secret"
        checked={form.isSafe}
        onChange={(event) => set({ isSafe: event.target.checked })}
      />
      {form.isSafe ? (
        <SafePreview ids={examples} value={form.safe} onChange={(safe) => set({ safe })} />
      ) : isForRepository ? (
        <p className="text-12 text-warn">
          Names, phone numbers and transcripts are written as they came: not for a public repository.
        </p>
      ) : null}
    </div>
  )
}

/** How far it is; keeps its room while nothing is under way. */
function Progress({ progress, busy }: { progress: ExportProgress | null; busy: boolean }) {
  const { done = 0, total = 0 } = progress ?? {}
  const words =
    done === 0 ? `${plural(total, 'delivery', 'deliveries')} found` : `${formatCount(done)} of ${formatCount(total)}`
  return (
    <div className="mr-2 flex min-w-0 flex-1 items-center gap-3 text-12 text-ink-2 num">
      <span role="status" aria-label="Progress" className="cut">
        {busy && progress && total > 1 ? words : null}
      </span>
      {busy ? (
        <progress
          aria-label="Exporting"
          className="h-1.5 min-w-16 flex-1 appearance-none overflow-hidden rounded-full bg-active [&::-webkit-progress-bar]:bg-active [&::-webkit-progress-value]:bg-accent-fill"
          value={done}
          max={Math.max(1, total)}
        />
      ) : null}
    </div>
  )
}

/** What is wrong with the query of a subject. */
function ofSubject(problem: unknown): string | null {
  if (typeof problem !== 'object' || problem === null || !('issues' in problem)) return null
  const issues = problem.issues as readonly { readonly path: readonly unknown[]; readonly message: string }[]
  return issues.find(({ path }) => path[0] === 'what' && path[1] === 'query')?.message ?? null
}

/** The export while it runs; `cancel` breaks it off and closes the dialog. */
function useExport(form: ExportForm, question: ExportQuestion, format: ExportFormatInfo, to: ExportForm['to']) {
  const client = useClient()
  const [progress, setProgress] = useState<ExportProgress | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [running, setRunning] = useState<AbortController | null>(null)
  const latest = useRef(running)
  latest.current = running
  useEffect(() => () => latest.current?.abort(), [])

  const runExport = async (signal: AbortSignal): Promise<string | null> => {
    const what = subjectOf(form, question)
    if (what === null) return null
    const rendering = renderingOf(form, format)
    if (form.subject === 'arrivals') {
      const { name, folder } = form
      const query = form.query.trim()
      const order = await client.call('standingExports.add', { name, query, zone: viewerZone, folder, ...rendering })
      return `What arrives from now on is written to ${order.folder}`
    }
    const order = { what, ...rendering }
    const watch = { signal, onProgress: setProgress }
    if (to === 'clipboard') return copy(client, order, format.name, watch)
    if (to === 'download') return download(client, order, watch)
    if (to === 'host') return writeOnHost(client, order, form.folder, watch)
    const folder = await pickFolder()
    return folder === null ? null : writeFolder(client, order, folder, watch)
  }

  return {
    progress,
    problem,
    busy: running !== null,
    /** What went wrong was about another form. */
    forget: () => setProblem(null),
    async start() {
      if (running) return
      const stop = new AbortController()
      setRunning(stop)
      setProblem(null)
      setProgress(null)
      try {
        const said = await runExport(stop.signal)
        if (said === null || stop.signal.aborted) return
        remember(form)
        toast({ tone: 'ok', title: said })
        dropExportQuestion()
      } catch (error) {
        if (!stop.signal.aborted) setProblem(error)
      } finally {
        setRunning(null)
      }
    },
    cancel() {
      running?.abort()
      dropExportQuestion()
    },
  }
}
