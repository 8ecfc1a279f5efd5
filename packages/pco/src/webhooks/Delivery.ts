import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedDelivery,
  type WebhookDelivery,
  type Webhooks
} from "@openfaith/adapter-core"
import { DateTime, Either, Option } from "effect"
import { objectIn } from "../jsonapi/Pagination.ts"
import { externalIdOf } from "../wire/ExternalId.ts"
import { actionOfEvent, entityOfEvent } from "./EventName.ts"

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const eventName = /^[\w.-]{1,200}$/

const misshapen = (detail: string) => new MalformedDelivery({ reason: "shape", detail })

const parsed = (text: string): Option.Option<JsonValue> =>
  Option.liftThrowable((): JsonValue => JSON.parse(text))()

/** JSON text of whatever came as a payload; it is documented as JSON within a string. */
const payloadText = (payload: JsonValue | undefined): Either.Either<string, MalformedDelivery> =>
  typeof payload === "string" && Option.isSome(parsed(payload))
    ? Either.right(payload)
    : Either.try({
        try: () => JSON.stringify(payload ?? null),
        catch: () => misshapen("a payload is nested too deep")
      })

/** Whom an event is about. */
type Subject = Pick<WebhookDelivery, "externalId" | "keptId">

const subjectOf = (document: JsonObject | null, isMerger: boolean): Subject => {
  const data = document === null ? null : objectIn(document, "data")
  if (!isMerger) return { externalId: externalIdOf(data?.["id"]), keptId: null }
  const attributes = data === null ? null : objectIn(data, "attributes")
  const named = (role: "keep" | "remove") => {
    const linkage = objectIn(data ?? {}, "relationships")?.[`person_to_${role}`]
    const linked = isJsonObject(linkage) ? objectIn(linkage, "data") : null
    return externalIdOf(attributes?.[`person_to_${role}_id`]) ?? externalIdOf(linked?.["id"])
  }
  return { externalId: named("remove"), keptId: named("keep") }
}

const timeOf = (document: JsonObject | null): DateTime.Utc | null => {
  const time = document === null ? null : objectIn(document, "meta")?.["event_time"]
  return typeof time === "string" ? Option.getOrNull(DateTime.make(time)) : null
}

const delivery = (given: JsonValue): Either.Either<WebhookDelivery, MalformedDelivery> =>
  Either.gen(function* () {
    const attributes = isJsonObject(given) ? objectIn(given, "attributes") : null
    const eventId = isJsonObject(given) ? given["id"] : null
    const name = attributes?.["name"]
    if (typeof eventId !== "string" || !uuid.test(eventId))
      return yield* Either.left(misshapen("no event id"))
    if (typeof name !== "string" || !eventName.test(name))
      return yield* Either.left(misshapen("no event name"))
    const payload = yield* payloadText(attributes?.["payload"])
    const document = Option.getOrNull(Option.filter(parsed(payload), isJsonObject))
    const action = actionOfEvent(name)
    return {
      eventId: eventId.toLowerCase(),
      name,
      entity: entityOfEvent(name),
      action,
      ...subjectOf(document, action === "merged"),
      payload,
      eventTime: timeOf(document)
    }
  })

/**
 * Reads the body of a delivery. Only an event's id and name have to be there: a payload that cannot be read makes an event
 * without a record, which is better than one that is sent again and again until the subscription is switched off.
 *
 * @see https://developer.planning.center/docs/#/overview/webhooks
 */
export const parse: Webhooks["parse"] = (rawBody) =>
  Option.match(parsed(Buffer.from(rawBody).toString("utf8")), {
    onNone: () =>
      Either.left(
        new MalformedDelivery({ reason: "json", detail: `${rawBody.length} bytes that are not JSON` })
      ),
    onSome: (body) => {
      const data = isJsonObject(body) ? body["data"] : undefined
      return Array.isArray(data)
        ? Either.all(data.map(delivery))
        : Either.left(misshapen("`data` is no list"))
    }
  })
