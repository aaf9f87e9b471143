import { useHost } from '../../state/host-store.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { formatBytes } from '../../ui/format.ts'

/** Version, and where the data is. */
export function AboutSection() {
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
