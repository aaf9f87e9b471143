import * as zlib from 'node:zlib'
import { uninterrupted } from './uninterrupted.ts'

/**
 * What the engine uses of Node's zlib, from any thread. Node aborts the whole process ("close before init") where a thread is
 * ended between the making of a zlib handle and its initialisation.
 */

const guarded =
  <A extends unknown[], R>(work: (...args: A) => R) =>
  (...args: A): R =>
    uninterrupted(() => work(...args))

export const brotliCompressSync = guarded(zlib.brotliCompressSync)
export const brotliDecompressSync = guarded(zlib.brotliDecompressSync)
export const deflateRawSync = guarded(zlib.deflateRawSync)
export const deflateSync = guarded(zlib.deflateSync)
export const gunzipSync = guarded(zlib.gunzipSync)
export const gzipSync = guarded(zlib.gzipSync)
export const inflateRawSync = guarded(zlib.inflateRawSync)
export const inflateSync = guarded(zlib.inflateSync)
export const zstdCompressSync = guarded(zlib.zstdCompressSync)
export const zstdDecompressSync = guarded(zlib.zstdDecompressSync)

export const { constants, crc32 } = zlib
