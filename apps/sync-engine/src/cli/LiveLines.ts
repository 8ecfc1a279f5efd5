import { Terminal } from "@effect/platform"
import { Effect, Ref } from "effect"

/** Lines that are drawn over their predecessors; where nobody looks at a screen, only the last ones are printed. */
export const make = Effect.gen(function* () {
  const terminal = yield* Terminal.Terminal
  const columns = yield* terminal.columns
  const drawn = yield* Ref.make(0)
  const isScreen = columns > 0
  const print = (lines: ReadonlyArray<string>) => Effect.orDie(terminal.display(lines.map((line) => `${line}\n`).join("")))
  return {
    draw: (lines: ReadonlyArray<string>, isLast: boolean) =>
      Effect.gen(function* () {
        if (!isScreen) return yield* isLast ? print(lines) : Effect.void
        const before = yield* Ref.getAndSet(drawn, lines.length)
        const up = before === 0 ? "" : `\u001b[${before}A`
        yield* Effect.orDie(terminal.display(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join("")}`))
      })
  }
})
