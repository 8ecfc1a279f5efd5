let scratch = Buffer.allocUnsafe(1024 * 1024)

/** UTF-8 of texts, one after the other: each by itself, since one wide character would make a joined text twice as big. */
export const encode = (parts: ReadonlyArray<string>): Uint8Array => {
  let size = 0
  for (const part of parts) {
    if (scratch.length - size < part.length * 3) {
      const grown = Buffer.allocUnsafe(Math.max(scratch.length * 2, size + part.length * 3))
      scratch.copy(grown, 0, 0, size)
      scratch = grown
    }
    size += scratch.write(part, size)
  }
  return Buffer.from(scratch.subarray(0, size))
}
