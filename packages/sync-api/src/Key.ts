import { Schema } from "effect"
import { OrgId } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { KeyScope } from "./KeyScope.ts"
import { Timestamp } from "./Timestamp.ts"

/** The id of a key, which is not the key itself. */
export const KeyId = Schema.UUID.annotations({
  identifier: "KeyId",
  description: "The id of a key",
  examples: ["5a0f6d4e-3a53-4d8a-9a44-0a6c1f1f0c11"]
})

/** What people call a key. */
export const KeyName = Schema.String.pipe(
  Schema.pattern(/^(?=.*\S)[^\u0000-\u001f]{1,100}$/, {
    message: () => "Expected 1 to 100 characters on one line",
    arbitrary: () => (fc) => fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,20}$/)
  })
).annotations({
  identifier: "KeyName",
  description: "What people call the key",
  jsonSchema: { type: "string", minLength: 1, maxLength: 100 },
  examples: ["Reports"]
})

const organizations = Schema.NullOr(Schema.NonEmptyArray(OrgId)).annotations({
  description: "The only organisations that the key is for; null for all of them"
})

/** A key as it is told of: the key itself is told once, when it is made. */
export const Key = Schema.Struct({
  keyId: KeyId,
  name: KeyName,
  scope: KeyScope,
  organizations,
  createdAt: Timestamp,
  lastUsedAt: Schema.NullOr(Timestamp).annotations({ description: "To the minute; null while never used" }),
  expiresAt: Schema.NullOr(Timestamp).annotations({ description: "Null when it does not expire" }),
  revokedAt: Schema.NullOr(Timestamp)
}).annotations({ identifier: "Key", description: "A key, without what has to be presented" })
/** @see {@link Key} */
export type Key = typeof Key.Type

/** All keys. */
export const Keys = Schema.Struct({ keys: Schema.Array(Key) }).annotations({ identifier: "Keys" })
/** @see {@link Keys} */
export type Keys = typeof Keys.Type

/** What a new key is to be. */
export const CreateKeyRequest = Schema.Struct({
  name: KeyName,
  scope: KeyScope,
  organizations: Schema.optionalWith(organizations, { exact: true }),
  expiresAt: Schema.optionalWith(Schema.NullOr(Timestamp), { exact: true })
}).annotations({
  identifier: "CreateKeyRequest",
  parseOptions: everyFault,
  examples: [{ name: "Reports", scope: "read", organizations: ["grace-church"] }]
})
/** @see {@link CreateKeyRequest} */
export type CreateKeyRequest = typeof CreateKeyRequest.Type

/** A key that was just made, with the key itself: only its digest is kept. */
export const CreatedKey = Schema.Struct({
  ...Key.fields,
  apiKey: Schema.Redacted(Schema.String).annotations({
    description: "What callers present; it cannot be told again"
  })
}).annotations({ identifier: "CreatedKey" })
/** @see {@link CreatedKey} */
export type CreatedKey = typeof CreatedKey.Type
