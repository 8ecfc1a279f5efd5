import { Effect, FiberRef, type Tracer } from "effect"

type Attributes = Readonly<Record<string, unknown>>

/**
 * Shows an effect in the trace where there is one. A span that nobody sees costs as much as one that somebody does, which
 * counts in what is done for every page.
 */
export const inSpan = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  name: string,
  options: {
    readonly attributes: Attributes
    readonly kind?: Tracer.SpanKind
    /** What its success adds. */
    readonly success?: (value: A) => Attributes
  }
): Effect.Effect<A, E, R | Exclude<R, Tracer.ParentSpan>> => {
  const { success, ...given } = options
  const annotated =
    success === undefined ? effect : Effect.tap(effect, (value) => Effect.annotateCurrentSpan(success(value)))
  return Effect.flatMap(FiberRef.get(FiberRef.currentTracerEnabled), (isTraced) =>
    isTraced ? Effect.withSpan(annotated, name, { ...given, captureStackTrace: false }) : effect
  )
}
