import { Brand, Schema } from "effect"
import { hash } from "node:crypto"
import type { CanonicalEntityName } from "./CanonicalEntityName.ts"

/** The UUID of one canonical row, branded so that a person's id is never passed where a household's is wanted. */
export type EntityId<E extends CanonicalEntityName = CanonicalEntityName> = string & Brand.Brand<`${E}Id`>

/** What determines an id: the same record of the same organisation and adapter always has the same one. */
export interface EntityKey<E extends CanonicalEntityName = CanonicalEntityName> {
  readonly orgId: string
  readonly adapter: string
  readonly entity: E
  readonly externalId: string
}

/** The schema of an entity's branded id. */
export const entityIdSchema = <E extends CanonicalEntityName>(entity: E) =>
  Schema.UUID.pipe(Schema.brand(`${entity}Id` as const))

/** The fixed namespace of all ids; changing it would give every row of every database a new identity. */
export const entityNamespace = "6f1d3f0a-2f0e-4d5b-9a39-6b8f5a7c1e42"

const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll("-", ""), "hex")

const namespaceBytes = bytesOf(entityNamespace)

// The two highest bits of the variant's digit are 10, the two others come from the hash.
const variantDigit = (digit: string): string => ((Number.parseInt(digit, 16) & 0x3) | 0x8).toString(16)

const nameBased = (namespace: Buffer, name: string): string => {
  const hex = hash("sha1", Buffer.concat([namespace, Buffer.from(name)]), "hex")
  const version = `5${hex.slice(13, 16)}`
  const variant = `${variantDigit(hex.charAt(16))}${hex.slice(17, 20)}`
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}-${variant}-${hex.slice(20, 32)}`
}

/**
 * The version 5 UUID (name-based, SHA-1) of a name in a namespace, in lower case.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562.html#name-uuid-version-5
 */
export const uuidV5 = (namespace: string, name: string): string => nameBased(bytesOf(namespace), name)

type Names<Inner> = Map<string, Inner>

/** Ids of one entity, by external id. */
interface Ids {
  /** The text of the key up to the external id. */
  readonly prefix: string
  readonly known: Names<string>
}

// The records of a page name themselves, each other and the same few values again and again.
const recent: Names<Names<Names<Ids>>> = new Map()
const recentSize = 4_096
let remembered = 0

const under = <Inner>(names: Names<Inner>, name: string, none: () => Inner): Inner => {
  const known = names.get(name)
  if (known !== undefined) return known
  const made = none()
  names.set(name, made)
  return made
}

/**
 * The id of the canonical row for a source record, computed without a look-up. The parts are hashed as a JSON array,
 * so moving a character from one part to its neighbour gives another id.
 */
export const entityId = <E extends CanonicalEntityName>(key: EntityKey<E>): EntityId<E> => {
  const { adapter, entity, externalId, orgId } = key
  if (remembered === recentSize) {
    recent.clear()
    remembered = 0
  }
  const adapters = under(recent, orgId, () => new Map())
  const entities = under(adapters, adapter, () => new Map())
  const ids = under(entities, entity, () => ({
    prefix: `${JSON.stringify([orgId, adapter, entity]).slice(0, -1)},`,
    known: new Map()
  }))
  const known = ids.known.get(externalId)
  if (known !== undefined) return known as EntityId<E>
  const id = nameBased(namespaceBytes, `${ids.prefix}${JSON.stringify(externalId)}]`)
  ids.known.set(externalId, id)
  remembered += 1
  return id as EntityId<E>
}
