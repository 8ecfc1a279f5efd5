import { type EndpointPath, type ListName, listNameOf, type PathParam } from "./EndpointPath.ts"
import type { AnyEntity } from "./Entity.ts"

/** A list that exists only per parent: `param` of the path takes the parent's id, `relationship` is the record's way back. */
export interface Within {
  readonly entity: string
  readonly param: string
  readonly relationship: string
}

/**
 * Where a record that is gone may have been merged into another: the list of mergers, its filter by the id of the record
 * removed, and the attribute that names the one kept.
 */
export interface Mergers {
  readonly endpoint: string
  readonly removed: string
  readonly kept: string
}

/** An endpoint whose literals are forgotten. */
export interface AnyEndpoint<Row = unknown> {
  readonly kind: "list" | "listWithin" | "get"
  readonly name: string
  readonly entity: AnyEntity<Row>
  readonly path: EndpointPath
  readonly include: ReadonlyArray<string>
  /** Includes that every request of this endpoint asks for: without them its records leave relationships out. */
  readonly fixedInclude: ReadonlyArray<string>
  readonly where: ReadonlyArray<string>
  readonly order: ReadonlyArray<string>
  /** Which include brings which entity along, complete. */
  readonly carries: Readonly<Record<string, string>>
  /** Rows asked for a page. */
  readonly pageSize: number
  /** Query parameters that every request of this endpoint carries. */
  readonly fixed: Readonly<Record<string, string>>
  /** The timestamp by which a long walk is cut into windows. */
  readonly window: string | null
  /** The timestamp by which changes can be asked. */
  readonly incremental: string | null
  readonly within: Within | null
  readonly mergers: Mergers | null
  /** Whether a run asks for it only when it names the entity, because a list below every parent costs so much. */
  readonly onRequest: boolean
  /** Names of the webhook events that tell of this endpoint's records. */
  readonly events: ReadonlyArray<string>
  /** The vendor's page about this endpoint. */
  readonly docs: string
}

/** One request the source's API can answer, as data, with its literal types kept. */
export interface Endpoint<
  Kind extends AnyEndpoint["kind"],
  Name extends string,
  E extends AnyEntity,
  Path extends EndpointPath,
  Include extends ReadonlyArray<string>,
  Where extends ReadonlyArray<string>,
  Order extends ReadonlyArray<string>
> extends AnyEndpoint {
  readonly kind: Kind
  readonly name: Name
  readonly entity: E
  readonly path: Path
  readonly include: Include
  readonly where: Where
  readonly order: Order
}

/** How a list endpoint is described. */
export interface ListOptions<
  Name extends string,
  E extends AnyEntity,
  Path extends EndpointPath,
  Include extends ReadonlyArray<string>,
  Where extends ReadonlyArray<string>,
  Order extends ReadonlyArray<string>
> {
  readonly name?: Name
  readonly entity: E
  readonly path: Path
  readonly include?: Include
  readonly fixedInclude?: ReadonlyArray<Include[number]>
  readonly carries?: { readonly [Included in Include[number]]?: string }
  readonly where?: Where
  readonly order?: Order
  readonly pageSize: number
  readonly fixed?: Readonly<Record<string, string>>
  readonly window?: Where[number] & Order[number]
  readonly incremental?: Where[number] | Order[number]
  readonly events?: ReadonlyArray<string>
  readonly docs: string
}

/** How a list endpoint below a parent is described. */
export interface ListWithinOptions<
  Name extends string,
  E extends AnyEntity,
  Path extends EndpointPath,
  Include extends ReadonlyArray<string>,
  Where extends ReadonlyArray<string>,
  Order extends ReadonlyArray<string>
> extends ListOptions<Name, E, Path, Include, Where, Order> {
  readonly within: { readonly entity: string; readonly param: PathParam<Path>; readonly relationship: string }
  readonly onRequest?: boolean
}

/** How an endpoint that answers one record is described. */
export interface GetOptions<
  Name extends string,
  E extends AnyEntity,
  Path extends EndpointPath,
  Include extends ReadonlyArray<string>
> {
  readonly name?: Name
  readonly entity: E
  readonly path: Path
  readonly include?: Include
  readonly fixedInclude?: ReadonlyArray<Include[number]>
  readonly mergers?: Mergers
  readonly docs: string
}

const carried = (carries: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(carries).flatMap(([included, entity]) =>
      entity === undefined ? [] : [[included, entity]]
    )
  )

type NoStrings = readonly []

const list = <
  E extends AnyEntity,
  const Path extends EndpointPath,
  const Include extends ReadonlyArray<string> = NoStrings,
  const Where extends ReadonlyArray<string> = NoStrings,
  const Order extends ReadonlyArray<string> = NoStrings,
  const Name extends string = ListName<Path>
>(
  options: ListOptions<Name, E, Path, Include, Where, Order>
): Endpoint<"list", Name, E, Path, Include, Where, Order> => ({
  ...described(options),
  kind: "list",
  within: null,
  onRequest: false
})

const listWithin = <
  E extends AnyEntity,
  const Path extends EndpointPath,
  const Include extends ReadonlyArray<string> = NoStrings,
  const Where extends ReadonlyArray<string> = NoStrings,
  const Order extends ReadonlyArray<string> = NoStrings,
  const Name extends string = ListName<Path>
>(
  options: ListWithinOptions<Name, E, Path, Include, Where, Order>
): Endpoint<"listWithin", Name, E, Path, Include, Where, Order> => ({
  ...described(options),
  kind: "listWithin",
  within: options.within,
  onRequest: options.onRequest ?? false
})

// The casts restate the defaults of the type parameters, which the compiler cannot see in a value.
const described = <
  Name extends string,
  E extends AnyEntity,
  Path extends EndpointPath,
  Include extends ReadonlyArray<string>,
  Where extends ReadonlyArray<string>,
  Order extends ReadonlyArray<string>
>(
  options: ListOptions<Name, E, Path, Include, Where, Order>
) => ({
  name: (options.name ?? listNameOf(options.path)) as Name,
  entity: options.entity,
  path: options.path,
  include: (options.include ?? []) as unknown as Include,
  fixedInclude: options.fixedInclude ?? [],
  where: (options.where ?? []) as unknown as Where,
  order: (options.order ?? []) as unknown as Order,
  carries: carried(options.carries ?? {}),
  pageSize: options.pageSize,
  fixed: options.fixed ?? {},
  window: options.window ?? null,
  incremental: options.incremental ?? null,
  mergers: null,
  events: options.events ?? [],
  docs: options.docs
})

const get = <
  E extends AnyEntity,
  const Path extends EndpointPath,
  const Include extends ReadonlyArray<string> = NoStrings,
  const Name extends string = `get${E["name"]}`
>(
  options: GetOptions<Name, E, Path, Include>
): Endpoint<"get", Name, E, Path, Include, NoStrings, NoStrings> => ({
  kind: "get",
  name: (options.name ?? `get${options.entity.name}`) as Name,
  entity: options.entity,
  path: options.path,
  include: (options.include ?? []) as unknown as Include,
  fixedInclude: options.fixedInclude ?? [],
  where: [],
  order: [],
  carries: {},
  pageSize: 1,
  fixed: {},
  window: null,
  incremental: null,
  within: null,
  mergers: options.mergers ?? null,
  onRequest: false,
  events: [],
  docs: options.docs
})

/** Describes what the source's API can be asked. */
export const Endpoint = {
  /** A list of the whole organisation; its name follows from the path unless given. */
  list,
  /** A list that exists only per parent: a walk visits every parent in turn. */
  listWithin,
  /** One record by id; its name follows from the entity unless given. */
  get
}
