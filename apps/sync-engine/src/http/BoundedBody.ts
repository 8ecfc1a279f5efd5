import { HttpServerError, HttpServerRequest } from "@effect/platform"
import { NodeHttpServerRequest } from "@effect/platform-node"
import { Effect } from "effect"
import { isDeeperThan } from "./JsonDepth.ts"
import { namesToString } from "./JsonNames.ts"

// What is nested deeper than the stack goes cannot even be refused: to say what is wrong with it means to walk through it.
const maxDepth = 100

const faultOf = (text: string): string | null => {
  if (isDeeperThan(text, maxDepth)) return `nested deeper than ${maxDepth} levels`
  // To choose a member of a union, Effect makes text of what stands in its literal's place.
  return namesToString(text) ? "an object that cannot be made text" : null
}

const unreadable = (request: HttpServerRequest.HttpServerRequest, maxBytes: number, cause?: unknown) =>
  new HttpServerError.RequestError({
    request,
    reason: "Decode",
    description: `the body could not be read within ${maxBytes} bytes`,
    cause
  })

const ignore = () => {}

const readBytes = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.async<Buffer, HttpServerError.RequestError>((resume) => {
    const source = NodeHttpServerRequest.toIncomingMessage(request)
    const pieces: Array<Buffer> = []
    let bytes = 0
    const onData = (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= maxBytes) return void pieces.push(piece)
      // Reads on and drops the rest: a connection cut in the middle of a body never gets to see the answer.
      finish(Effect.fail(unreadable(request, maxBytes)))
      source.resume()
    }
    const onEnd = () => finish(Effect.succeed(Buffer.concat(pieces)))
    const onError = (cause: Error) => finish(Effect.fail(unreadable(request, maxBytes, cause)))
    // A connection that is kept alive keeps its last message, which must not keep all that was done for it.
    const finish = (body: Effect.Effect<Buffer, HttpServerError.RequestError>) => {
      source.off("data", onData).off("end", onEnd).off("error", onError)
      resume(body)
    }
    // Whatever befalls it after its body was read is no fault of the body's.
    source.on("data", onData).once("end", onEnd).once("error", onError).on("error", ignore)
  })

/**
 * The same request, whose body is at most so many bytes and, read as text, JSON that can be decoded: nested no deeper than any
 * operation needs, without objects that cannot be made text. Another one fails the reading and leaves the connection whole.
 */
export const withBoundedBody = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.map(Effect.cached(readBytes(request, maxBytes)), (bytes): HttpServerRequest.HttpServerRequest => {
    const text = bytes.pipe(
      Effect.map((all) => all.toString("utf8")),
      Effect.tap((all) => {
        const fault = faultOf(all)
        return fault === null
          ? Effect.void
          : Effect.fail(unreadable(request, maxBytes, new SyntaxError(fault)))
      })
    )
    // A buffer may share its memory with others.
    const arrayBuffer = Effect.map(bytes, (all) => new Uint8Array(all).buffer)
    return Object.create(request, { text: { value: text }, arrayBuffer: { value: arrayBuffer } })
  })
