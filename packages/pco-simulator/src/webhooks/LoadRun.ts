import type { Organization } from "../Organization.ts"
import type { Delivery } from "./Delivery.ts"
import { Draws } from "./Draws.ts"
import { type Load, noMishaps, type Webhooks } from "./Webhooks.ts"

/** The tables a load edits, with the attribute that is set. */
export const loadFields = { Person: "nickname", Household: "name", Group: "name" } as const

/** The name of a table a load can edit. */
export type LoadTable = keyof typeof loadFields

/** What to fire. */
export interface LoadRequest {
  /** Deliveries in all, with duplicates and forgeries. */
  readonly count: number
  readonly perSecond: number
  /** The exact shares of all deliveries. */
  readonly duplicates: number
  readonly forged: number
  readonly shuffleMs: number
  readonly seed: number
  readonly entities: ReadonlyArray<LoadTable>
  /** How many records of each entity are edited in turn; fewer means more edits of the same one. */
  readonly records: number
}

const tickMs = 5
const recentDeliveries = 64

/** The kinds of a load's deliveries, shuffled; the first is genuine, as the others need one to go by. */
const planOf = (request: LoadRequest, draws: Draws): ReadonlyArray<Delivery["kind"]> => {
  const duplicates = Math.round(request.count * request.duplicates)
  const forged = Math.min(request.count - duplicates, Math.round(request.count * request.forged))
  const plan = Array.from({ length: request.count }, (_, place): Delivery["kind"] => {
    const fromEnd = request.count - place
    return fromEnd <= duplicates ? "duplicate" : fromEnd <= duplicates + forged ? "forged" : "genuine"
  })
  for (let last = plan.length - 1; last > 1; last--) {
    const other = 1 + draws.below(last)
    const [one, two] = [plan[last], plan[other]]
    if (one === undefined || two === undefined) continue
    plan[last] = two
    plan[other] = one
  }
  return plan
}

/** Fires deliveries at a steady rate; every genuine one is the edit of a record. */
export class LoadRun implements Load {
  running = true
  private readonly webhooks: Webhooks
  private readonly organization: Organization
  private readonly request: LoadRequest
  private readonly draws: Draws
  private readonly plan: ReadonlyArray<Delivery["kind"]>
  private readonly recent: Array<Delivery> = []
  private readonly startedAt = performance.now()
  private timer: NodeJS.Timeout | undefined
  private fired = 0
  private edits = 0

  constructor(organization: Organization, request: LoadRequest) {
    this.organization = organization
    this.webhooks = organization.webhooks
    this.request = request
    this.draws = new Draws(request.seed)
    this.plan = planOf(request, this.draws)
    this.tick()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.running = false
  }

  report() {
    const planned = (kind: Delivery["kind"]): number => this.plan.filter((each) => each === kind).length
    return {
      running: this.running,
      genuine: planned("genuine"),
      duplicates: planned("duplicate"),
      forged: planned("forged"),
      fired: this.fired
    }
  }

  private tick(): void {
    const elapsed = performance.now() - this.startedAt
    const due = Math.min(this.plan.length, Math.floor((elapsed * this.request.perSecond) / 1000) + 1)
    while (this.fired < due) this.fire()
    if (this.fired < this.plan.length) {
      this.timer = setTimeout(() => this.tick(), tickMs)
      return
    }
    this.stop()
  }

  private fire(): void {
    const kind = this.plan[this.fired] ?? "genuine"
    this.fired += 1
    const mishaps = { ...noMishaps, shuffleMs: this.request.shuffleMs }
    if (kind === "genuine") {
      this.edit()
      this.recent.push(...this.webhooks.announce(mishaps))
      this.recent.splice(0, this.recent.length - recentDeliveries)
      return
    }
    const about = this.recent[this.draws.below(Math.max(1, this.recent.length))]
    if (about === undefined) return
    if (kind === "duplicate") this.webhooks.duplicate(about, mishaps)
    else this.webhooks.forge(about, mishaps)
  }

  private edit(): void {
    const { entities, records } = this.request
    const table = entities[this.edits % entities.length] ?? "Person"
    this.edits += 1
    const { mutations, world } = this.organization
    const rows = world.tables[table]
    const id = rows.idAt(rows.indexAt(this.draws.below(Math.max(1, Math.min(records, rows.count)))))
    mutations.edit(table, id, { [loadFields[table]]: `Load ${this.edits}` }, true)
  }
}
