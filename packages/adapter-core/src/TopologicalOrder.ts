/** `from` needs `to`; a soft need may give way where needs form a circle. */
export interface Need {
  readonly from: string
  readonly to: string
  readonly kind: "hard" | "soft"
}

const targets = (needs: ReadonlyArray<Need>): ReadonlyMap<string, ReadonlyArray<string>> =>
  needs.reduce(
    (map, need) => map.set(need.from, [...(map.get(need.from) ?? []), need.to]),
    new Map<string, Array<string>>()
  )

/** A circle of hard needs, first node repeated at the end; null when there is none. The same input finds the same circle. */
export const hardCycle = (
  nodes: ReadonlyArray<string>,
  needs: ReadonlyArray<Need>
): ReadonlyArray<string> | null => {
  const next = targets(needs.filter((need) => need.kind === "hard"))
  const cleared = new Set<string>()
  const visit = (node: string, trail: ReadonlyArray<string>): ReadonlyArray<string> | null => {
    const start = trail.indexOf(node)
    if (start >= 0) return [...trail.slice(start), node]
    if (cleared.has(node)) return null
    for (const target of next.get(node) ?? []) {
      const cycle = visit(target, [...trail, node])
      if (cycle !== null) return cycle
    }
    cleared.add(node)
    return null
  }
  for (const node of nodes) {
    const cycle = visit(node, [])
    if (cycle !== null) return cycle
  }
  return null
}

const reachable = (start: string, next: ReadonlyMap<string, ReadonlyArray<string>>): ReadonlySet<string> => {
  const seen = new Set<string>()
  const waiting = [start]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const target of next.get(node) ?? []) {
      if (!seen.has(target)) {
        seen.add(target)
        waiting.push(target)
      }
    }
  }
  return seen
}

/**
 * Of the nodes left, all in or behind circles, the one to place first: in a circle that waits for nothing outside
 * itself, without hard needs, with the fewest soft ones, and first by position among equals.
 */
const leastBound = <N extends Need>(
  left: ReadonlyArray<string>,
  needs: ReadonlyArray<N>
): string | undefined => {
  const next = targets(needs)
  const reach = new Map(left.map((node) => [node, reachable(node, next)]))
  const softNeeds = (node: string) =>
    new Set(needs.filter((need) => need.from === node).map((need) => need.to)).size
  return left
    .filter((node) => !needs.some((need) => need.from === node && need.kind === "hard"))
    .filter((node) => [...(reach.get(node) ?? [])].every((other) => reach.get(other)?.has(node) === true))
    .reduce<string | undefined>(
      (best, node) => (best === undefined || softNeeds(node) < softNeeds(best) ? node : best),
      undefined
    )
}

/** The soft needs that must give way for the rest to have an order; needs of a node for itself order nothing. */
export const deferredNeeds = <N extends Need>(
  nodes: ReadonlyArray<string>,
  needs: ReadonlyArray<N>
): ReadonlyArray<N> => {
  const deferred: Array<N> = []
  let left = nodes
  let open = needs.filter((need) => need.from !== need.to)
  while (left.length > 0) {
    const free = left.filter((node) => !open.some((need) => need.from === node))
    const chosen = free.length > 0 ? free : [leastBound(left, open)].filter((node) => node !== undefined)
    if (chosen.length === 0) throw new Error("a circle of hard needs has no order")
    deferred.push(...open.filter((need) => chosen.includes(need.from)))
    left = left.filter((node) => !chosen.includes(node))
    open = open.filter((need) => !chosen.includes(need.from) && !chosen.includes(need.to))
  }
  return deferred
}

/** Layers in which every node comes after all it needs, as early as it can; nodes keep their given order within a layer. */
export const layers = (
  nodes: ReadonlyArray<string>,
  needs: ReadonlyArray<Need>
): ReadonlyArray<ReadonlyArray<string>> => {
  const deferred = new Set<Need>(deferredNeeds(nodes, needs))
  const made: Array<ReadonlyArray<string>> = []
  let left = nodes
  let open = needs.filter((need) => need.from !== need.to && !deferred.has(need))
  while (left.length > 0) {
    const layer = left.filter((node) => !open.some((need) => need.from === node))
    made.push(layer)
    left = left.filter((node) => !layer.includes(node))
    open = open.filter((need) => !layer.includes(need.to))
  }
  return made
}
