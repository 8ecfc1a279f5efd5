import { Schema } from "effect"

const Node = Schema.Struct({
  id: Schema.Int,
  callFrame: Schema.Struct({
    functionName: Schema.String,
    url: Schema.String,
    lineNumber: Schema.Int,
    columnNumber: Schema.Int
  }),
  children: Schema.optionalWith(Schema.Array(Schema.Int), { exact: true })
})

/**
 * A CPU profile as Node writes it, as far as it is read here.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
 */
export const CpuProfile = Schema.Struct({
  nodes: Schema.NonEmptyArray(Node),
  samples: Schema.Array(Schema.Int),
  timeDeltas: Schema.Array(Schema.Int)
})
/** @see {@link CpuProfile} */
export type CpuProfile = typeof CpuProfile.Type

/** Where a function is. */
export type CallFrame = CpuProfile["nodes"][number]["callFrame"]

/** What a frame belongs to. */
export type Part = "network" | "database" | "effect" | "engine" | "node" | "collector"

/** A function on the stack, with the time spent in it and below it; of several nodes that are the same function below the same one. */
export interface Frame {
  readonly name: string
  readonly part: Part
  /** Microseconds in the function itself. */
  readonly own: number
  /** Microseconds in it and in what it called. */
  readonly total: number
  readonly children: ReadonlyArray<Frame>
}

// Having nothing to do is no cost, and modules are loaded once.
const isLeftOut = ({ functionName, url }: CallFrame): boolean =>
  functionName === "(idle)" || /^node:internal\/(modules|bootstrap)\//.test(url)

const parts: ReadonlyArray<readonly [RegExp, Part]> = [
  [/\/node_modules\/(pg|pg-[a-z]+|@effect\/sql-pg)\//, "database"],
  [
    /\/node_modules\/undici\/|^node:(internal\/)?(net|http|_http|stream|tls|dns|deps\/undici|deps\/llhttp)/,
    "network"
  ],
  [/\/node_modules\/(effect|@effect\/[a-z-]+)\//, "effect"],
  [/\/(apps|packages)\//, "engine"]
]

/** What a function belongs to by its file; what is written in C++ has none and belongs to its caller. */
export const partOf = ({ functionName, url }: CallFrame, caller: Part): Part =>
  functionName === "(garbage collector)"
    ? "collector"
    : url === ""
      ? caller
      : (parts.find(([pattern]) => pattern.test(url))?.[1] ?? "node")

const nameOf = ({ functionName, lineNumber, url }: CallFrame): string => {
  const file = url.startsWith("node:") ? url : (url.split("?")[0] ?? "").split("/").slice(-2).join("/")
  // Counted from 0 there, from 1 by people.
  if (functionName === "") return `${file}:${lineNumber + 1}`
  return file === "" ? functionName : `${functionName} ${file}`
}

interface Building {
  readonly name: string
  readonly part: Part
  own: number
  readonly children: Map<string, Building>
}

const finished = ({ children, ...frame }: Building): Frame => {
  const below = [...children.values()].map(finished).toSorted((one, other) => other.total - one.total)
  return { ...frame, children: below, total: frame.own + below.reduce((sum, { total }) => sum + total, 0) }
}

/** The tree of calls of a profile; a function that calls itself at once is one frame. */
export const framesOf = ({ nodes, samples, timeDeltas }: CpuProfile): Frame => {
  const own = new Map<number, number>()
  samples.forEach((id, index) => own.set(id, (own.get(id) ?? 0) + (timeDeltas[index] ?? 0)))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const root: Building = { name: "all", part: "node", own: 0, children: new Map() }
  const pending: Array<readonly [number, Building]> = (nodes[0].children ?? []).map((id) => [id, root])
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [id, parent] = next
    const node = byId.get(id)
    if (node === undefined || isLeftOut(node.callFrame)) continue
    const name = nameOf(node.callFrame)
    let frame = parent
    if (parent.name !== name) {
      frame = parent.children.get(name) ?? {
        name,
        part: partOf(node.callFrame, parent.part),
        own: 0,
        children: new Map()
      }
      parent.children.set(name, frame)
    }
    frame.own += own.get(id) ?? 0
    for (const child of node.children ?? []) pending.push([child, frame])
  }
  return finished(root)
}

/** How much time was spent in functions themselves, wherever they were called, the longest first. */
export const ownTimes = (
  root: Frame
): ReadonlyArray<{ readonly name: string; readonly part: Part; readonly own: number }> => {
  const sums = new Map<string, { readonly name: string; readonly part: Part; own: number }>()
  const pending = [root]
  for (let frame = pending.pop(); frame !== undefined; frame = pending.pop()) {
    const sum = sums.get(frame.name) ?? { name: frame.name, part: frame.part, own: 0 }
    sum.own += frame.own
    sums.set(frame.name, sum)
    pending.push(...frame.children)
  }
  return [...sums.values()].toSorted((one, other) => other.own - one.own)
}
