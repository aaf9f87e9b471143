import { AppError } from '#shared/api/errors.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { Clock } from '../ports.ts'
import type { IndexKeeper } from './index-keeper.ts'
import type { IndexerCalls } from './indexer/indexer.ts'
import type { ReaderCalls } from './reader/store-reader.ts'
import type { Store } from './store.ts'
import { searchDamaged } from './store-faults.ts'
import type { StoreWorker } from './workers/run-worker.ts'
import type { WriterCalls } from './writer/store-writer.ts'

interface StoreParts {
  readonly writer: StoreWorker<WriterCalls>
  readonly reader: StoreWorker<ReaderCalls>
  readonly indexer: StoreWorker<IndexerCalls>
  readonly index: IndexKeeper
  readonly clock: Clock
  /** Gives the data folder back. */
  readonly release: () => void
}

/** The store's face: each function goes to the worker that it belongs to. */
export function createStore({ writer, reader, indexer, index, clock, release }: StoreParts): Store {
  const thenIndex = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change
    index.nudge()
    return result
  }
  const search = async <T>(found: Promise<T>): Promise<T> => {
    try {
      return await found
    } catch (error) {
      if (error instanceof AppError && error.message === searchDamaged) await index.rebuild()
      throw error
    }
  }
  const end = async (): Promise<void> => {
    const faults: unknown[] = []
    // The indexer after the reader: a read-only connection that is the last one would leave the write-ahead log behind.
    for (const part of [{ close: index.stop }, reader, indexer, writer]) {
      await part.close().catch((error: unknown) => faults.push(error))
    }
    release()
    if (faults.length > 0) throw faults[0]
  }
  let closing: Promise<void> | null = null

  return {
    insertDelivery(delivery) {
      const { body, transfer } = sendable(delivery.body)
      return thenIndex(writer.call('insertDelivery', [{ ...delivery, body }], transfer))
    },
    setAnswer: (seq, answer) => writer.call('setAnswer', [seq, answer]),
    setVerification: (seq, verification) => writer.call('setVerification', [seq, verification]),
    setExamined: (seq, examination) => thenIndex(writer.call('setExamined', [seq, examination])),
    removeDeliveries: (ids) => thenIndex(writer.call('removeDeliveries', [ids])),

    page: (request) => search(reader.call('page', [request, clock.now()])),
    rows: (seqs) => reader.call('rows', [seqs]),
    count: (query, through) => search(reader.call('count', [query, through, clock.now()])),
    detail: (id) => reader.call('detail', [id]),
    seqOf: (id) => reader.call('seqOf', [id]),
    body: (id, offset, length) => reader.call('body', [id, offset, length]),
    wholeBody: (id) => reader.call('wholeBody', [id]),
    indexedThrough: () => reader.call('indexedThrough', []),

    endpoints: () => reader.call('endpoints', []),
    putEndpoint: (endpoint) => writer.call('putEndpoint', [endpoint]),
    removeEndpoint: (id) => thenIndex(writer.call('removeEndpoint', [id])),
    endpointFigures: () => reader.call('endpointFigures', []),
    secrets: () => reader.call('secrets', []),
    putSecret: (secret) => writer.call('putSecret', [{ ...secret, sealed: new Uint8Array(secret.sealed) }]),
    touchSecret: (id, lastMatchAt) => writer.call('touchSecret', [id, lastMatchAt]),
    removeSecret: (id) => writer.call('removeSecret', [id]),

    insertReplay(replay, body) {
      const bytes = new Uint8Array(body)
      return writer.call('insertReplay', [replay, bytes], [bytes.buffer])
    },
    replays: (deliveryId) => reader.call('replays', [deliveryId]),
    replayBody: (replayId) => reader.call('replayBody', [replayId]),

    setting: (key) => reader.call('setting', [key]),
    putSetting: (key, value) => writer.call('putSetting', [key, JSON.stringify(value)]),

    size: () => reader.call('size', []),
    close() {
      closing ??= end()
      return closing
    },
  }
}

/** The caller keeps its bytes; a copy with a buffer of its own moves to the worker without being copied again. */
function sendable(body: CapturedBody): { body: CapturedBody; transfer: ArrayBuffer[] } {
  if (body.kind === 'file') return { body, transfer: [] }
  const bytes = new Uint8Array(body.bytes)
  return { body: { kind: 'memory', bytes }, transfer: [bytes.buffer] }
}
