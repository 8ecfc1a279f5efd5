import { it } from "@effect/vitest"
import { Effect, type Scope } from "effect"

// Less than Vitest allows: its own timeout aborts the second try of a test as well, and what the scope tells comes too late.
const longest = "180 seconds"

/** A test in real time, with a scope of its own, that fails by itself when it hangs. */
export const endToEnd = <A, E>(name: string, body: () => Effect.Effect<A, E, Scope.Scope>) =>
  it.scopedLive(name, () => Effect.timeout(Effect.disconnect(body()), longest))
