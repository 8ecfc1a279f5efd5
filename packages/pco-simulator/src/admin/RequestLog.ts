import type { Json } from "../world/Row.ts"

/** One request as it was answered. */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  /** 0 for a request that was never answered. */
  readonly status: number
  /** ISO 8601 with milliseconds, of the machine's clock. */
  readonly time: string
  readonly ms: number
  /** `organization:user`, or null when nobody was recognised. */
  readonly user: string | null
}

/** A path with its ids replaced, so that requests for different records count as one. */
export const templateOf = (path: string): string => path.replace(/\/(\d+|unique)(?=\/|$)/g, "/:id")

const increment = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** What was asked of the API: counters of everything, and the last requests themselves. */
export class RequestLog {
  private readonly capacity: number
  private last: Array<LoggedRequest> = []
  private total = 0
  private byStatus = new Map<string, number>()
  private byPath = new Map<string, number>()
  private byUser = new Map<string, number>()

  constructor(capacity: number) {
    this.capacity = capacity
  }

  add(request: LoggedRequest): void {
    this.total += 1
    increment(this.byStatus, String(request.status))
    increment(this.byPath, templateOf(request.path))
    increment(this.byUser, request.user ?? "nobody")
    this.last.push(request)
    if (this.last.length > this.capacity * 2) this.last = this.last.slice(-this.capacity)
  }

  reset(): void {
    this.last = []
    this.total = 0
    this.byStatus.clear()
    this.byPath.clear()
    this.byUser.clear()
  }

  /** Counters and the last `count` requests, oldest first. */
  report(count: number): Json {
    return {
      total: this.total,
      byStatus: Object.fromEntries(this.byStatus),
      byPath: Object.fromEntries(this.byPath),
      byUser: Object.fromEntries(this.byUser),
      last:
        count <= 0 ? [] : this.last.slice(-Math.min(count, this.capacity)).map((request) => ({ ...request }))
    }
  }
}
