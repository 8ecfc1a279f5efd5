import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { against } from "../support/AgainstEngine.ts"

const at = DateTime.unsafeMake(0)
const subscription = {
  adapter: "pco",
  eventName: "people.v2.events.person.updated",
  url: "https://sync.example.org/webhooks/pco/1",
  health: "active",
  checkedAt: at,
  revivals: 2,
  revivedAt: at,
  lastError: null
} as const
const count = {
  eventName: "people.v2.events.person.updated",
  pending: 1,
  processed: 1_234,
  ignored: 0,
  failed: 0
}

// Each command starts a server of its own, which is slow on a busy machine.
describe("webhooks and sync-record", { timeout: 20_000 }, () => {
  it.scoped("shows subscriptions and inbox as tables", () =>
    Effect.gen(function* () {
      const { stdout } = yield* against(
        { GetWebhooks: () => Effect.succeed({ inbox: [count], subscriptions: [subscription] }) },
        ["webhooks", "grace"]
      )
      assert.deepStrictEqual(stdout.split("\n"), [
        "subscription                     health  checked                  revived  error",
        "people.v2.events.person.updated  active  1970-01-01 00:00:00 UTC        2",
        "",
        "event                            pending  processed  ignored  failed",
        "people.v2.events.person.updated        1      1,234        0       0",
        ""
      ])
    })
  )

  it.scoped("says when there is nothing, and for programs exactly what the API says", () =>
    Effect.gen(function* () {
      const handlers = { GetWebhooks: () => Effect.succeed({ inbox: [], subscriptions: [] }) }
      const people = yield* against(handlers, ["webhooks", "grace"])
      assert.strictEqual(people.stdout, "Nothing is subscribed to yet.\n\nNothing has arrived yet.\n")
      const programs = yield* against(handlers, ["webhooks", "grace", "--json"])
      assert.deepStrictEqual(JSON.parse(programs.stdout), { inbox: [], subscriptions: [] })
    })
  )

  it.scoped("asks for a record", () =>
    Effect.gen(function* () {
      const handlers = {
        SyncRecord: (asked: { readonly entity: string; readonly externalId: string }) =>
          asked.entity === "Person" && asked.externalId === "7"
            ? Effect.succeed({ inboxId: "17" })
            : Effect.dieMessage("the record got lost")
      }
      const args = ["sync-record", "grace", "Person", "7"]
      const people = yield* against(handlers, args)
      assert.strictEqual(people.stdout, "Person 7 is queued as row 17 of the inbox.\n")
      const programs = yield* against(handlers, [...args, "--json"])
      assert.deepStrictEqual(JSON.parse(programs.stdout), { inboxId: "17" })
      const wrong = yield* against(handlers, ["sync-record", "grace", "Person", "7 8"])
      assert.isFalse(wrong.succeeded)
      assert.include(wrong.stderr, "<id> must be the id of a record")
    })
  )
})
