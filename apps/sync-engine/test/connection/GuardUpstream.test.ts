import { BadRequest, UpstreamUnavailable } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { guardUpstream } from "../../src/connection/GuardUpstream.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { personalAccessToken } from "../support/Credentials.ts"
import { double } from "../support/Double.ts"

const away = new UpstreamUnavailable({ status: null, reason: "transport" })
const organisation = { id: "1", name: "Grace", timeZone: "UTC", countryCode: "US" }
const answer = Effect.succeed({ organisation })

/** A guard over a source that answers probes in turn, and then goes on with the last answer. */
const setting = Effect.fnUntraced(function* (
  answers: ReadonlyArray<Effect.Effect<{ organisation: typeof organisation }, typeof away | BadRequest>>,
  isDown = false
) {
  const seen = { probes: [] as Array<number>, marks: [] as Array<boolean> }
  const started = yield* TestClock.currentTimeMillis
  const guard = yield* guardUpstream({
    adapter: {
      probe: () => answers[seen.probes.length - 1] ?? answers.at(-1) ?? answer
    },
    connectionId: "c",
    isDown,
    probeSeconds: 30,
    onProbe: Effect.map(TestClock.currentTimeMillis, (now) => void seen.probes.push(now - started))
  }).pipe(
    Effect.provide(
      Layer.succeed(
        ConnectionStore,
        double<(typeof ConnectionStore)["Service"]>({
          credential: () => Effect.succeed({ version: 1, credential: personalAccessToken() }),
          markUpstream: (_, down) => Effect.sync(() => void seen.marks.push(down))
        })
      )
    )
  )
  return { guard, seen, isDown: guard.tell({ answered: 0, failed: 0 }) }
})

describe("guardUpstream", () => {
  it.scoped("tries a source that is down by itself, and lets requests pass after two answers", () =>
    Effect.gen(function* () {
      const { guard, isDown, seen } = yield* setting([Effect.fail(away), answer])
      assert.isFalse(yield* guard.tell({ answered: 0, failed: 4 }))
      assert.isTrue(yield* guard.tell({ answered: 0, failed: 1 }))
      yield* TestClock.adjust("29 seconds")
      assert.deepStrictEqual(seen, { probes: [], marks: [true] })
      yield* TestClock.adjust("31 seconds")
      assert.isTrue(yield* isDown)
      yield* TestClock.adjust("1 second")
      assert.isFalse(yield* isDown)
      assert.deepStrictEqual(seen, { probes: [30_000, 60_000, 61_000], marks: [true, false] })
    })
  )

  it.scoped("takes a refusal for an answer", () =>
    Effect.gen(function* () {
      const { guard, isDown } = yield* setting([Effect.fail(new BadRequest({ status: 400, detail: "" }))])
      yield* guard.tell({ answered: 0, failed: 5 })
      yield* TestClock.adjust("31 seconds")
      assert.isFalse(yield* isDown)
    })
  )

  it.scoped("goes on where the owner before it was, and tries at once", () =>
    Effect.gen(function* () {
      const { isDown, seen } = yield* setting([answer], true)
      assert.isTrue(yield* isDown)
      yield* TestClock.adjust("1 second")
      assert.isFalse(yield* isDown)
      assert.deepStrictEqual(seen.probes, [0, 1_000])
    })
  )
})
