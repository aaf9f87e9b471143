import { bytesOf, type Pieces } from '../../src/main/engine/export/pieces.ts'

/** The bytes of a content. */
export const joinPieces = (pieces: Pieces): Uint8Array => Buffer.concat([...pieces].map(bytesOf))
