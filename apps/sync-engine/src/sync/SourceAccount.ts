import type { AnyEndpoint, TransformContext } from "@openfaith/adapter-core"
import { Effect } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"

/** One organisation's account at a source, with what is needed to read and write its records. */
export const sourceAccount = Effect.fn("SourceAccount")(function* (connectionId: string) {
  const connections = yield* ConnectionStore
  const adapters = yield* AdapterRegistry
  const row = yield* Effect.flatMap(untilDatabaseAnswers(connections.find(connectionId)), Effect.orDie)
  const { manifest } = yield* Effect.orDie(adapters.get(row.adapter))
  const endpoints: ReadonlyArray<AnyEndpoint> = Object.values(manifest.endpoints)
  const listOf = (entity: string) => endpoints.find((one) => one.kind !== "get" && one.entity.name === entity)
  const context: TransformContext = {
    orgId: row.orgId,
    adapter: row.adapter,
    timeZone: row.timeZone,
    country: row.countryCode
  }
  return {
    connectionId,
    orgId: row.orgId,
    adapter: row.adapter,
    context,
    entities: manifest.entities,
    endpoint: (name: string) => manifest.endpoints[name],
    /** The list that speaks for an entity. */
    listOf,
    /** The list of an entity, where it can be asked for records by their ids. */
    listByIds: (entity: string) => {
      const list = listOf(entity)
      return list?.within === null && list.where.includes("id") ? list : null
    },
    /** What the list that speaks for an entity lies below; null when it stands by itself. */
    withinOf: (entity: string) => listOf(entity)?.within ?? null,
    /** Lists by which an entity is read that exist only below a record of this one. */
    listsBelow: (entity: string) =>
      endpoints.filter(
        (one) =>
          one.within?.entity === entity &&
          !one.onRequest &&
          endpoints.find((first) => first.kind !== "get" && first.entity === one.entity) === one
      ),
    getOf: (entity: string) => endpoints.find((one) => one.kind === "get" && one.entity.name === entity)
  }
})

/** @see {@link sourceAccount} */
export type SourceAccount = Effect.Effect.Success<ReturnType<typeof sourceAccount>>
