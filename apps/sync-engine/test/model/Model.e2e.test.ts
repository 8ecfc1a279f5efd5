import { NodeContext } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { testServer } from "@openfaith/local-postgres/vitest"
import { Config, Effect, FastCheck as fc, Layer, Redacted, Schedule, String } from "effect"
import { buriedRecords } from "../../src/local/BuriedRecords.ts"
import { makeChurch, mortal } from "../../src/local/Church.ts"
import { compareWithTruth, isEqual } from "../../src/local/CompareWithTruth.ts"
import * as LocalStack from "../../src/local/LocalStack.ts"
import * as SimulatorAdmin from "../../src/local/SimulatorAdmin.ts"
import { perform } from "./Perform.ts"
import { script, type Step } from "./Script.ts"
import { release } from "../support/Release.ts"

const churches = 8

/** Entities that scripts touch; the others are read once and stay as they are. */
const touched = ["Campus", "PersonMerger", ...mortal] as const

const settings = Config.all({
  scripts: Config.integer("MODEL_SCRIPTS").pipe(Config.withDefault(200)),
  seed: Config.integer("MODEL_SEED").pipe(Config.withDefault(20_260_101))
})

const patiently = Schedule.intersect(Schedule.spaced("100 millis"), Schedule.recurs(1200))

describe("a church that changes while it is synced", () => {
  it.scopedLive(
    "is copied exactly in the end, and nothing that exists is ever deleted",
    () =>
      Effect.gen(function* () {
        const { scripts, seed } = yield* settings
        const { url: databaseUrl } = yield* TestDatabase.make({ server: testServer() })
        const stack = yield* LocalStack.start({
          entry: release(),
          nodes: 2,
          databaseUrl,
          webhooks: true,
          simulator: { people: 14, organizations: churches, "rate-limit": 0 },
          environment: { MAX_CONCURRENT_RUNS: "16" }
        })
        const sql = yield* Layer.build(
          PgClient.layer({
            url: Redacted.make(databaseUrl),
            transformResultNames: String.snakeToCamel,
            transformJson: false
          })
        )
        const clients = yield* Effect.forEach(stack.nodes, stack.client)
        const client = (turn: number) => {
          const one = clients[turn % clients.length]
          assert(one !== undefined)
          return one
        }

        const inChurch = Effect.fnUntraced(function* (number: number) {
          const orgId = `church-${number}`
          const admin = SimulatorAdmin.make(stack.simulator.url, number)
          const church = makeChurch(admin)
          const query = <A extends object>(text: string) =>
            Effect.flatMap(SqlClient.SqlClient, (one) => one.unsafe<A>(text, [orgId])).pipe(
              Effect.provide(sql)
            )
          yield* client(0).Connect({
            orgId,
            adapter: "pco",
            auth: {
              type: "personal-access-token",
              applicationId: `sim-app-${number}`,
              secret: Redacted.make("sim-secret")
            }
          })
          const start = (mode: "full" | "delta" | "reconciliation", turn: number) =>
            client(turn).StartSync({ orgId, adapter: "pco", mode, entities: touched })
          // Asked of the database: so many questions would keep the nodes busy with answering them.
          const finished = (runId: string) =>
            query<{ status: string; error: string | null }>(
              `select status, error from sync.runs where org_id = $1 and run_id = '${runId}' and finished_at is not null`
            ).pipe(
              Effect.flatMap(([run]) => (run === undefined ? Effect.fail("not yet") : Effect.succeed(run))),
              Effect.retry(patiently)
            )
          const assertNothingLost = Effect.map(Effect.provide(buriedRecords(orgId), sql), (buried) =>
            assert.deepStrictEqual(church.neverGone(buried), [], "deleted and there")
          )
          const settled = query<{ open: number }>(
            `select ((select count(*) from sync.inbox where org_id = $1 and processed_at is null)
             + (select count(*) from sync.runs where org_id = $1 and finished_at is null))::int as open`
          ).pipe(
            Effect.filterOrFail(([row]) => row?.open === 0),
            Effect.retry(patiently)
          )

          const play = Effect.fnUntraced(function* (steps: ReadonlyArray<Step>) {
            for (const [turn, step] of steps.entries()) {
              yield* perform(church, admin, step)
              if (step.do !== "sync") continue
              const { runId } = yield* start(step.mode, turn)
              if (step.wait) yield* finished(runId)
              yield* assertNothingLost
            }
            yield* admin.call("POST", "/_sim/webhooks/flush", { timeoutMs: 60_000 })
            yield* settled
            const { runId } = yield* start("reconciliation", 0)
            const last = yield* finished(runId)
            assert.strictEqual(last.status, "succeeded", last.error ?? "")
            yield* assertNothingLost
            const comparisons = yield* Effect.provide(compareWithTruth(orgId, admin), sql)
            assert.deepStrictEqual(
              comparisons.filter((one) => !isEqual(one)),
              []
            )
          })

          const first = yield* client(0).StartSync({ orgId, adapter: "pco", mode: "full" })
          yield* finished(first.runId)
          const ours = fc.sample(script, {
            seed: seed + number,
            numRuns: Math.ceil(scripts / churches)
          })
          for (const [index, steps] of ours.entries()) {
            yield* play(steps).pipe(
              Effect.catchAllCause((cause) =>
                Effect.dieMessage(
                  `MODEL_SEED=${seed}, church ${number}, script ${index}: ${JSON.stringify(steps)}\n${cause}`
                )
              )
            )
          }
        })
        yield* Effect.forEach(
          Array.from({ length: churches }, (_, index) => index + 1),
          inChurch,
          { concurrency: "unbounded", discard: true }
        )
      }).pipe(Effect.provide(NodeContext.layer)),
    3_600_000
  )
})
