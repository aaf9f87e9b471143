import { openGuide } from '../../parts/open-guide.ts'
import { useSettings } from '../../state/settings-store.ts'
import { Button } from '../../ui/button.tsx'
import { FormPage, FormSection } from '../../ui/form-section.tsx'
import { AboutSection } from './about-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { ApprovedTargets } from './approved-targets.tsx'
import { NotificationSection } from './notification-section.tsx'
import { PacksSection } from './packs-section.tsx'
import { ReceiverSection } from './receiver-section.tsx'
import { TunnelSection } from './tunnel-section.tsx'

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
      <PacksSection />
      <FormSection title="First steps" note="URLs, set-up notes and sample events for each provider.">
        <div>
          <Button onClick={openGuide}>Open the guide</Button>
        </div>
      </FormSection>
      <AboutSection />
    </FormPage>
  )
}
