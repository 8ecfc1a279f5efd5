import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedDelivery,
  type WebhookDelivery,
  type Webhooks
} from "@openfaith/adapter-core"
import { uuidV5 } from "@openfaith/canonical"
import { DateTime, Either, Option } from "effect"
import { objectIn } from "../jsonapi/Pagination.ts"
import { externalIdOf } from "../wire/ExternalId.ts"
import { actionOfEvent, entityOfEvent } from "./EventName.ts"

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const eventName = /^[\w.-]{1,200}$/

const parsed = (text: string): Option.Option<JsonValue> =>
  Option.liftThrowable((): JsonValue => JSON.parse(text))()

/** JSON text of whatever came as a payload; it is documented as JSON within a string. */
const payloadText = (payload: JsonValue | undefined): string =>
  typeof payload === "string" && Option.isSome(parsed(payload))
    ? payload
    : Option.getOrElse(
        Option.liftThrowable(() => JSON.stringify(payload ?? null))(),
        () => '{"unreadable":"nested too deep"}'
      )

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

// Fixed, as the same event must have the same id for ever.
const eventIds = "0a4e1c0e-58a3-4b0f-9d53-1c7f0c2e6b95"
const unnamed = "unnamed"

/** An event's UUID; one that comes with another id, or without any, has one made of that, or of all that it says. */
const eventIdOf = (id: JsonValue | undefined, name: string, payload: string): string =>
  typeof id === "string" && uuid.test(id)
    ? id.toLowerCase()
    : uuidV5(eventIds, externalIdOf(id) ?? `${name}\n${payload}`)

const delivery = (given: JsonValue): WebhookDelivery => {
  const event = isJsonObject(given) ? given : {}
  const attributes = objectIn(event, "attributes")
  const told = attributes?.["name"]
  const name = typeof told === "string" && eventName.test(told) ? told : unnamed
  const payload = payloadText(attributes?.["payload"])
  const document = Option.getOrNull(Option.filter(parsed(payload), isJsonObject))
  const action = actionOfEvent(name)
  return {
    eventId: eventIdOf(event["id"], name, payload),
    name,
    entity: entityOfEvent(name),
    action,
    ...subjectOf(document, action === "merged"),
    payload,
    eventTime: timeOf(document)
  }
}

/**
 * Reads the body of a delivery: a list of events, or a single one. Whatever an event lacks, it is an event without that,
 * which is better than one that is sent again and again until the subscription is switched off.
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
      if (Array.isArray(data)) return Either.right(data.map(delivery))
      return isJsonObject(data)
        ? Either.right([delivery(data)])
        : Either.left(new MalformedDelivery({ reason: "shape", detail: "`data` is no list" }))
    }
  })
