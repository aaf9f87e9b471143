import { useEffect, useRef, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { RecheckProgress, useHasRecheck } from '../../../../parts/recheck-progress.tsx'
import { RecipeForm } from '../../../../parts/recipe-form.tsx'
import { SecretForm, wantedSecret } from '../../../../parts/secret-form.tsx'
import { errorText, useCall } from '../../../../state/client.tsx'
import { useEndpoint, useProvider } from '../../../../state/live-state.ts'
import { useRecheck } from '../../../../state/recheck.ts'
import { Button } from '../../../../ui/buttons.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { RichText } from '../../../../ui/text.tsx'
import { Digests } from './digests.tsx'
import { LadderSteps } from './ladder.tsx'
import { SignatureVerdict, VerdictAction } from './signature-verdict.tsx'
import { SignedString } from './signed-string.tsx'

interface SignatureTabProps {
  readonly detail: DeliveryDetail
  /** A cause was found that the delivery did not have yet. */
  readonly onExplained: () => void
}

/** The verdict, why it is so, and the evidence: steps, signed bytes, digests; or what is needed to come to one. */
export function SignatureTab({ detail, onExplained }: SignatureTabProps) {
  const endpoint = useEndpoint(detail.endpointId)
  // Judged by what the endpoint is set to now, which may be another provider than at arrival.
  const provider = useProvider(endpoint?.provider ?? detail.provider)
  const { report, ladder, searching, error, readAgain } = useEvidence(detail)
  const isNews = ladder !== null && detail.verdict.state === 'failed' && detail.verdict.cause === undefined
  useEffect(() => {
    if (isNews) onExplained()
  }, [isNews, onExplained])
  // What is still being checked has no other verdict than that, whatever the report says meanwhile.
  const checking = detail.verdict.state === 'checking'
  const now = checking ? detail.verdict : (report?.verification ?? detail.verdict)
  const checked = useHasRecheck(detail.endpointId)
  const outdated = now.state !== detail.verdict.state || now.reason !== detail.verdict.reason
  const undocumented =
    now.reason === 'scheme-not-documented' ||
    now.reason === 'provider-does-not-sign' ||
    now.reason === 'provider-not-detected' ||
    now.reason === 'recipe-invalid' ||
    (now.reason === 'header-missing' && now.scheme === null) ||
    report?.scheme?.from === 'recipe'
  return (
    <>
      <SignatureVerdict
        now={now}
        stored={detail.verdict}
        provider={provider}
        ladder={ladder}
        searching={searching}
        action={<VerdictAction key={detail.id} detail={detail} ladder={ladder} outdated={outdated} />}
      />
      {checked ? (
        <Section label="Check of the deliveries">
          <RecheckProgress endpointId={detail.endpointId} />
        </Section>
      ) : null}
      {error ? (
        <div role="alert" className="p-4">
          <FieldError text={`The evidence could not be read. ${errorText(error)}`} />
        </div>
      ) : null}
      {now.reason === 'no-secret' && endpoint ? (
        <Section title="Add the signing secret">
          <SecretForm
            // What was typed for one endpoint is not for another.
            key={endpoint.id}
            endpointId={endpoint.id}
            label={provider?.name ?? 'signing secret'}
            wanted={wantedSecret(endpoint, provider)}
            onSaved={readAgain}
          />
        </Section>
      ) : null}
      {report ? <SchemeTable report={report} provider={provider} /> : null}
      {ladder ? <LadderSteps ladder={ladder} /> : null}
      {report ? (
        <>
          <SignedString report={report} ladder={ladder} />
          <Digests report={report} ladder={ladder} />
        </>
      ) : null}
      {report && undocumented ? (
        <UndocumentedScheme key={endpoint?.id} provider={provider} endpoint={endpoint} onSaved={readAgain} />
      ) : null}
    </>
  )
}

interface Evidence {
  readonly report: SignatureReport | null
  /** Why it fails with the secrets of now; null while that is looked for, and where it does not fail. */
  readonly ladder: Ladder | null
  readonly searching: boolean
  readonly error: unknown
  readonly readAgain: () => void
}

/** What a delivery's verdict rests on, read again when the delivery was judged, and after each check of deliveries. */
function useEvidence({ id, verdict }: Pick<DeliveryDetail, 'id' | 'verdict'>): Evidence {
  const { data: report, error, reload } = useCall('deliveries.signature', { id })
  const fails = report?.verification.state === 'failed'
  const search = useCall('deliveries.explain', fails ? { id } : null)
  const { reload: reloadSearch } = search
  const ended = useRecheck((state) => state.ended)
  useEffect(() => {
    if (ended === 0) return
    reload()
    reloadSearch()
  }, [ended, reload, reloadSearch])
  const judged = `${id} ${verdict.state} ${verdict.reason}`
  const seen = useRef(judged)
  useEffect(() => {
    const before = seen.current
    seen.current = judged
    // Of another delivery everything is read anyway.
    if (before === judged || !before.startsWith(`${id} `)) return
    reload()
    reloadSearch()
  }, [id, judged, reload, reloadSearch])
  const ladder = fails ? (search.data?.ladder ?? null) : null
  return {
    report,
    ladder,
    searching: fails && search.loading && ladder === null,
    error: error ?? search.error,
    readAgain() {
      reload()
      reloadSearch()
    },
  }
}

interface SchemeTableProps {
  readonly report: SignatureReport
  readonly provider: ProviderInfo | null
}

/** How the signature works: algorithm, what is signed, what that covers. */
function SchemeTable({ report, provider }: SchemeTableProps) {
  const { scheme, verification } = report
  if (!scheme) return null
  const { covers, replay } = verification
  const cells = [
    { name: 'Algorithm', text: scheme.algorithm },
    { name: 'Signed string', text: scheme.signedString },
    { name: 'Covers', text: covers.detail || covers.extent },
    { name: 'Replay protection', text: replay.protected ? replay.detail : `none: ${replay.detail}` },
    { name: 'Signature in', text: scheme.header },
  ]
  const from = scheme.from === 'recipe' ? 'your own recipe' : `documented by ${provider?.name ?? 'the provider'}`
  return (
    <Section title={scheme.name} aside={from}>
      <dl className="sel grid grid-cols-1 gap-px overflow-hidden rounded-5 border border-line bg-line @min-[420px]/detail:grid-cols-2 @min-[680px]/detail:grid-cols-[repeat(5,auto)]">
        {cells.map((cell) => (
          <div key={cell.name} className="bg-pane px-3 py-2 last:@max-[680px]/detail:col-span-full">
            <dt className="text-11 text-ink-3">{cell.name}</dt>
            <dd className="text-12 break-words">
              <RichText text={cell.text} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

interface UndocumentedSchemeProps {
  readonly provider: ProviderInfo | null
  readonly endpoint: EndpointStatus | null
  readonly onSaved: () => void
}

/** What is known where nothing can be checked, and the way to check it all the same: a recipe of the user's own. */
function UndocumentedScheme({ provider, endpoint, onSaved }: UndocumentedSchemeProps) {
  const [editing, setEditing] = useState(false)
  const signature = provider?.signature
  const known = signature?.kind === 'not-documented' ? signature.known : []
  const why = signature && signature.kind !== 'scheme' ? signature.why : null
  return (
    <>
      {why || known.length > 0 ? (
        <Section title="What is known" className="sel">
          {why ? (
            <p className="text-ink-2">
              <RichText text={why} />
            </p>
          ) : null}
          {known.length > 0 ? (
            <ul className="mt-2 grid gap-1 text-12 text-ink-2">
              {known.map((fact) => (
                <li key={fact} className="flex gap-2 before:text-ink-3 before:content-['–']">
                  <span>
                    <RichText text={fact} />
                  </span>
                </li>
              ))}
            </ul>
          ) : null}
        </Section>
      ) : null}
      {endpoint ? (
        <Section title={endpoint.recipe ? 'Your recipe' : 'Check it with your own recipe'}>
          <p className="mb-3 text-ink-2">
            {endpoint.recipe
              ? 'Deliveries of this endpoint are checked with this recipe instead of the provider pack.'
              : 'If you know how the deliveries are signed, describe it here. It is then used for this endpoint, and this delivery is checked again at once.'}
          </p>
          {editing || endpoint.recipe ? (
            <RecipeForm endpoint={endpoint} suggested={suggestedRecipe(provider)} onSaved={onSaved} />
          ) : (
            <Button onClick={() => setEditing(true)}>Describe the signature…</Button>
          )}
        </Section>
      ) : null}
    </>
  )
}

function suggestedRecipe(provider: ProviderInfo | null) {
  const signature = provider?.signature
  return signature && signature.kind !== 'scheme' ? (signature.recipe ?? null) : null
}
