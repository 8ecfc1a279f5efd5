import { Endpoint, Entity } from "@openfaith/adapter-core"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOrNull, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "person_merger")

const PersonMergerWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("PersonMerger"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    created_at: Attribute.dateTime,
    person_to_keep_id: Attribute.foreignKey,
    person_to_remove_id: Attribute.foreignKey
  }),
  relationships: Relationship.optionalStruct({
    person_to_keep: Relationship.nullable("Person"),
    person_to_remove: Relationship.nullable("Person")
  })
})

/**
 * That one record of a person was merged into another. Mergers never change; the event of a new one tells of the person
 * who is gone, so it is among those of people.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/person_merger
 */
export const PersonMerger = Entity.make("PersonMerger", {
  wire: PersonMergerWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) => {
    const kept = Relationship.linkedId(relationships?.person_to_keep) ?? attributes.person_to_keep_id
    const removed = Relationship.linkedId(relationships?.person_to_remove) ?? attributes.person_to_remove_id
    return toCanonical(context, "PersonMerger", id, attributes, {
      keptPersonId: idOrNull(context, "Person", kept ?? null),
      removedPersonId: idOrNull(context, "Person", removed ?? null)
    })
  }
})

/** Lists all mergers there ever were. */
export const listPersonMergers = Endpoint.list({
  entity: PersonMerger,
  path: "/people/v2/person_mergers",
  where: ["created_at", "person_to_keep_id", "person_to_remove_id"],
  order: ["created_at"],
  pageSize: 100,
  window: "created_at",
  incremental: "created_at",
  docs
})

/** Reads one merger. */
export const getPersonMerger = Endpoint.get({
  entity: PersonMerger,
  path: "/people/v2/person_mergers/:id",
  docs
})
