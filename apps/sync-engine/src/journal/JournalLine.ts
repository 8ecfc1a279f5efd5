import { Either, Schema } from "effect"
import { createHash } from "node:crypto"

/** A signed delivery as it came, and when. */
export const JournalEntry = Schema.Struct({
  adapter: Schema.String,
  connectionId: Schema.String,
  receivedAt: Schema.DateTimeUtc,
  body: Schema.String
})
/** @see {@link JournalEntry} */
export type JournalEntry = typeof JournalEntry.Type

/** An entry with the bytes it was read from, the end of the line included. */
export interface JournalLine {
  readonly entry: JournalEntry
  readonly bytes: Uint8Array
}

/** What a file holds. */
export interface JournalContent {
  readonly lines: ReadonlyArray<JournalLine>
  /** Whole lines that are not what was written. */
  readonly corrupt: ReadonlyArray<Uint8Array>
  /** Whether the last line has no end: its writer died before anybody was told that it is kept. */
  readonly torn: boolean
}

const EntryText = Schema.parseJson(JournalEntry)
const write = Schema.encodeSync(EntryText)
const read = Schema.decodeUnknownEither(EntryText)

const newline = 0x0a
const checksumLength = 16

const checksumOf = (json: string): string =>
  createHash("sha256").update(json).digest("hex").slice(0, checksumLength)

/** A line: the first 16 hexadecimal digits of the SHA-256 of the entry's JSON, a space, the JSON, a line feed. */
export const encode = (entry: JournalEntry): Uint8Array => {
  const json = write(entry)
  return Buffer.from(`${checksumOf(json)} ${json}\n`)
}

const decodeLine = (line: Buffer): Either.Either<JournalEntry, unknown> => {
  const text = line.toString("utf8")
  const json = text.slice(checksumLength + 1)
  return text === `${checksumOf(json)} ${json}` ? read(json) : Either.left("checksum")
}

/** Reads a file from its bytes, whatever they are. */
export const decode = (bytes: Uint8Array): JournalContent => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lines: Array<JournalLine> = []
  const corrupt: Array<Uint8Array> = []
  let start = 0
  for (let end = all.indexOf(newline); end !== -1; end = all.indexOf(newline, start)) {
    const entry = decodeLine(all.subarray(start, end))
    const whole = all.subarray(start, end + 1)
    if (Either.isRight(entry)) lines.push({ entry: entry.right, bytes: whole })
    else corrupt.push(whole)
    start = end + 1
  }
  return { lines, corrupt, torn: start < all.length }
}
