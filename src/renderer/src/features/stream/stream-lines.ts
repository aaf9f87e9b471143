import type { StreamModel } from './stream-model.ts'

/** The lines of the stream by their index from the top: rows, and in the group view the attempts of unfolded events too. */
export type StreamLines = Pick<
  StreamModel,
  | 'query'
  | 'grouped'
  | 'view'
  | 'rowAt'
  | 'indexOf'
  | 'find'
  | 'locate'
  | 'idsBetween'
  | 'look'
  | 'showNew'
  | 'retry'
  | 'hold'
>
