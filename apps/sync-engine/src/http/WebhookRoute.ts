import {
  HttpApiBuilder,
  HttpMiddleware,
  HttpRouter,
  HttpServerRequest,
  HttpServerResponse
} from "@effect/platform"
import { Effect, Layer, Option, Schema } from "effect"
import { Diversion } from "../journal/Diversion.ts"
import { answering } from "../service/Answering.ts"
import { deliveries } from "../telemetry/Metrics.ts"
import { Intake } from "../webhooks/Intake.ts"
import { Signatures } from "../webhooks/Signatures.ts"
import { deliveryPath } from "../webhooks/SubscriptionPlan.ts"

const target = Effect.orDie(
  HttpRouter.schemaPathParams(Schema.Struct({ adapter: Schema.String, connectionId: Schema.String }))
)

const accepted = HttpServerResponse.empty({ status: 200 })
const refused = HttpServerResponse.empty({ status: 401 })
const unreadable = HttpServerResponse.empty({ status: 400 })
const later = HttpServerResponse.empty({ status: 503, headers: { "retry-after": "2" } })

/**
 * Where sources deliver. A body is stored only when one of the connection's subscriptions signed it; whatever is wrong
 * with one that is refused, the answer is the same. Never 410, which would end the subscription. While the database does
 * not answer a delivery goes to the journal.
 */
export const layer = HttpApiBuilder.Router.use((router) =>
  Effect.gen(function* () {
    const signatures = yield* Signatures
    const intake = yield* Intake
    const diversion = yield* Diversion

    const deliver = Effect.gen(function* () {
      const { adapter, connectionId } = yield* target
      const request = yield* HttpServerRequest.HttpServerRequest
      const rawBody = new Uint8Array(yield* Effect.orDie(request.arrayBuffer))
      const port = yield* answering(
        signatures.check({ adapter, connectionId, headers: request.headers, rawBody })
      )
      if (Option.isNone(port)) return refused
      const events = yield* port.value.parse(rawBody)
      yield* diversion.keeping(
        { adapter, connectionId, rawBody },
        answering(intake.accept(connectionId, events))
      )
      return accepted
    }).pipe(
      Effect.withSpan("Webhooks.deliver"),
      Effect.catchTags({
        MalformedDelivery: (error) =>
          Effect.as(Effect.logWarning("delivery is signed but cannot be read", error), unreadable),
        ServiceUnavailable: () => Effect.succeed(later),
        JournalUnavailable: () => Effect.succeed(later),
        SecretUnreadable: (error) =>
          Effect.as(Effect.logError("secrets of webhook subscriptions cannot be read", error), later)
      })
    )
    const counted = Effect.tap(deliver, ({ status }) =>
      deliveries.update(1, { "http.response.status_code": String(status) })
    )
    yield* router.post(deliveryPath(":adapter", ":connectionId"), HttpMiddleware.withLoggerDisabled(counted))
  })
).pipe(Layer.provide([Signatures.layer, Intake.layer]))
