import { HttpServerResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Conflict, NotFound, ServiceUnavailable } from "@openfaith/sync-api"
import { Effect, Stream } from "effect"
import { freePort } from "@openfaith/local-postgres"
import { against, now, runId, view } from "../support/AgainstEngine.ts"
import { commandLine } from "../support/CommandLine.ts"
import { type FakeHandlers, serve } from "../support/FakeEngine.ts"

// Each command starts a server of its own, which is slow on a busy machine.
describe("errors", { timeout: 20_000 }, () => {
  const failing = Effect.fnUntraced(function* (handlers: Partial<FakeHandlers>, environment = {}) {
    const { stderr, stdout, succeeded } = yield* against(handlers, ["cancel", "grace", runId], {
      environment
    })
    assert.deepStrictEqual({ stdout, succeeded }, { stdout: "", succeeded: false })
    return stderr
  })

  it.scoped("prints what the API refuses as one sentence", () =>
    Effect.gen(function* () {
      const sentences = [
        [
          new NotFound({ resource: "organization", id: "grace" }),
          "The engine knows no organisation grace: connect it with sync-engine connect grace."
        ],
        [
          new NotFound({ resource: "run", id: runId }),
          `The organisation has no run ${runId}: sync-engine runs lists those it has.`
        ],
        [new Conflict({ reason: "RunFinished" }), "The run has ended already."],
        [
          new ServiceUnavailable({
            retryAfterSeconds: 2,
            faults: [{ component: "database", message: "away" }]
          }),
          "The engine cannot do this now (database: away). Try again in 2 s."
        ]
      ] as const
      for (const [error, sentence] of sentences) {
        assert.strictEqual(yield* failing({ CancelRun: () => error }), `${sentence}\n`)
      }
    })
  )

  it.scoped("says where the key comes from when it is wrong", () =>
    Effect.gen(function* () {
      assert.include(
        yield* failing({}, { API_KEY: "wrong" }),
        "set API_KEY to one that sync-engine keys made"
      )
    })
  )

  it.effect("says what to do when nothing listens", () =>
    Effect.gen(function* () {
      const url = `http://127.0.0.1:${yield* freePort}`
      const { stderr } = yield* commandLine(["runs", "grace"], { environment: { ENGINE_URL: `${url}/` } })
      assert.strictEqual(
        stderr,
        `Nothing listens at ${url}: start a node with "sync-engine serve", or say where one is with --url or ENGINE_URL.\n`
      )
    })
  )

  it.scoped("does not take another server for a node", () =>
    Effect.gen(function* () {
      for (const status of [200, 404]) {
        const url = yield* serve(HttpServerResponse.text("<html>", { status, contentType: "text/html" }))
        const { stderr } = yield* commandLine(["runs", "grace", "--url", url])
        assert.strictEqual(
          stderr,
          `What answers at ${url} is not a sync-engine node (status ${status}): check --url or ENGINE_URL.\n`
        )
      }
    })
  )

  it.scoped("does not wait for the rest of an answer that ended early", () =>
    Effect.gen(function* () {
      const url = yield* serve(HttpServerResponse.text("", { contentType: "application/ndjson" }))
      const { stderr } = yield* commandLine(["run", "grace", runId, "--url", url])
      assert.include(stderr, `The answer of ${url} ended early`)
    })
  )

  it.scoped("does not end as if all were well when the node leaves during a watch", () =>
    Effect.gen(function* () {
      const progress = { type: "progress", at: now, run: view({ status: "running" }) } as const
      for (const end of [Stream.fromEffect(Effect.interrupt), Stream.empty]) {
        const { stderr, succeeded } = yield* against(
          {
            StartSync: () => Effect.succeed({ runId, joined: false }),
            WatchRun: () => Stream.concat(Stream.make(progress), end)
          },
          ["sync", "grace", "--watch"]
        )
        assert.isFalse(succeeded)
        assert.include(stderr, "ended early, as it does when a node stops")
      }
    })
  )

  it.effect("names the argument, option or variable that is malformed", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
        [["runs"], "<org>"],
        [["runs", "a/b"], "<org> must be"],
        [["run", "grace", "7"], "<run> must be the id of a run"],
        [["runs", "grace", "--limit", "0"], "--limit must be a whole number from 1 to 100"],
        [["runs", "grace", "--url", "ftp://x"], "--url must be a URL that starts with http:// or https://"],
        [["sync", "grace", "--entity", "9"], "--entity must be the name of an entity"],
        [["sync", "grace", "--adapter", "P C"], "--adapter must be the name of an adapter"],
        [["connect", "grace", "--expires-at", "soon"], "--expires-at must be an instant"],
        [["nope"], "Invalid subcommand"]
      ]
      for (const [args, sentence] of cases) {
        const { stderr, succeeded } = yield* commandLine(args)
        assert.include(stderr, sentence)
        assert.isFalse(succeeded)
      }
      const { stderr } = yield* commandLine(["runs", "grace"], { environment: { ENGINE_URL: "here" } })
      assert.include(stderr, "ENGINE_URL must be a URL")
    })
  )
})
