import type { HeaderPair } from '#shared/model/headers.ts'
import { openPacks, packNamed, signAsProvider } from '../../engine/offline.ts'
import { randomBytes, systemClock } from '../../hosting/node-ports.ts'
import { UsageError } from '../../hosting/usage-error.ts'
import { type Command, type CommandContext, exitCodes, textOption, textOptions } from '../command.ts'
import { readBytes, secretFrom } from '../inputs.ts'

export const sign: Command = {
  name: 'sign',
  usage: 'PROVIDER FILE --secret env:NAME',
  summary: 'the headers by which a provider signs a body now; FILE holds the body ("-": standard input)',
  options: {
    secret: { type: 'string' },
    url: { type: 'string' },
    event: { type: 'string' },
    header: { type: 'string', multiple: true, short: 'H' },
  },
  optionHelp: {
    secret: 'env:NAME  the secret is in this environment variable',
    url: 'URL  where it goes, for schemes that sign it (default: http://localhost/)',
    event: 'EVENT  for providers that sign some events in another way',
    header: '"NAME: VALUE"  a header that it has, e.g. its Content-Type (default: those of the samples)',
  },
  args: [2, 2],
  async run(context) {
    const { args, resourcesDir, dataDir, env, print } = context
    const [provider = '', file = ''] = args
    const secret = textOption(context, 'secret')
    if (secret === undefined) throw new UsageError('Say what to sign with: --secret env:NAME.')
    const pack = packNamed(openPacks(resourcesDir, dataDir), provider)
    const url = textOption(context, 'url') ?? 'http://localhost/'
    if (!URL.canParse(url)) throw new UsageError(`${url} is not a URL.`)
    const given = textOptions(context, 'header').map(headerOf)
    const headers = given.length > 0 ? given : [plainType(pack.manifest.sampleHeaders)]
    const body = await readBytes(file, context)
    const request = { method: 'POST', url, headers, body }
    const event = textOption(context, 'event') ?? null
    const signed = await signAsProvider(pack, event, request, secretFrom(secret, env), {
      clock: systemClock,
      randomBytes,
    })
    const isBodyOther = !Buffer.from(signed.body).equals(body)
    print.object({
      type: 'signature',
      provider,
      scheme: signed.means.by.scheme.id,
      headers: signed.set,
      ...(signed.url !== url && { url: signed.url }),
      ...(isBodyOther && { bodyBase64: Buffer.from(signed.body).toString('base64') }),
    })
    for (const [name, value] of signed.set) print.line(`${name}: ${value}`)
    tellElsewhere(print, signed.url === url ? null : signed.url, isBodyOther)
    return exitCodes.done
  },
}

/** Some schemes sign in the URL or in the body. */
function tellElsewhere(print: CommandContext['print'], url: string | null, isBodyOther: boolean): void {
  if (url !== null) print.note(`The signature is in the URL: ${url}`)
  if (isBodyOther) print.note('The signature is in the body; --json gives that as Base64.')
}

function headerOf(text: string): HeaderPair {
  const [, name, value = ''] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? []
  if (name === undefined) throw new UsageError(`A header is given as "Name: value", not as "${text}".`)
  return [name, value]
}

function plainType(headers: Readonly<Record<string, string>>): HeaderPair {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')
  return found ?? ['Content-Type', 'application/json']
}
