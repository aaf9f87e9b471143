import { FolderSync } from 'lucide-react'
import { useState } from 'react'
import { UrlBox } from '../../parts/url-box.tsx'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { useHost } from '../../state/host-store.ts'
import { loadProviders, useProviders } from '../../state/providers-store.ts'
import { Button } from '../../ui/button.tsx'
import { Finding } from '../../ui/finding.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { plural } from '../../ui/format.ts'
import { ProviderMark } from '../../ui/provider-mark.tsx'
import { ProblemLine } from './problem-line.tsx'

/** Provider packs: those that come with Switchhook, the user's own, and those that could not be read. */
export function PacksSection() {
  const client = useClient()
  const info = useHost((state) => state.info)
  const providers = useProviders((state) => state.providers) ?? []
  const broken = useProviders((state) => state.broken)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const reload = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const { loaded, broken } = await client.call('providers.reload', {})
      await loadProviders(client)
      setOutcome(`${plural(loaded, 'pack')} read${broken.length > 0 ? `, ${broken.length} with faults` : ''}.`)
    } catch (error) {
      setProblem(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormSection
      title="Provider packs"
      note="A pack is a folder of data. Put your own into this folder, then read it again."
    >
      {info ? <UrlBox url={info.packsDir} label="Folder of your packs" /> : null}
      <div className="flex items-center gap-3">
        <Button icon={<FolderSync />} disabled={busy} onClick={() => void reload()}>
          Read it again
        </Button>
        <span className="text-12 text-ink-2" role="status">
          {outcome}
        </span>
      </div>
      <ProblemLine text={problem} />
      {broken.length > 0 ? (
        <section aria-label="Packs with faults" className="rounded-5 border border-line [&>div:last-child]:border-b-0">
          {[...Map.groupBy(broken, ({ file }) => file)].map(([file, faults]) => (
            <Finding key={file} title={<span className="mono break-all">{file}</span>}>
              {faults.map(({ reason }) => (
                <span key={reason} className="block">
                  {reason}
                </span>
              ))}
            </Finding>
          ))}
        </section>
      ) : null}
      <ul aria-label="Packs" className="flex flex-wrap gap-x-4 gap-y-1 text-12 text-ink-2">
        {providers.map((provider) => (
          <li key={provider.id} className="flex items-center gap-1.5">
            <ProviderMark provider={provider} />
            {provider.name}
            <span className="text-ink-3">{provider.origin === 'user' ? 'your pack' : 'built in'}</span>
          </li>
        ))}
      </ul>
    </FormSection>
  )
}
