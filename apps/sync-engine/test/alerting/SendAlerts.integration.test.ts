import { NodeHttpClient } from "@effect/platform-node"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Fiber, Layer, Schedule } from "effect"
import { randomBytes } from "node:crypto"
import { Webhook } from "standardwebhooks"
import { AlertChannels } from "../../src/alerting/AlertChannels.ts"
import { delayAfter, sendAlerts } from "../../src/alerting/SendAlerts.ts"
import { AlertConfig } from "../../src/config/AlertConfig.ts"
import { AlertOutbox } from "../../src/stores/AlertOutbox.ts"
import { AlertStore } from "../../src/stores/AlertStore.ts"
import { RetentionStore } from "../../src/stores/RetentionStore.ts"
import { httpReceiver, mailServer } from "../support/AlertReceivers.ts"
import { connect } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const secret = `whsec_${randomBytes(32).toString("base64")}`

const configured = (environment: Readonly<Record<string, string>>) =>
  AlertChannels.layer.pipe(
    Layer.provideMerge(AlertConfig.layerConfig),
    Layer.provide(NodeHttpClient.layerUndici),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment)))))
  )

const raise = (connectionId: string, ...subjects: ReadonlyArray<string>) =>
  Effect.flatMap(AlertStore, (alerts) =>
    alerts.open(
      subjects.map((subject) => ({
        orgId: "grace",
        connectionId,
        kind: "staleness" as const,
        subject,
        severity: "warning" as const,
        message: `${subject} is <old> & grey`,
        details: {}
      }))
    )
  )

const resolve = (connectionId: string, subject: string) =>
  Effect.flatMap(AlertStore, (alerts) => alerts.resolve({ connectionId, kind: "staleness", subject }))

/** One turn of the sender: makes messages, and sends those that are due on every channel. */
const turn = Effect.gen(function* () {
  const channels = yield* AlertChannels
  const { remindAfter } = yield* AlertConfig
  const outbox = yield* AlertOutbox
  yield* outbox.queue(
    channels.map(({ name }) => name),
    remindAfter
  )
  yield* Effect.forEach(channels, sendAlerts, { concurrency: "unbounded", discard: true })
})

const dueNow = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`update sync.alert_messages set next_attempt_at = now() where next_attempt_at is not null`
)
const aDayPasses = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`update sync.alert_notices set created_at = created_at - interval '25 hours'`
)

/** A webhook receiver, a chat and a mail server, and the channels that lead there. */
const receivers = Effect.gen(function* () {
  const webhook = yield* httpReceiver
  const chat = yield* httpReceiver
  const mail = yield* mailServer
  const channels = configured({
    ALERT_WEBHOOK_URL: `${webhook.url}/alerts?for=ops`,
    ALERT_WEBHOOK_SECRET: secret,
    ALERT_SLACK_URL: `${chat.url}/services/secret-path`,
    ALERT_SMTP_URL: `smtp://sync:p%40ss@${mail.host}`,
    ALERT_EMAIL_FROM: "sync@example.org",
    ALERT_EMAIL_TO: "ops@example.org, oncall@example.org"
  })
  return { webhook, chat, mail, channels }
})

const typesOf = (posts: ReadonlyArray<{ readonly body: string }>) =>
  posts.map(({ body }) => (JSON.parse(body) as { type: string }).type)

