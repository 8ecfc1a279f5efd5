import { type AnyEntity, Entity, TransformFault } from "@openfaith/adapter-core"
import { type CanonicalRecord, entityId } from "@openfaith/canonical"
import { Either, Schema } from "effect"

const Wire = Schema.Struct({
  id: Schema.String,
  attributes: Schema.Struct({ name: Schema.String, born: Schema.optional(Schema.NullOr(Schema.String)) })
})

/** A small entity that becomes a canonical campus; its `born` is refused when it is no day. */
export const Campus: AnyEntity<CanonicalRecord> = Entity.make("Campus", {
  wire: Wire,
  version: 1,
  docs: "https://example.org/docs/campus",
  transform: ({ attributes, id }, { adapter, orgId }): Either.Either<CanonicalRecord, TransformFault> =>
    attributes.born === "0000-00-00"
      ? Either.left(new TransformFault({ entity: "Campus", path: "attributes.born", detail: "no such day" }))
      : Either.right({
          entity: "Campus",
          id: entityId({ orgId, adapter, entity: "Campus", externalId: id }),
          externalId: id,
          sourceCreatedAt: null,
          sourceUpdatedAt: null,
          fields: {
            name: attributes.name,
            description: null,
            street: null,
            city: null,
            state: null,
            postalCode: null,
            country: null,
            latitude: null,
            longitude: null,
            timeZone: null,
            twentyFourHourTime: null,
            phoneNumber: null,
            contactEmail: null,
            website: null,
            publicPageEnabled: null,
            avatarUrl: null
          }
        })
})
