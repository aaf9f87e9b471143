import { z } from 'zod'

/** Answers within a stretch of time. Milliseconds, by the nearest rank. */
export const AnswerTimesPoint = z.object({
  /** Unix milliseconds of its beginning. */
  at: z.number(),
  count: z.number().int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  /** Answers from 80 % of their own deadline on, and those after it. */
  near: z.number().int(),
  late: z.number().int(),
})
export type AnswerTimesPoint = z.infer<typeof AnswerTimesPoint>

/** How long one target took to answer over time. */
export const AnswerTimesSeries = z.object({
  /** Where replays went; null: the answers that the provider got. */
  target: z.string().nullable(),
  /** Stretches in which there were answers, oldest first. */
  points: z.array(AnswerTimesPoint),
  /** All of them together. */
  all: AnswerTimesPoint.omit({ at: true }),
  /** Documented deadlines of the events that were answered, shortest first. Empty: none is documented. */
  deadlinesMs: z.array(z.number()),
  /** Only the newest answers were looked at. */
  capped: z.boolean(),
})
export type AnswerTimesSeries = z.infer<typeof AnswerTimesSeries>

export const AnswerTimes = z.object({
  from: z.number(),
  until: z.number(),
  stretchMs: z.number(),
  series: z.array(AnswerTimesSeries),
})
export type AnswerTimes = z.infer<typeof AnswerTimes>

/** Hours that can be looked back, each with the length of its stretches in milliseconds. */
export const answerTimeSpans = { 1: 60_000, 24: 1_800_000, 168: 14_400_000 } as const
export type AnswerTimeSpan = keyof typeof answerTimeSpans
