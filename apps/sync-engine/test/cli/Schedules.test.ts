import type { Alert, Schedule } from "@openfaith/sync-api"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { against } from "../support/AgainstEngine.ts"

const at = DateTime.unsafeMake("2026-03-01T08:00:00Z")

const schedule = (rest: Partial<Schedule>): Schedule => ({
  adapter: "pco",
  mode: "full",
  everySeconds: 86_400,
  at: null,
  paused: false,
  lastCompletedAt: at,
  nextAt: at,
  overdue: true,
  ...rest
})

const alert: Alert = {
  alertId: "3f0c7c0e-6c51-4a07-8f0e-0d7f3b6f2a11",
  adapter: "pco",
  kind: "staleness",
  subject: "Person",
  severity: "warning",
  message: "Person is late",
  details: {},
  openedAt: at,
  lastSeenAt: at,
  resolvedAt: null
}

// Each command starts a server of its own, which is slow on a busy machine.
describe("schedules and alerts", { timeout: 20_000 }, () => {
  it.scoped("shows when an organisation is synced", () =>
    Effect.gen(function* () {
      const schedules = [
        schedule({}),
        schedule({ mode: "delta", everySeconds: 900, paused: true, nextAt: null, overdue: false }),
        schedule({
          mode: "reconciliation",
          everySeconds: null,
          at: "02:00",
          lastCompletedAt: null,
          nextAt: null,
          overdue: false
        })
      ]
      const { stdout } = yield* against({ ListSchedules: () => Effect.succeed({ schedules }) }, [
        "schedules",
        "grace"
      ])
      assert.deepStrictEqual(stdout.split("\n"), [
        "adapter  mode            when               last ended               next",
        "pco      full            every 24 h 00 min  2026-03-01 08:00:00 UTC  overdue since 2026-03-01 08:00:00 UTC",
        "pco      delta           every 15 min 00 s  2026-03-01 08:00:00 UTC  paused",
        "pco      reconciliation  nightly at 02:00   never                    waits",
        ""
      ])
    })
  )

  it.scoped("pauses and resumes before it shows", () =>
    Effect.gen(function* () {
      const changes: Array<unknown> = []
      const { stdout, succeeded } = yield* against(
        {
          UpdateSchedule: (change) => {
            changes.push(change)
            return Effect.succeed(schedule({}))
          },
          ListSchedules: () => Effect.succeed({ schedules: [] })
        },
        ["schedules", "grace", "--pause", "delta", "--resume", "full", "--json"]
      )
      assert.isTrue(succeeded)
      assert.strictEqual(stdout, '{"schedules":[]}\n')
      assert.deepStrictEqual(changes, [
        { orgId: "grace", adapter: "pco", mode: "delta", paused: true },
        { orgId: "grace", adapter: "pco", mode: "full", paused: false }
      ])
    })
  )

  it.scoped("shows alerts", () =>
    Effect.gen(function* () {
      const handlers = {
        ListAlerts: ({ all }: { readonly all?: boolean }) =>
          Effect.succeed({ alerts: all === true ? [alert] : [] })
      }
      assert.strictEqual((yield* against(handlers, ["alerts", "grace"])).stdout, "There are no alerts.\n")
      const { stdout } = yield* against(handlers, ["alerts", "grace", "--all"])
      assert.deepStrictEqual(stdout.split("\n"), [
        "severity  kind       subject  opened                   resolved  message",
        "warning   staleness  Person   2026-03-01 08:00:00 UTC  open      Person is late",
        ""
      ])
    })
  )
})
