import { Options } from "@effect/cli"
import { Option, Schema } from "effect"

const described = <A>(option: Options.Options<A>, description: string) =>
  option.pipe(Options.withDescription(description))

/** A whole number with a default. */
export const whole = (name: string, fallback: number, description: string) =>
  described(Options.integer(name).pipe(Options.withDefault(fallback)), description)

/** Whole numbers with commas between them. */
export const wholes = (name: string, fallback: ReadonlyArray<number>, description: string) =>
  Options.text(name).pipe(
    Options.withSchema(
      Schema.split(",").pipe(
        Schema.compose(
          Schema.Array(Schema.compose(Schema.NumberFromString, Schema.Int.pipe(Schema.positive())))
        )
      )
    ),
    Options.withDefault(fallback),
    Options.withDescription(description)
  )

/** How large the simulated church is, unless told otherwise. */
export const people = (fallback: number) =>
  whole("people", fallback, "How many people the simulated church has")

/** What the church is made from. */
export const seed = whole("seed", 1, "The same seed makes the same church")

/** How often it is measured. */
export const rounds = whole("rounds", 1, "How often it is measured; the round with the median is printed")

const profile = described(
  Options.text("profile").pipe(Options.optional),
  "Folder for a CPU profile of the node, which slows it down"
)

/** Flags of Node itself for the nodes. */
export const nodeFlags = profile.pipe(
  Options.map(
    Option.match({
      onNone: (): ReadonlyArray<string> => [],
      onSome: (folder: string) => ["--cpu-prof", `--cpu-prof-dir=${folder}`]
    })
  )
)

/** Whether commits wait for the disk, as they do unless PostgreSQL is set otherwise. */
export const durable = described(
  Options.boolean("no-fsync"),
  "Have no commit wait for the disk, so that its speed makes no difference"
).pipe(Options.map((noFsync) => !noFsync))

/** What all benchmarks of syncs can be told. */
export const church = {
  seed,
  warmUp: whole("warm-up", 1_000, "People of a church that is synced before, not measured; 0 for none"),
  nodeFlags
}

/** What those can be told that start one PostgreSQL a program. */
export const stack = { ...church, durable }
