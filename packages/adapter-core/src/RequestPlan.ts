import type { AnyManifest } from "./AnyManifest.ts"
import type { AnyEndpoint } from "./Endpoint.ts"
import { edgesOf } from "./Graph.ts"
import { type RequestCost, requestsFor } from "./RequestCost.ts"
import type { Rider, StreamPlan } from "./StreamPlan.ts"
import { hardCycle, layers, type Need } from "./TopologicalOrder.ts"

/** What a run will ask, wave by wave; the streams of one wave may run side by side. */
export interface RequestPlan {
  readonly waves: ReadonlyArray<ReadonlyArray<StreamPlan>>
}

/** Which part of the source a run covers: all of it, or some entities (names the manifest lacks are left out). */
export interface RequestPlanOptions {
  readonly mode: "full"
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

const stream = (list: AnyEndpoint, wave: number, rides: ReadonlyArray<Ride>): StreamPlan => {
  const riders = rides
    .filter((ride) => ride.carrier === list.entity.name)
    .map(({ entity, include }): Rider => ({ entity, include }))
  return {
    entity: list.entity.name,
    wave,
    endpoint: list.name,
    include: riders.map(({ include }) => include),
    riders,
    within: list.within,
    window: list.window,
    order: list.window,
    fixed: list.fixed,
    pageSize: list.pageSize
  }
}

/** The list of each entity that speaks for it: the first one given. */
const ownLists = (manifest: AnyManifest): ReadonlyArray<AnyEndpoint> => {
  const lists = Object.values(manifest.endpoints).filter((endpoint) => endpoint.kind !== "get")
  return lists.filter((list) => lists.find(({ entity }) => entity.name === list.entity.name) === list)
}

const make = (manifest: AnyManifest, options: RequestPlanOptions): RequestPlan => {
  const selected = (entity: string) => options.entities === undefined || options.entities.includes(entity)
  const lists = ownLists(manifest).filter((list) => selected(list.entity.name))
  const entities = lists.map((list) => list.entity.name)
  const needs = edgesOf(manifest).filter((edge) => entities.includes(edge.from) && entities.includes(edge.to))
  const rides = ridesOf(lists, entities, needs)
  const streams = entities.filter((entity) => !rides.some((ride) => ride.entity === entity))
  return {
    waves: layers(streams, between(needs, rides)).map((layer, wave) =>
      lists.filter((list) => layer.includes(list.entity.name)).map((list) => stream(list, wave, rides))
    )
  }
}

/** What a run asks of the source, decided before the first request. */
export const RequestPlan = {
  /** Children ride on their parent's list where one carries them; an entity no selected list carries is listed itself. */
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
