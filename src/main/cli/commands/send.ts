import { isAccepted } from '#shared/attempts/attempt-rules.ts'
import { breakWords, type SignatureBreak, signatureBreaks } from '#shared/model/signature-break-words.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import { formatDuration } from '#shared/sentences/units.ts'
import { parseJson } from '../../engine/lib/json-problem.ts'
import {
  isLocalTarget,
  makeEvent,
  openPacks,
  packNamed,
  type SampleChange,
  sendEvent,
  sendsSecret,
  splitTarget,
} from '../../engine/offline.ts'
import { randomBytes, systemClock } from '../../hosting/node-ports.ts'
import { withScheme } from '../../hosting/url-option.ts'
import { UsageError } from '../../hosting/usage-error.ts'
import { type Command, type CommandContext, exitCodes, textOption, textOptions } from '../command.ts'
import { secretFrom } from '../inputs.ts'
import { endpointNamed } from './endpoints.ts'

/** What came of it. */
interface Sent {
  readonly target: string
  readonly status: number | null
  readonly ms: number | null
  /** What it was signed with; null: it went unsigned. */
  readonly signedWith: string | null
  /** Why there was no answer, one sentence. */
  readonly problem: string | null
}

export const send: Command = {
  name: 'send',
  usage: 'PROVIDER EVENT --to URL',
  summary: 'send a documented sample event, signed; the exit code is 4 where it was not answered with 2xx',
  options: {
    to: { type: 'string' },
    set: { type: 'string', multiple: true },
    secret: { type: 'string' },
    fault: { type: 'string' },
    approve: { type: 'boolean' },
  },
  optionHelp: {
    to: 'URL  where to, or the name of an endpoint',
    set: 'PLACE=VALUE  another value: /data/status=failed, as JSON or text; as often as needed',
    secret: 'env:NAME  sign with the secret in this environment variable',
    fault: 'CAUSE  sign, but for one fault, e.g. body-changed; a wrong one lists all',
    approve: 'agree to a target that is not on this machine',
  },
  optionValues: { fault: signatureBreaks },
  args: [2, 2],
  async run(context) {
    const { args, options, print } = context
    const [provider = '', event = ''] = args
    const given = textOption(context, 'to')
    if (given === undefined) throw new UsageError('Say where to send it: --to URL, or the name of an endpoint.')
    const to = withScheme(given)
    const order = readOrder(context)
    const isUrl = /^https?:\/\//i.test(to)
    if (isUrl && !URL.canParse(to)) throw new UsageError(`${to} is not a URL.`)
    if (isUrl && !isLocalTarget(to) && options.approve !== true) {
      print.note(`${new URL(to).origin} is not on this machine; --approve agrees to send to it.`)
      return exitCodes.no
    }
    const sent = isUrl
      ? await sendTo(to, provider, event, order, context)
      : await sendToEndpoint(to, provider, event, order, context)
    const accepted = isAccepted(sent)
    print.object({ type: 'sent', provider, event, fault: order.fault, ...sent })
    print.line(
      sent.status === null
        ? { text: 'no answer', style: 'red' }
        : { text: String(sent.status), style: accepted ? 'green' : 'red' },
      `from ${sent.target}${sent.ms === null ? '' : ` after ${formatDuration(sent.ms)}`}${sent.problem === null ? ',' : ':'}`,
      sent.problem ?? signingWords(sent.signedWith, order.fault),
    )
    return accepted ? exitCodes.done : exitCodes.no
  },
}

interface Order {
  readonly set: readonly SampleChange[]
  readonly secret: ReturnType<typeof secretFrom> | null
  readonly fault: SignatureBreak | null
}

function readOrder(context: CommandContext): Order {
  const secret = textOption(context, 'secret')
  const named = textOption(context, 'fault')
  const fault = named === undefined ? null : signatureBreaks.find((one) => one === named)
  if (fault === undefined)
    throw new UsageError(`There is no fault "${named}"; there are ${signatureBreaks.join(', ')}.`)
  if (fault !== null && secret === undefined)
    throw new UsageError('--fault spoils a signature, so there has to be one: --secret env:NAME.')
  return {
    set: textOptions(context, 'set').map(changeOf),
    secret: secret === undefined ? null : secretFrom(secret, context.env),
    fault,
  }
}

/** "/data/status=failed": what is not JSON is text. */
function changeOf(text: string): SampleChange {
  const at = text.indexOf('=')
  const pointer = text.slice(0, Math.max(0, at))
  if (!pointer.startsWith('/'))
    throw new UsageError(`--set takes a JSON pointer and a value, e.g. --set /data/status=failed, not "${text}".`)
  const value = text.slice(at + 1)
  return { pointer, json: parseJson(value).ok ? value.trim() : JSON.stringify(value) }
}

async function sendTo(
  url: string,
  provider: string,
  event: string,
  order: Order,
  { resourcesDir, dataDir, stop }: CommandContext,
  isOwnEndpoint = false,
): Promise<Sent> {
  const pack = packNamed(openPacks(resourcesDir, dataDir), provider)
  const request = await makeEvent({ pack, event, url, ...order }, { clock: systemClock, randomBytes })
  const wouldBeStored = isOwnEndpoint || maybeCaptureUrl(request.url)
  if (wouldBeStored && order.secret !== null && sendsSecret(request, order.secret))
    throw new UsageError(
      isOwnEndpoint
        ? 'This provider sends the secret itself, and Switchhook would store it with the delivery. Leave --secret out: a test key takes its place.'
        : 'This provider sends the secret itself, and a URL whose path begins with /in/ can be a capture URL of Switchhook, which would store it with the delivery. Leave --secret out: then it goes unsigned.',
    )
  const { status, timing, error } = await sendEvent(request, stop, systemClock)
  return {
    target: withoutCredentials(request.url),
    status,
    ms: timing.totalMs,
    signedWith: order.secret?.label ?? null,
    problem: error?.message ?? null,
  }
}

/** Which host listens there, this one or another, is not known here; the path can be sent as it stands, or resolved on the way. */
const maybeCaptureUrl = (url: string): boolean =>
  [splitTarget(url).pathAndQuery, new URL(url).pathname].some((path) => /^\/in\//i.test(path))

/** The host has the secrets of its endpoints: without one of the user's, and with the sample as it is, it signs by itself. */
async function sendToEndpoint(
  name: string,
  provider: string,
  event: string,
  order: Order,
  context: CommandContext,
): Promise<Sent> {
  const host = await context.api()
  const endpoint = await endpointNamed(host, name)
  if (endpoint === null) throw new UsageError(`"${name}" is neither a URL nor the name of an endpoint.`)
  if (order.secret !== null || order.set.length > 0) return sendTo(endpoint.url, provider, event, order, context, true)
  const began = performance.now()
  const { status, url, signedWith, problem } = await host.call('samples.send', {
    endpointId: endpoint.id,
    provider,
    event,
  })
  return { target: url, status, ms: Math.round(performance.now() - began), signedWith, problem }
}

const signingWords = (signedWith: string | null, fault: SignatureBreak | null): string =>
  signedWith === null ? 'unsigned' : fault === null ? `signed with ${signedWith}` : breakWords[fault].what
