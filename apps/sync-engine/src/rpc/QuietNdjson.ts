import { RpcSerialization } from "@effect/rpc"
import { Layer, Predicate, Schema } from "effect"

/** A defect's words without the values in them, which may be secrets: the platform quotes what it could not read. */
const withoutValues = (text: string): string =>
  text
    .replace(/, actual .*/g, "")
    .replace(/Unable to decode .* into /g, "Expected ")
    .replace(/^(Unknown request tag|Invalid request id): [^]*$/, "$1")

const isFault = (response: unknown): boolean =>
  (Predicate.isTagged(response, "Exit") &&
    Predicate.hasProperty(response, "exit") &&
    Predicate.isTagged(response.exit, "Failure")) ||
  Predicate.isTagged(response, "Defect")

const quietly = (response: unknown): unknown =>
  JSON.parse(
    JSON.stringify(response, (key, value: unknown) =>
      key === "defect" && typeof value === "string" ? withoutValues(value) : value
    )
  )

// The server relies on this much of a message, and breaks off the answer to one that lacks it.
const isMessage = Schema.is(
  Schema.Union(
    Schema.Struct({
      _tag: Schema.Literal("Request"),
      id: Schema.String,
      tag: Schema.String,
      headers: Schema.Array(Schema.Tuple(Schema.String, Schema.String))
    }),
    Schema.Struct({ _tag: Schema.Literal("Ack", "Interrupt"), requestId: Schema.String }),
    Schema.Struct({ _tag: Schema.Literal("Eof", "Ping") })
  )
)

const { ndjson } = RpcSerialization

const decodeQuietly = (decode: RpcSerialization.Parser["decode"], data: Uint8Array | string) => {
  try {
    return decode(data)
  } catch {
    // The parser's own error quotes the text around the fault.
    throw new Error("Expected lines of JSON")
  }
}

/** Lines of JSON, as the package reads and writes them, whose faults say where something is wrong but never what was sent. */
export const layer = Layer.succeed(RpcSerialization.RpcSerialization, {
  ...ndjson,
  unsafeMake: () => {
    const { decode, encode } = ndjson.unsafeMake()
    return {
      decode: (data) => {
        const messages = decodeQuietly(decode, data)
        if (!messages.every((message) => isMessage(message)))
          throw new Error("Expected a request in every line")
        return messages
      },
      encode: (response) => encode(isFault(response) ? quietly(response) : response)
    }
  }
})
