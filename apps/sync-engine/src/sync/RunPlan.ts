import { type AnyManifest, Changes, RequestPlan, type StreamPlan } from "@openfaith/adapter-core"
import { Schema } from "effect"

/** A stream of a run as it is stored when the run starts: its own plan, or the stream that it rides on. */
export interface PlannedStream {
  readonly entity: string
  readonly wave: number
  readonly carrier: string | null
  readonly plan: StreamPlan | null
}

/** The entities whose records a stream brings: its own, and those that ride along. */
export const entitiesOf = ({
  entity,
  riders
}: Pick<StreamPlan, "entity" | "riders">): ReadonlyArray<string> => [
  entity,
  ...riders.map((rider) => rider.entity)
]

/** A {@link StreamPlan} as it is stored; a run keeps the plan it started with, whatever version goes on with it. */
export const StoredPlan: Schema.Schema<StreamPlan> = Schema.Struct({
  entity: Schema.String,
  wave: Schema.Int,
  endpoint: Schema.String,
  include: Schema.Array(Schema.String),
  riders: Schema.Array(Schema.Struct({ include: Schema.String, entity: Schema.String })),
  within: Schema.NullOr(
    Schema.Struct({ entity: Schema.String, param: Schema.String, relationship: Schema.String })
  ),
  window: Schema.NullOr(Schema.String),
  order: Schema.NullOr(Schema.String),
  fixed: Schema.Record({ key: Schema.String, value: Schema.String }),
  pageSize: Schema.Int,
  changes: Schema.NullOr(Changes)
})

/**
 * The streams of a run over all entities, or over those named, riders behind their carriers. A reconciliation reads what
 * a full run reads: a page of whole records costs the source no more requests than one of ids.
 */
export const plannedStreams = (
  manifest: AnyManifest,
  mode: "full" | "delta" | "reconciliation",
  entities: ReadonlyArray<string> | null
): ReadonlyArray<PlannedStream> =>
  RequestPlan.make(manifest, {
    mode: mode === "delta" ? "delta" : "full",
    ...(entities === null ? {} : { entities })
  }).waves.flatMap((wave) =>
    wave.flatMap((plan) => [
      { entity: plan.entity, wave: plan.wave, carrier: null, plan },
      ...plan.riders.map(({ entity }) => ({ entity, wave: plan.wave, carrier: plan.entity, plan: null }))
    ])
  )