describe("sendAlerts", () => {
  it.scopedLive("tells each channel once that an alert opened, and once that it is over", () =>
    Effect.gen(function* () {
      const { channels, chat, mail, webhook } = yield* receivers
      yield* Effect.gen(function* () {
        const { connectionId } = yield* connect("grace")
        yield* raise(connectionId, "Person")
        yield* turn
        yield* raise(connectionId, "Person")
        yield* turn
        const [post] = webhook.received
        assert.strictEqual(webhook.received.length, 1)
        assert.strictEqual(post?.path, "/alerts?for=ops")
        const verified = new Webhook(secret).verify(post?.body ?? "", post?.headers ?? {})
        assert.deepInclude(verified, { type: "alert.opened" })
        assert.throws(() => new Webhook(secret).verify(`${post?.body} `, post?.headers ?? {}))
        assert.strictEqual(chat.received.length, 1)
        assert.deepStrictEqual(JSON.parse(chat.received[0]?.body ?? ""), {
          text:
            "*Alert: staleness of grace, Person*\n" +
            "• warning: grace (pco) staleness Person: Person is &lt;old&gt; &amp; grey"
        })
        assert.strictEqual(mail.mails.length, 1)
        for (const part of [
          "To: ops@example.org, oncall@example.org",
          "Subject: Alert: staleness of grace, Person",
          "Auto-Submitted: auto-generated",
          "Person is <old> & grey"
        ])
          assert.include(mail.mails[0], part)

        yield* resolve(connectionId, "Person")
        yield* turn
        yield* turn
        assert.deepStrictEqual(typesOf(webhook.received), ["alert.opened", "alert.resolved"])
        assert.include(chat.received[1]?.body, "Resolved: staleness of grace, Person")
        assert.include(mail.mails[1], "Subject: Resolved: staleness of grace, Person")
        assert.strictEqual(chat.received.length + mail.mails.length, 4)
      }).pipe(Effect.provide(channels))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scopedLive(
    "keeps what a channel refuses for later, under the same id, and tells the others meanwhile",
    () =>
      Effect.gen(function* () {
        const { channels, chat, mail, webhook } = yield* receivers
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { connectionId } = yield* connect("grace")
          webhook.answer.status = 503
          webhook.answer.headers = { "retry-after": "900" }
          yield* raise(connectionId, "Person")
          yield* turn
          yield* turn
          assert.deepStrictEqual(
            [webhook.received.length, chat.received.length, mail.mails.length],
            [1, 1, 1]
          )
          const [waiting] = yield* sql`
          select channel, attempts, last_error, next_attempt_at > now() + interval '14 minutes' as heeded
          from sync.alert_messages where next_attempt_at is not null`
          assert.deepStrictEqual(waiting, {
            channel: "webhook",
            attempts: 1,
            lastError: "refused: status 503 said the receiver",
            heeded: true
          })

          // its end waits until its beginning was told
          yield* resolve(connectionId, "Person")
          yield* turn
          assert.strictEqual(webhook.received.length, 1)
          webhook.answer.status = 200
          yield* dueNow
          yield* turn
          assert.deepStrictEqual(typesOf(webhook.received), [
            "alert.opened",
            "alert.opened",
            "alert.resolved"
          ])
          const ids = webhook.received.map(({ headers }) => headers["webhook-id"])
          assert.strictEqual(ids[0], ids[1])
          assert.notStrictEqual(ids[1], ids[2])
        }).pipe(Effect.provide(channels))
      }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scopedLive("sends again what a crash left half sent, and gives up after three days", () =>
    Effect.gen(function* () {
      const { channels, webhook } = yield* receivers
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { connectionId } = yield* connect("grace")
        webhook.answer.isSilent = true
        yield* raise(connectionId, "Person")
        const crashing = yield* Effect.fork(turn)
        yield* Effect.suspend(() =>
          webhook.received.length > 0 ? Effect.void : Effect.fail("not yet")
        ).pipe(Effect.retry(Schedule.spaced("20 millis")))
        yield* Fiber.interrupt(crashing)
        webhook.answer.isSilent = false
        yield* turn
        assert.strictEqual(webhook.received.length, 1)
        yield* dueNow
        yield* turn
        assert.strictEqual(webhook.received.length, 2)
        assert.strictEqual(
          webhook.received[0]?.headers["webhook-id"],
          webhook.received[1]?.headers["webhook-id"]
        )

        webhook.answer.status = 404
        yield* raise(connectionId, "Group")
        yield* turn
        yield* sql`update sync.alert_messages set created_at = created_at - interval '4 days'`
        yield* dueNow
        yield* turn
        yield* dueNow
        yield* turn
        assert.strictEqual(webhook.received.length, 3)
        // what is still open is told of again by the reminder
        webhook.answer.status = 200
        yield* aDayPasses
        yield* turn
        assert.strictEqual(typesOf(webhook.received).at(-1), "alert.reminded")
        assert.include(webhook.received.at(-1)?.body, "Group")
      }).pipe(Effect.provide(channels))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scopedLive("reminds of what is still open once a day, and makes one message of many alerts", () =>
    Effect.gen(function* () {
      const { channels, chat } = yield* receivers
      yield* Effect.gen(function* () {
        const { connectionId } = yield* connect("grace")
        yield* raise(connectionId, ...Array.from({ length: 150 }, (_, index) => `Kind${index}`))
        yield* turn
        assert.sameMembers(
          chat.received.map(({ body }) => /\*(.+)\*/.exec(body)?.[1]),
          ["100 alerts opened", "50 alerts opened"]
        )
        for (const _day of [1, 2]) {
          yield* aDayPasses
          yield* turn
          yield* turn
        }
        assert.strictEqual(chat.received.length, 6)
        assert.include(chat.received[5]?.body, "alerts are still open*")
      }).pipe(Effect.provide(channels))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scopedLive("remembers what it told as long as the alert is remembered", () =>
    Effect.gen(function* () {
      const { channels, chat } = yield* receivers
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const retention = yield* RetentionStore
        const prune = retention.prune({ ledgerDays: 30, runDays: 30, workflowHours: 24 }, 100)
        const { connectionId } = yield* connect("grace")
        yield* raise(connectionId, "Person")
        yield* turn
        yield* sql`update sync.alert_messages set created_at = now() - interval '40 days'`
        assert.strictEqual((yield* prune).alertMessages, 0)
        yield* turn
        assert.strictEqual(chat.received.length, 1)
        yield* sql`update sync.alerts set resolved_at = now() - interval '40 days'`
        yield* prune
        assert.strictEqual((yield* sql`select from sync.alert_messages`).length, 0)
      }).pipe(Effect.provide(channels))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it("waits twice as long after each attempt, as long as the channel asked, and an hour at most", () => {
    const seconds = (attempts: number, asked: number | null) =>
      Duration.toSeconds(delayAfter(attempts, asked))
    assert.deepStrictEqual(
      [seconds(1, null), seconds(2, null), seconds(3, null), seconds(1, 60), seconds(3, 5)],
      [10, 20, 40, 60, 40]
    )
    assert.strictEqual(seconds(50, null), 3600)
    assert.strictEqual(seconds(1, 86_400), 3600)
  })
})

describe("AlertConfig", () => {
  it.effect("sends nowhere unless it is told where, and names what is missing", () =>
    Effect.gen(function* () {
      const read = (environment: Readonly<Record<string, string>>) =>
        AlertChannels.pipe(Effect.provide(configured(environment)))
      assert.deepStrictEqual(yield* read({}), [])
      const url = "https://ops.example.org/a-secret-path"
      for (const [environment, problem] of [
        [{ ALERT_WEBHOOK_URL: url }, "ALERT_WEBHOOK_SECRET is not set"],
        [{ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: "short" }, "ALERT_WEBHOOK_SECRET must be base64"],
        [{ ALERT_SMTP_URL: "smtp://mail" }, "ALERT_EMAIL_FROM is not set"],
        [{ ALERT_SMTP_URL: "smtp://mail", ALERT_EMAIL_FROM: "a@b" }, "ALERT_EMAIL_TO is not set"]
      ] as const) {
        const error = String(yield* Effect.flip(read(environment)))
        assert.include(error, problem)
        assert.notInclude(error, "a-secret-path")
      }
    })
  )
})
