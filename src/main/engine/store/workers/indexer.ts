import { workerData } from 'node:worker_threads'
import { openIndexer } from '../indexer/indexer.ts'
import type { StorePaths } from '../store-paths.ts'
import { serveCalls } from './serve-calls.ts'

const paths = workerData as StorePaths
serveCalls(paths.search, () => openIndexer(paths))
