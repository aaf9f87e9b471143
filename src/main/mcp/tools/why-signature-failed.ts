import { z } from 'zod'
import { Cause } from '#shared/model/cause.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Ladder, LadderStep } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { defineTool, readOnly } from '../tool.ts'
import { shown, shownLine } from '../untrusted.ts'

const PartOut = z.object({ name: z.string(), text: z.string(), size_bytes: z.number() })

const EvidenceOut = z.object({
  sentence: z.string().describe('what happened'),
  evidence: z.string().nullable(),
  advice: z.string().nullable().describe('what to do'),
  fix: z.string().nullable().describe('a change of the endpoint that the user can make in Switchhook'),
  steps: z.array(z.object({ outcome: z.string(), title: z.string(), detail: z.string() })),
  signed_string: z.array(PartOut).describe('what is signed by the documented scheme, part by part'),
  received: z.array(z.string()),
  expected: z.array(z.object({ label: z.string(), value: z.string(), matches: z.boolean() })),
  first_difference: z.object({ offset: z.number(), signed: z.string(), came: z.string() }).nullable(),
})

export const whySignatureFailed = defineTool({
  name: 'why_signature_failed',
  title: 'Why does the signature not hold?',
  description:
    'Finds out why a signature fails by computing it again with one difference at a time (whitespace, secret, timestamp unit, URL, encoding, …): cause, whether it is proven or a guess, evidence, and what to do. For verified or unsigned deliveries it tells what that verdict rests on.',
  annotations: readOnly,
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    id: z.string(),
    state: z.string(),
    reason: z.string(),
    cause: Cause.nullable().describe('null where the signature did not fail'),
    proven: z
      .boolean()
      .nullable()
      .describe('a recomputation with just this difference matches, or it is visible in the request'),
    secret: z.string().nullable().describe('label of the secret with which it matches'),
    scheme: z.object({ name: z.string(), algorithm: z.string(), header: z.string(), signed: z.string() }).nullable(),
    sizes: z
      .object({ signed: z.number(), came: z.number() })
      .nullable()
      .describe('bytes of the body, where they differ'),
    tried: z.number().describe('signatures that were computed'),
    untrusted: EvidenceOut,
  }),
  async run({ id }, { client }) {
    const detail = await client.call('deliveries.get', { id })
    const report = await client.call('deliveries.signature', { id })
    const { ladder } = await client.call('deliveries.explain', { id })
    const { state, reason } = detail.verdict
    const evidence = evidenceOf(detail, report, ladder)
    const proof = ladder === null ? '' : ladder.proven ? ', proven' : ', a guess'
    const found = ladder === null ? '' : ` Cause: ${ladder.cause}${proof}.`
    return {
      text: `Delivery ${id}: ${state} (${reason}).${found}${nextStep(detail)}`,
      outside: evidenceLines(evidence, report).join('\n'),
      structured: {
        id,
        state,
        reason,
        cause: ladder?.cause ?? null,
        proven: ladder?.proven ?? null,
        secret: ladder?.secret?.label ?? null,
        scheme: report.scheme && {
          name: report.scheme.name,
          algorithm: report.scheme.algorithm,
          header: report.scheme.header,
          signed: report.scheme.signedString,
        },
        sizes: ladder?.sizes ?? null,
        tried: ladder?.candidates ?? 0,
        untrusted: evidence,
      },
    }
  },
})

function nextStep({ verdict: { reason } }: DeliveryDetail): string {
  if (reason === 'no-secret')
    return ' The endpoint has no secret: ask the user to add the provider’s signing secret in Switchhook. Secrets are never given to a model.'
  if (reason === 'judged-later') return ' It is still being checked; ask again in a moment.'
  return ''
}

function evidenceOf(
  detail: DeliveryDetail,
  report: SignatureReport,
  ladder: Ladder | null,
): z.infer<typeof EvidenceOut> {
  const provider = detail.facts.provider === null ? null : { name: detail.facts.provider }
  return {
    sentence: shown(ladder?.sentence ?? verificationSentence(detail.verdict, provider), 1000),
    evidence: ladder && shown(ladder.evidence, 1500),
    advice: ladder && shown(ladder.advice, 1000),
    fix: ladder?.fix ? shown(ladder.fix.text, 500) : null,
    steps: (ladder?.steps ?? []).map(stepOut),
    signed_string: report.signedString.map(({ name, bytes, size }) => ({
      name: shown(name, 100),
      text: shown(Buffer.from(bytes, 'base64').toString(), partChars),
      size_bytes: size,
    })),
    received: report.received.slice(0, 10).map((value) => shown(value, 300)),
    expected: report.expected
      .slice(0, 10)
      .map(({ label, value, matches }) => ({ label, value: shown(value, 300), matches })),
    first_difference: ladder?.firstDifference
      ? {
          offset: ladder.firstDifference.offset,
          signed: shown(ladder.firstDifference.signed, 200),
          came: shown(ladder.firstDifference.came, 200),
        }
      : null,
  }
}

/** The body is one of the parts, and `show_delivery` shows it. */
const partChars = 300

const stepOut = ({ outcome, title, detail }: LadderStep) => ({
  outcome,
  title: shownLine(title, 300),
  detail: shownLine(detail, 300),
})

function evidenceLines(evidence: z.infer<typeof EvidenceOut>, { scheme }: SignatureReport): string[] {
  const { sentence, steps, signed_string: parts, received, expected, first_difference: difference } = evidence
  const named: [string, string | null][] = [
    ['What happened', sentence],
    ['Evidence', evidence.evidence],
    ['What to do', evidence.advice],
    ['Fix in Switchhook', evidence.fix],
    ['Scheme', scheme && `${scheme.name}, ${scheme.algorithm}, header ${scheme.header}; signs ${scheme.signedString}`],
    [
      'First difference',
      difference && `byte ${difference.offset}: signed ${difference.signed}, came ${difference.came}`,
    ],
  ]
  return [
    ...named.flatMap(([name, text]) => (text === null ? [] : [`${name}: ${shownLine(text, 2000)}`])),
    ...parts.map(
      ({ name, text, size_bytes: size }) => `Signed part ${name} (${size} bytes): ${shownLine(text, partChars + 1)}`,
    ),
    ...received.map((value) => `Received: ${value}`),
    ...expected.map(({ label, value, matches }) => `Expected with ${label}: ${value}${matches ? ' (matches)' : ''}`),
    ...steps.map(({ outcome, title, detail }) => `[${outcome}] ${title}${detail === '' ? '' : `: ${detail}`}`),
  ]
}
