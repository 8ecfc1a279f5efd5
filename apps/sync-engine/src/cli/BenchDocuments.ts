import { Command, Options } from "@effect/cli"
import { Effect } from "effect"

// Paths are those of a checkout, in which `pnpm bench` is run.
const place = (name: string, path: string, description: string) =>
  Options.text(name).pipe(Options.withDefault(path), Options.withDescription(description))

/** `bench flame`: a drawing of what `--profile` wrote. */
export const Flame = Command.make(
  "flame",
  {
    profiles: Options.text("profiles").pipe(
      Options.withDescription("The folder that was given to another benchmark as `--profile`")
    ),
    svg: place("svg", "docs/images/bench-flame.svg", "Where the drawing goes")
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/publish/DrawFlame.ts")),
      ({ drawFlame }) => drawFlame(options)
    )
).pipe(Command.withDescription("Draw a CPU profile as a flame graph, and tell where the time goes"))

/** `bench publish`: the documents, from stored results. */
export const Publish = Command.make(
  "publish",
  {
    results: place("results", "docs/performance", "Folder with what the benchmarks printed, as NAME.json"),
    page: place("page", "docs/performance.md", "The page whose tables are written"),
    images: place("images", "docs/images", "Folder of the charts")
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/publish/Publish.ts")),
      ({ publish }) => publish(options)
    )
).pipe(Command.withDescription("Write tables and charts of the documents from stored results"))
