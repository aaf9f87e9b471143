import type { ReplayError } from '#shared/model/replay.ts'
import { errorCode, type NetworkProblemCode, networkProblem } from '../lib/network-problem.ts'
import type { SendOutcome } from './send-outcome.ts'

const nextSteps: Readonly<Record<NetworkProblemCode, string>> = {
  refused: 'Start your app, or correct the port of the target.',
  dns: 'Correct the host of the target, or check the network.',
  tls: 'Use http:// where the target allows it, or give it a certificate that this machine trusts.',
  timeout: 'Check that the target is running and not blocked by a firewall.',
  reset: 'Look at the log of the target: it ended the connection without a whole answer.',
  unreachable: 'Check the network, and the address of the target.',
  protocol: 'Check that the port belongs to a web server; it may expect https://.',
  other: 'Check the target.',
}

/** An error of the HTTP client in plain words: what happened, where, what to do. */
export function replayError(error: unknown, server: URL): ReplayError {
  const { code, what } = networkProblem(error, addressOf(server))
  if (code === 'tls' && ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'].includes(errorCode(error))) {
    return sentence(code, what, 'It may expect http:// instead of https://.')
  }
  return sentence(code, what, nextSteps[code])
}

export function timeoutError(server: URL, timeoutMs: number, phase: 'connecting' | 'waiting' | 'reading'): ReplayError {
  const address = addressOf(server)
  const within = `within ${timeoutMs / 1000} s`
  if (phase === 'connecting') return sentence('timeout', `${address} took no connection ${within}`, nextSteps.timeout)
  const what = phase === 'waiting' ? 'gave no answer' : 'did not finish its answer'
  return sentence('timeout', `${address} ${what} ${within}`, 'Look at what the target does with this request.')
}

export function tooLong(server: URL, limit: number): ReplayError {
  const what = `the answer of ${addressOf(server)} is longer than ${limit / 1024 / 1024} MiB`
  return sentence('other', what, 'Reading stopped there.')
}

/** The outcome of a request that Node refuses to write, e.g. because a header holds a control character. */
export function cannotSend(error: unknown): SendOutcome {
  const what = `this request cannot be sent as HTTP/1.1: ${error instanceof Error ? error.message : String(error)}`
  return {
    status: null,
    statusText: '',
    headers: [],
    body: new Uint8Array(),
    bodySize: 0,
    bodyTruncated: false,
    timing: { connectMs: null, firstByteMs: null, totalMs: 0 },
    error: sentence('other', what, 'Export it and send it with another tool.'),
  }
}

function addressOf(server: URL): string {
  return `${server.hostname}:${server.port || (server.protocol === 'https:' ? '443' : '80')}`
}

function sentence(code: ReplayError['code'], what: string, next: string): ReplayError {
  return { code, message: `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}. ${next}` }
}
