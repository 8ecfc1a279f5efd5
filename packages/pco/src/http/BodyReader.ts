import { BodyTooLarge, MalformedResponse, type UpstreamUnavailable } from "@openfaith/adapter-core"
import type { HttpClientResponse } from "@effect/platform"
import { Effect, Stream } from "effect"
import { timeoutOf } from "./Timeout.ts"

const declaredLength = (response: HttpClientResponse.HttpClientResponse): number | null => {
  const header = response.headers["content-length"]
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : null
}

type Body = Effect.Effect<Buffer, BodyTooLarge | MalformedResponse | UpstreamUnavailable>

const lost = (cause: unknown, detail: string) =>
  timeoutOf(cause) ?? new MalformedResponse({ reason: "cut", detail })

/** A body of unknown length, counted while it arrives. */
const countedBody = (response: HttpClientResponse.HttpClientResponse, limitBytes: number): Body =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let bytes = 0
    return response.stream.pipe(
      Stream.catchAll(({ cause, reason }) =>
        reason === "EmptyBody" ? Stream.empty : Stream.fail(lost(cause, `after ${bytes} bytes`))
      ),
      Stream.runForEach((chunk) => {
        bytes += chunk.length
        chunks.push(chunk)
        return bytes > limitBytes ? Effect.fail(new BodyTooLarge({ limitBytes })) : Effect.void
      }),
      Effect.map(() => Buffer.concat(chunks, bytes))
    )
  })

/**
 * The whole body, never more than `limitBytes` of it in memory. HTTP lets no body grow beyond the length it declares, so
 * one that declares it is read in a single step, which small pages notice. A body that ends before its time is cut.
 */
export const readBody = (response: HttpClientResponse.HttpClientResponse, limitBytes: number): Body => {
  const declared = declaredLength(response)
  if (declared === null) return countedBody(response, limitBytes)
  if (declared > limitBytes) return Effect.fail(new BodyTooLarge({ limitBytes }))
  return Effect.mapBoth(response.arrayBuffer, {
    onFailure: ({ cause }) => lost(cause, `before ${declared} bytes`),
    onSuccess: (body) => Buffer.from(body)
  })
}
