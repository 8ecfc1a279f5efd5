import type { AnyEndpoint } from "./Endpoint.ts"
import type { AnyEntity } from "./Entity.ts"

/** A manifest whose literals are forgotten: what the engine drives. */
export interface AnyManifest<Row = unknown> {
  readonly entities: Readonly<Record<string, AnyEntity<Row>>>
  readonly endpoints: Readonly<Record<string, AnyEndpoint<Row>>>
}
