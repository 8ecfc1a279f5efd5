import { Singleton } from "@effect/cluster"
import { forever } from "../cluster/Forever.ts"
import { lookAfterRuns } from "./LookAfterRuns.ts"

const lookEvery = "15 seconds"

/** Sees to it that no run is left lying. There is one in the cluster, and it remembers nothing. */
export const Watchdog = Singleton.make("Watchdog", forever("watchdog", lookEvery, lookAfterRuns))
