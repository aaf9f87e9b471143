import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { formatDuration } from '#shared/sentences/units.ts'

/** What is told of a provider; texts are the pack's own. */
export function providerFacts(provider: ProviderInfo) {
  const sampled = new Set(provider.samples.map(({ event }) => event))
  return {
    id: provider.id,
    name: provider.name,
    origin: provider.origin,
    signature: signatureWords(provider),
    deadline_ms: provider.delivery.deadlineMs,
    retries: provider.delivery.note,
    events: provider.events.map(({ type, title, documented }) => ({
      type,
      title,
      documented,
      sample: sampled.has(type),
    })),
    undocumented: provider.undocumented,
    sources: provider.sources.map(({ url }) => url),
  }
}

function signatureWords({ signature, scheme }: ProviderInfo): string {
  if (signature.kind === 'none') return `Does not sign: ${signature.why}`
  if (signature.kind === 'not-documented') return `How it signs is not documented: ${signature.why}`
  if (scheme === null) return 'Signs, by a scheme that is not described.'
  return `${scheme.name} (${scheme.algorithm}) in ${scheme.header}, over ${scheme.signedString}. Covers ${scheme.covers}. Replay: ${scheme.replay}. Secret: ${scheme.secretHint}`
}

/** A provider as a page to read. */
export function providerMarkdown(provider: ProviderInfo): string {
  const { name, id, origin, deadline_ms: deadline, ...facts } = providerFacts(provider)
  const list = (items: readonly string[]) => items.map((item) => `- ${item}`)
  return [
    `# ${name} (${id})`,
    '',
    ...(origin === 'user' ? ['This pack is the user’s own, not one of Switchhook.', ''] : []),
    `Signature: ${facts.signature}`,
    `Deadline: ${deadline === null ? 'not documented' : formatDuration(deadline)}`,
    `Retries: ${facts.retries}`,
    '',
    '## Events',
    '',
    ...list(
      facts.events.map(
        ({ type, title, documented, sample }) =>
          `\`${type}\`: ${title} (documented: ${documented}${sample ? ', with a sample' : ''})`,
      ),
    ),
    ...(provider.eventsOpen ? ['- and others: its list of events is open'] : []),
    '',
    '## Set-up',
    '',
    ...list(provider.setup.map(({ text }) => text)),
    ...(facts.undocumented.length === 0 ? [] : ['', '## Not documented', '', ...list(facts.undocumented)]),
    '',
    '## Sources',
    '',
    ...list(provider.sources.map(({ title, url }) => `${title}: ${url}`)),
    '',
  ].join('\n')
}
