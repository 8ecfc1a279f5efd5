import type { AnyManifest } from "./AnyManifest.ts"
import type { AnyEndpoint } from "./Endpoint.ts"
import { edgesOf } from "./Graph.ts"
import { type RequestCost, requestsFor } from "./RequestCost.ts"
import type { Changes, Rider, StreamPlan } from "./StreamPlan.ts"
import { hardCycle, layers, type Need } from "./TopologicalOrder.ts"

/** What a run will ask, wave by wave; the streams of one wave may run side by side. */
export interface RequestPlan {
  readonly waves: ReadonlyArray<ReadonlyArray<StreamPlan>>
}

/**
 * Which part of the source a run covers: everything or what changed, of all entities but those asked for on request
 * only, or of some (names the manifest lacks are left out).
 */
export interface RequestPlanOptions {
  readonly mode: "full" | "delta"
  readonly entities?: ReadonlyArray<string>
}

interface Ride extends Rider {
  readonly carrier: string
}

/** Needs between streams: what an entity needs, the stream that carries it needs. */
const between = (needs: ReadonlyArray<Need>, rides: ReadonlyArray<Ride>): ReadonlyArray<Need> => {
  const stream = (entity: string) => rides.find((ride) => ride.entity === entity)?.carrier ?? entity
  return needs
    .map((need): Need => ({ from: stream(need.from), to: stream(need.to), kind: need.kind }))
    .filter((need) => need.from !== need.to)
}

/**
 * Who rides with whom. A rider goes with the first list that carries it, unless it carries others itself or the ride
 * would make two streams wait for each other.
 */
const ridesOf = (
  lists: ReadonlyArray<AnyEndpoint>,
  entities: ReadonlyArray<string>,
  needs: ReadonlyArray<Need>
): ReadonlyArray<Ride> =>
  lists
    .flatMap((list) =>
      Object.entries(list.carries).map(([include, entity]): Ride => ({
        carrier: list.entity.name,
        include,
        entity
      }))
    )
    .reduce<ReadonlyArray<Ride>>((rides, ride) => {
      const rideable =
        entities.includes(ride.entity) &&
        ride.entity !== ride.carrier &&
        !rides.some(
          ({ carrier, entity }) =>
            entity === ride.entity || entity === ride.carrier || carrier === ride.entity
        )
      return rideable && hardCycle(entities, between(needs, [...rides, ride])) === null
        ? [...rides, ride]
        : rides
    }, [])

/** A field that can be ordered by but not filtered by is walked from its newest value on. */
const changesOf = ({ incremental, order, where, within }: AnyEndpoint): Changes => {
  if (incremental !== null && where.includes(incremental)) return { kind: "filter", field: incremental }
  if (incremental !== null && order.includes(incremental)) return { kind: "newestFirst", field: incremental }
  return { kind: within === null ? "segment" : "parents" }
}

const ordered = (changes: Changes): Pick<StreamPlan, "window" | "order"> => {
  switch (changes.kind) {
    case "filter":
      return { window: changes.field, order: changes.field }
    case "newestFirst":
      return { window: null, order: `-${changes.field}` }
    case "parents":
    case "segment":
      return { window: null, order: null }
  }
}

const stream = (
  list: AnyEndpoint,
  wave: number,
  rides: ReadonlyArray<Ride>,
  mode: RequestPlanOptions["mode"]
): StreamPlan => {
  const riders = rides
    .filter((ride) => ride.carrier === list.entity.name)
    .map(({ entity, include }): Rider => ({ entity, include }))
  const changes = mode === "delta" ? changesOf(list) : null
  return {
    entity: list.entity.name,
    wave,
    endpoint: list.name,
    include: riders.map(({ include }) => include),
    riders,
    within: list.within,
    ...(changes === null ? { window: list.window, order: list.window } : ordered(changes)),
    fixed: list.fixed,
    pageSize: list.pageSize,
    changes
  }
}

/** The list of each entity that speaks for it: the first one given. */
const ownLists = (manifest: AnyManifest): ReadonlyArray<AnyEndpoint> => {
  const lists = Object.values(manifest.endpoints).filter((endpoint) => endpoint.kind !== "get")
  return lists.filter((list) => lists.find(({ entity }) => entity.name === list.entity.name) === list)
}

const make = (manifest: AnyManifest, options: RequestPlanOptions): RequestPlan => {
  const lists = ownLists(manifest).filter(({ entity, onRequest }) =>
    options.entities === undefined ? !onRequest : options.entities.includes(entity.name)
  )
  const entities = lists.map((list) => list.entity.name)
  const needs = edgesOf(manifest).filter((edge) => entities.includes(edge.from) && entities.includes(edge.to))
  // A child changes without its parent, so a delta asks for each by itself.
  const rides = options.mode === "delta" ? [] : ridesOf(lists, entities, needs)
  const streams = entities.filter((entity) => !rides.some((ride) => ride.entity === entity))
  return {
    waves: layers(streams, between(needs, rides)).map((layer, wave) =>
      lists
        .filter((list) => layer.includes(list.entity.name))
        .map((list) => stream(list, wave, rides, options.mode))
    )
  }
}

/** What a run asks of the source, decided before the first request. */
export const RequestPlan = {
  /**
   * In a full plan children ride on their parent's list where one carries them; an entity no selected list carries is
   * listed itself. In a delta every entity is asked for its own changes.
   */
  make,
  /**
   * Requests a plan needs for so many records of each entity. Per-parent lists are counted as if the records were spread
   * evenly over the parents, each of which takes at least one request.
   */
  cost: (plan: RequestPlan, counts: Readonly<Record<string, number>>): RequestCost => {
    const streams = Object.fromEntries(plan.waves.flat().map((one) => [one.entity, requestsFor(one, counts)]))
    return { streams, total: Object.values(streams).reduce((sum, requests) => sum + requests, 0) }
  }
}
