import { Terminal } from "@effect/platform"
import { Effect, Ref } from "effect"
import * as Style from "./Style.ts"

// A line that is wider than the screen is cut: wrapped, it would be two lines to draw over.
const wrapOff = "\u001b[?7l"
const wrapOn = "\u001b[?7h"

/** Lines that are drawn over their predecessors; where nobody looks at a screen, only the last ones are printed. */
export const make = Effect.gen(function* () {
  const terminal = yield* Terminal.Terminal
  const isScreen = (yield* terminal.isTTY) && (yield* terminal.columns) > 0
  const drawn = yield* Ref.make(0)
  const print = (text: string) => Effect.orDie(terminal.display(text))
  return {
    /** How words stand out where these lines are printed. */
    style: isScreen ? Style.ansi : Style.plain,
    draw: (lines: ReadonlyArray<string>, isLast: boolean) =>
      Effect.gen(function* () {
        if (!isScreen) return yield* isLast ? print(lines.map((line) => `${line}\n`).join("")) : Effect.void
        const before = yield* Ref.getAndSet(drawn, lines.length)
        const up = before === 0 ? "" : `\u001b[${before}A`
        yield* print(`${up}${wrapOff}${lines.map((line) => `\u001b[2K${line}\n`).join("")}${wrapOn}`)
      })
  }
})
