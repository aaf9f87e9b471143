import { workerData } from 'node:worker_threads'
import { openStoreReader } from '../reader/store-reader.ts'
import type { StorePaths } from '../store-paths.ts'
import { serveCalls } from './serve-calls.ts'

const paths = workerData as StorePaths
serveCalls(paths.main, () => openStoreReader(paths))
