import { BodyTooLarge, MalformedResponse } from "@openfaith/adapter-core"
import type { HttpClientResponse } from "@effect/platform"
import { Effect, Stream } from "effect"

const declaredLength = (response: HttpClientResponse.HttpClientResponse): number | null => {
  const header = response.headers["content-length"]
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : null
}

/**
 * The whole body, counted while it arrives, so that no more than `limitBytes` are ever held. A body that ends before its
 * time is cut.
 */
export const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  limitBytes: number
): Effect.Effect<Buffer, BodyTooLarge | MalformedResponse> =>
  Effect.suspend(() => {
    const tooLarge = Effect.fail(new BodyTooLarge({ limitBytes }))
    if ((declaredLength(response) ?? 0) > limitBytes) return tooLarge
    const chunks: Array<Uint8Array> = []
    let bytes = 0
    return response.stream.pipe(
      Stream.catchAll(({ reason }) =>
        reason === "EmptyBody"
          ? Stream.empty
          : Stream.fail(new MalformedResponse({ reason: "cut", detail: `after ${bytes} bytes` }))
      ),
      Stream.runForEach((chunk) => {
        bytes += chunk.length
        chunks.push(chunk)
        return bytes > limitBytes ? tooLarge : Effect.void
      }),
      Effect.map(() => Buffer.concat(chunks, bytes))
    )
  })
