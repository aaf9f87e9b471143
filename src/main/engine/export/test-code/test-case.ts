import type { RenderOptions } from '#shared/model/export-options.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { bodyText, type MaskedItem } from '../export-format.ts'
import { notesOf, sentHeaders, titleOf, urlOf } from '../request-parts.ts'

/** What one test sends and expects, before it is written in a language. */
export interface TestCase {
  /** Distinct in its file. */
  readonly title: string
  readonly url: string
  /** Path and query below the endpoint's URL, to be joined to another target. */
  readonly path: string
  readonly method: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
  /** The body where it can stand in source code as text; null: as Base64. */
  readonly text: string | null
  readonly deadlineMs: number
  /** What has to be the answer, else any 2xx. */
  readonly answer: { readonly status: number; readonly body: string | null } | null
  /** One sentence each. */
  readonly notes: readonly string[]
}

/** Waited for where the provider documents nothing. */
const defaultDeadlineMs = 10_000
/** Of text in source code; more is Base64. */
const maxSourceText = 64 * 1024

/** One test for each delivery, in order; equal titles are numbered. */
export function testCases(items: readonly MaskedItem[], options: RenderOptions): TestCase[] {
  const titles = new Map<string, number>()
  return items.map((item) => {
    const title = titleOf(item)
    const times = (titles.get(title) ?? 0) + 1
    titles.set(title, times)
    return testCase(item, times === 1 ? title : `${title} (${times})`, options)
  })
}

function testCase(item: MaskedItem, title: string, { assertAnswer = false }: RenderOptions): TestCase {
  const { delivery, body } = item
  const notes = notesOf(item)
  const { deadlineMs } = delivery
  if (deadlineMs === null)
    notes.push(`No deadline is documented; ${defaultDeadlineMs / 1000} s are Switchhook's choice.`)
  const answer = assertAnswer ? answerOf(item) : null
  if (assertAnswer && answer === null) notes.push('No answer was given when it was captured: any 2xx will do.')
  if (answer?.body === null) notes.push('The body that was answered is not known as text: only the status is compared.')
  return {
    title,
    url: urlOf(item),
    path: item.path,
    method: delivery.request.method,
    headers: sentHeaders(item),
    body,
    text: inSource(body),
    deadlineMs: deadlineMs ?? defaultDeadlineMs,
    answer,
    notes,
  }
}

function inSource(body: Uint8Array): string | null {
  const text = body.byteLength <= maxSourceText ? bodyText(body) : null
  return text === null || /[^\P{Cc}\n\r\t]/u.test(text) ? null : text
}

function answerOf({ delivery, masked }: MaskedItem): TestCase['answer'] {
  const { answerGiven, forwards, method } = delivery
  if (answerGiven === null) return null
  const { status, body, by } = answerGiven
  // Empty for one that is stored but is no text or too long; and what was masked is not what is answered.
  const isElsewhere =
    by === 'forward' && body === '' && forwards.some(({ role, bodySize }) => role === 'answers' && bodySize > 0)
  const isUnknown = isElsewhere || method === 'HEAD' || masked.includes('the body of the answer')
  return { status, body: isUnknown ? null : body }
}
