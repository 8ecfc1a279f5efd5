import type { Undici } from "@effect/platform-node"
import { Effect, Option, Stream } from "effect"

// What comes with the headers in one read of the socket is taken in, as it is there already.
const heldUnasked = 64 * 1024

/** An answer's body on its way. What nobody has asked for waits at the source, but for a first part. */
export interface UpstreamBody {
  /** All of it. */
  readonly whole: Effect.Effect<Buffer, Error>
  /** One part after the other. */
  readonly parts: Stream.Stream<Buffer, Error>
}

/** A body, and what fills it. */
export interface IncomingBody extends UpstreamBody {
  readonly begin: (controller: Undici.Dispatcher.DispatchController) => void
  readonly push: (chunk: Buffer) => void
  readonly end: () => void
  readonly fail: (cause: Error) => void
  /** Ends the exchange, whether it was begun or not. */
  readonly abort: (reason: Error) => void
}

/** The reason of an exchange that nobody waits for any more. */
export const calledOff = () => new DOMException("called off", "AbortError")

/** A body of which nothing has come yet. */
export const incomingBody = (): IncomingBody => {
  let controller: Undici.Dispatcher.DispatchController | null = null
  let aborted: Error | null = null
  let chunks: Array<Buffer> = []
  let bytes = 0
  let ended = false
  let cause: Error | null = null
  let isWholeWanted = false
  let wake = () => {}

  const goOn = () => {
    if (controller?.paused === true) controller.resume()
  }

  const take = (): Buffer => {
    const [first] = chunks
    const taken = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, bytes)
    chunks = []
    bytes = 0
    goOn()
    return taken
  }

  const abort = (reason: Error) => {
    aborted = reason
    controller?.abort(reason)
  }

  // Whoever takes no more of a body has no use for the rest.
  const callOff = Effect.sync(() => {
    if (!ended) abort(calledOff())
  })

  const until = (isEnough: () => boolean): Effect.Effect<void, Error> => {
    const state = () => {
      if (cause !== null) return Effect.fail(cause)
      return ended || isEnough() ? Effect.void : null
    }
    const wait = Effect.async<void, Error>((resume) => {
      wake = () => {
        const now = state()
        if (now !== null) resume(now)
      }
      // The fiber may have given way since it looked, and the end have come meanwhile.
      wake()
      return callOff
    })
    return Effect.suspend(() => state() ?? wait)
  }

  const next: Effect.Effect<Buffer, Option.Option<Error>> = Effect.suspend(() =>
    Effect.matchEffect(
      until(() => bytes > 0),
      {
        onFailure: (error) => Effect.fail(Option.some(error)),
        onSuccess: () => (bytes === 0 ? Effect.fail(Option.none()) : Effect.succeed(take()))
      }
    )
  )

  return {
    begin: (started) => {
      controller = started
      if (aborted !== null) started.abort(aborted)
    },
    push: (chunk) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (isWholeWanted) return
      if (bytes > heldUnasked) controller?.pause()
      wake()
    },
    end: () => {
      ended = true
      wake()
    },
    fail: (reason) => {
      cause = reason
      wake()
    },
    abort,
    whole: Effect.suspend(() => {
      isWholeWanted = true
      goOn()
      return Effect.map(
        until(() => false),
        take
      )
    }),
    parts: Stream.repeatEffectOption(next).pipe(Stream.ensuring(callOff))
  }
}
