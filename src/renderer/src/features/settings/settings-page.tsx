import { FolderSync } from 'lucide-react'
import { useEffect, useState } from 'react'
import { UrlBox } from '../../parts/setup-steps.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { loadProviders, useHost, useProviders, useSettings } from '../../state/live-state.ts'
import { openGuide } from '../../state/stream-store.ts'
import { ProviderMark } from '../../ui/badges.tsx'
import { Button, CopyButton } from '../../ui/buttons.tsx'
import { Fact, Facts, Finding, FormPage, FormSection } from '../../ui/layout.tsx'
import { formatBytes, plural } from '../../ui/text.tsx'
import { ReceiverSection, TunnelSection } from './connection-sections.tsx'
import { AppearanceSection, ApprovedTargets, NotificationSection, ProblemLine } from './settings-sections.tsx'
import { StandingExportsSection } from './standing-exports.tsx'

/** Everything that holds for the whole app. */
export function SettingsPage() {
  const settings = useSettings((state) => state.settings)
  if (!settings) return <div className="h-full" aria-busy="true" />
  return (
    <FormPage header={<h1 className="font-semibold">Settings</h1>}>
      <AppearanceSection settings={settings} />
      <TunnelSection settings={settings} />
      <ReceiverSection settings={settings} />
      <NotificationSection settings={settings} />
      <ApprovedTargets settings={settings} />
      <StandingExportsSection />
      <PacksSection />
      <FormSection title="First steps" note="URLs, setup notes and sample events for each provider.">
        <div>
          <Button onClick={openGuide}>Open the guide</Button>
        </div>
      </FormSection>
      <AboutSection />
    </FormPage>
  )
}

/** Provider packs: those that come with Switchhook, the user's own, and those that could not be read. */
function PacksSection() {
  const client = useClient()
  const info = useHost((state) => state.info)
  const providers = useProviders((state) => state.providers) ?? []
  const broken = useProviders((state) => state.broken)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // What is wrong with a pack may have shown since.
  useEffect(() => void loadProviders(client).catch(() => undefined), [client])
  const reload = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const { loaded, broken } = await client.call('providers.reload', {})
      await loadProviders(client)
      setOutcome(`${plural(loaded, 'pack')} loaded${broken.length > 0 ? `, ${broken.length} with errors` : ''}.`)
    } catch (error) {
      setProblem(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormSection title="Provider packs" note="A pack is a folder of data. Put your own into this folder, then reload.">
      {info ? <UrlBox url={info.packsDir} label="Folder of your packs" /> : null}
      <div className="flex items-center gap-3">
        <Button icon={<FolderSync />} disabled={busy} onClick={() => void reload()}>
          Reload
        </Button>
        <span className="text-12 text-ink-2" role="status">
          {outcome}
        </span>
      </div>
      <ProblemLine text={problem} />
      {broken.length > 0 ? (
        <section aria-label="Packs with errors" className="rounded-5 border border-line [&>div:last-child]:border-b-0">
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
      <ul
        aria-label="Packs"
        className="grid grid-cols-[repeat(auto-fill,minmax(168px,1fr))] gap-x-4 text-12 text-ink-2"
      >
        {providers.map((provider) => (
          <li key={provider.id} className="flex h-6 min-w-0 items-center gap-1.5">
            <ProviderMark provider={provider} />
            <span className="cut">{provider.name}</span>
            {provider.origin === 'user' ? <span className="flex-none text-ink-3">your pack</span> : null}
          </li>
        ))}
      </ul>
    </FormSection>
  )
}

/** Version, and where the data is. */
function AboutSection() {
  const info = useHost((state) => state.info)
  const size = useHost((state) => state.status?.storeBytes ?? null)
  if (!info) return null
  return (
    <FormSection title="About">
      <Facts>
        <Fact name="Version">
          <span className="mono">{info.version}</span>
          <span className="text-ink-3">
            {info.host} on {info.platform}
          </span>
        </Fact>
        <Fact name="Data folder">
          <span className="mono break-all">{info.dataDir}</span>
          <CopyButton text={info.dataDir} label="Copy the path of the data folder" size={18} />
        </Fact>
        {size === null ? null : (
          <Fact name="On disk">
            <span className="num">{formatBytes(size)}</span>
          </Fact>
        )}
      </Facts>
    </FormSection>
  )
}
