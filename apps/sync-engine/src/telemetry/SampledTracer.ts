import { Option, Tracer } from "effect"

// What the engine does all the time by itself: looks at its tables, and what the cluster says to itself.
const isBackground = (name: string): boolean => name.startsWith("sql.")

/**
 * Sends a share of the traces, whole: a span is sent when the one above it is, on whichever node that was. Traces of
 * nothing but the engine's own polling are never sent.
 */
export const sampledTracer = (options: {
  readonly exporting: Tracer.Tracer
  /** Makes the spans that stay here. */
  readonly local: Tracer.Tracer
  readonly share: number
  /** A number from 0 to 1, anew each time. */
  readonly random: () => number
}): Tracer.Tracer => {
  const { exporting, local, random, share } = options
  return Tracer.make({
    span: (name, parent, ...rest) =>
      Option.match(parent, {
        onNone: () => !isBackground(name) && random() < share,
        onSome: ({ sampled }) => sampled
      })
        ? exporting.span(name, parent, ...rest)
        : Object.assign(local.span(name, parent, ...rest), { sampled: false }),
    context: (run, fiber) => exporting.context(run, fiber)
  })
}
