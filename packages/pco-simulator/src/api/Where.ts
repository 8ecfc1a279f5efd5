import type { Json, Row } from "../world/Row.ts"
import { textSeconds } from "../world/Timestamp.ts"
import type { World } from "../world/World.ts"
import type { Condition, Operator } from "./Query.ts"
import type { Vertex } from "./Vertex.ts"
import { zonedSeconds } from "./ZonedTime.ts"

/** A filter that is honoured: on a timestamp alone when that is enough to decide. */
export type Predicate =
  | {
      readonly kind: "time"
      readonly field: "created_at" | "updated_at"
      readonly test: (seconds: number) => boolean
    }
  | { readonly kind: "row"; readonly test: (row: Row) => boolean }

const compare = <A extends number | string>(operator: Operator, left: A, right: A): boolean => {
  switch (operator) {
    case "eq":
      return left === right
    case "gt":
      return left > right
    case "gte":
      return left >= right
    case "lt":
      return left < right
    case "lte":
      return left <= right
  }
}

const texts = (vertex: Vertex, world: World, field: string, row: Row): ReadonlyArray<string | null> => {
  if (field === "id") return [row.id]
  const computed = vertex.values?.[field]
  if (computed !== undefined) return computed(row, world)
  const value: Json = row.attributes[field] ?? null
  return [value === null ? null : String(value)]
}

const byTime = (condition: Condition, timeZone: string): ((seconds: number) => boolean) | null => {
  const asked = zonedSeconds(condition.value, timeZone)
  if (asked === null) return null
  const wholeDay = condition.operator === "eq" && /^\d{4}-\d{2}-\d{2}$/.test(condition.value)
  if (wholeDay) return (seconds) => seconds >= asked && seconds < asked + 86_400
  return (seconds) => compare(condition.operator, seconds, asked)
}

/** The test a condition stands for, or null when it is ignored: the field may not be queried, or its value cannot be read. */
export const toPredicate = (
  vertex: Vertex,
  world: World,
  condition: Condition,
  timeZone: string
): Predicate | null => {
  const { field, operator, value } = condition
  const type = vertex.canQueryBy[field]
  if (type === undefined || type === "visibility") return null
  const row = (test: (text: string | null) => boolean): Predicate => ({
    kind: "row",
    test: (candidate) => texts(vertex, world, field, candidate).some(test)
  })
  switch (type) {
    case "date_time": {
      const test = byTime(condition, timeZone)
      if (test === null) return null
      if (field === "created_at" || field === "updated_at") return { kind: "time", field, test }
      return row((text) => {
        const seconds = text === null ? null : textSeconds(text)
        return seconds !== null && test(seconds)
      })
    }
    case "date":
      return row((text) => text !== null && compare(operator, text, value))
    case "integer":
      return Number.isNaN(Number(value))
        ? null
        : row((text) => text !== null && compare(operator, Number(text), Number(value)))
    case "boolean":
      return operator === "eq"
        ? row((text) => (text === "true") === (value === "true" || value === "1"))
        : null
    case "primary_key": {
      const ids = new Set(value.split(",").map((id) => id.trim()))
      return operator === "eq" ? row((text) => text !== null && ids.has(text)) : null
    }
    case "search": {
      const needle = value.toLowerCase()
      return operator === "eq" ? row((text) => text !== null && text.toLowerCase().includes(needle)) : null
    }
    case "string": {
      const wanted = value.toLowerCase()
      return operator === "eq" ? row((text) => (text ?? "").toLowerCase() === wanted) : null
    }
  }
}
