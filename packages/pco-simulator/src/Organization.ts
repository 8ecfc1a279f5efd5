import { Corruption } from "./admin/Corruption.ts"
import { RowCache } from "./api/RowCache.ts"
import { Selector } from "./api/Selection.ts"
import type { Product } from "./api/Vertex.ts"
import { Webhooks } from "./webhooks/Webhooks.ts"
import { Mutations } from "./world/Mutations.ts"
import type { SimulatedClock } from "./world/SimulatedClock.ts"
import { World } from "./world/World.ts"

/** What decides one simulated church. */
export interface OrganizationOptions {
  readonly seed: number
  readonly people: number
  readonly timeZone: string
  readonly applicationId: string
  readonly secret: string
  /** How many characters of rows served before are kept. */
  readonly cacheCharacters: number
}

const firstOrganizationId = 263_468

/** A church: its records, its credential, and what was done to it by hand. */
export class Organization {
  /** Place among the simulator's organisations, from 0. */
  readonly index: number
  readonly id: string
  readonly name: string
  readonly options: OrganizationOptions
  readonly world: World
  readonly selector: Selector
  readonly cache: RowCache
  readonly corruption: Corruption
  readonly mutations: Mutations
  readonly webhooks: Webhooks
  /** The products its users may see; null means all. */
  products: ReadonlySet<Product> | null = null
  /** Whether the personal access token still works. */
  tokenRevoked = false

  constructor(index: number, options: OrganizationOptions, clock: SimulatedClock, origin: () => string) {
    this.index = index
    this.id = String(firstOrganizationId + index)
    this.name = index === 0 ? "Grace Community Church" : `Grace Community Church ${index + 1}`
    this.options = options
    this.world = new World({ seed: options.seed, people: options.people, organization: index })
    this.selector = new Selector(this.world, options.timeZone)
    this.cache = new RowCache(this.world, options.cacheCharacters)
    this.corruption = new Corruption(this.world)
    this.mutations = new Mutations(this.world, clock)
    this.webhooks = new Webhooks(this, clock, origin)
  }

  /** The person whose credential is used when nothing else is said: the first one. */
  get user(): string {
    return this.world.tables.Person.idAt(0)
  }

  /** The organisation as a resource of a product. */
  resource(origin: string, product: Product, path: string, links: ReadonlyArray<string>): string {
    const own = { name: this.name, time_zone: this.options.timeZone }
    return JSON.stringify({
      type: "Organization",
      id: this.id,
      attributes:
        product === "groups"
          ? own
          : {
              avatar_url: "https://avatars.example.org/organization.png",
              church_center_subdomain: `grace${this.index}`,
              contact_website: "https://church.example.org",
              country_code: "US",
              created_at: "2014-10-01T12:00:00Z",
              date_format: "%m/%d/%Y",
              ...own
            },
      links: {
        ...Object.fromEntries(links.map((name) => [name, `${origin}/${product}/v2/${name}`])),
        self: `${origin}${path}`
      }
    })
  }
}
