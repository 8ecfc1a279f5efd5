import { Duration, Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { KindOf } from "../FaultSchedule.ts"
import type { Inject, Injections } from "./Injection.ts"

/** The simulator's word for each kind, and the share of its answers that it strikes: from, to. */
const kinds: Readonly<Record<KindOf<"source">, readonly [kind: string, from: number, to: number]>> = {
  "source-429": ["429", 0.1, 0.4],
  "source-500": ["500", 0.1, 0.6],
  "source-503": ["503", 0.1, 0.6],
  "source-timeout": ["timeout", 0.05, 0.2],
  "source-cut-body": ["cut-body", 0.1, 0.5],
  "source-wrong-json": ["wrong-json", 0.1, 0.5],
  "source-html": ["html", 0.1, 0.5],
  "source-duplicate-rows": ["duplicate-rows", 0.2, 0.8],
  "source-missing-rows": ["missing-rows", 0.2, 0.8]
}

/** What strikes the source's answers. */
export const sourceFaults = ({ simulator }: ChaosStack): Injections<"source"> => {
  const inject: Inject = ({ draw, kind, seconds }) => {
    const [word, from, to] = kinds[kind as KindOf<"source">]
    const fault = {
      kind: word,
      probability: from + draw * (to - from),
      seed: Math.floor(draw * 1000),
      // Longer than the nodes wait.
      ...(word === "timeout" ? { ms: 4_000 } : {})
    }
    return Effect.acquireUseRelease(
      simulator.admin.call("POST", "/_sim/faults", fault),
      () => Effect.sleep(Duration.seconds(seconds)),
      () => simulator.admin.call("DELETE", "/_sim/faults")
    )
  }
  return {
    "source-429": inject,
    "source-500": inject,
    "source-503": inject,
    "source-timeout": inject,
    "source-cut-body": inject,
    "source-wrong-json": inject,
    "source-html": inject,
    "source-duplicate-rows": inject,
    "source-missing-rows": inject
  }
}
