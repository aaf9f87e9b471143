import { workerData } from 'node:worker_threads'
import type { StorePaths } from '../store-paths.ts'
import { openStoreWriter } from '../writer/store-writer.ts'
import { serveCalls } from './serve-calls.ts'

const paths = workerData as StorePaths
serveCalls(paths.main, () => openStoreWriter(paths))
