/** Pieces from this size on are held as they are. */
const largeBytes = 4096
const looseMost = 256

/** Pieces of a body as they come, to be joined at the end. */
export interface PieceList {
  add(piece: Uint8Array): void
  /** All of them as one. To be called once. */
  join(): Buffer
}

/**
 * Small pieces are joined in between: each one that is held costs two hundred bytes of its own, and holds on to the whole
 * read that it came with. A body of a million one-byte chunks would take a quarter of a gigabyte.
 */
export function createPieceList(): PieceList {
  const held: Uint8Array[] = []
  let loose: Uint8Array[] = []
  const gather = () => {
    if (loose.length > 0) held.push(Buffer.concat(loose))
    loose = []
  }
  return {
    add(piece) {
      if (piece.length >= largeBytes) {
        gather()
        held.push(piece)
      } else if (loose.push(piece) === looseMost) gather()
    },
    join() {
      gather()
      return Buffer.concat(held)
    },
  }
}
