import type { Cluster } from "@openfaith/sync-api"
import { DateTime } from "effect"
import { newestMigration } from "../../src/database/Migrations.ts"
import { version } from "../../src/Version.ts"

/** A cluster of one node, as the API tells of it. */
export const clusterView = (healthy: boolean): Cluster => ({
  nodes: [
    {
      address: "10.0.0.7:34431",
      healthy,
      lastHeartbeatAt: DateTime.unsafeMake(0),
      shards: 300,
      version,
      answering: true
    }
  ],
  shards: 300,
  versions: { engine: version, nodejs: "20.20.2", postgresql: "18.4", schema: newestMigration }
})
