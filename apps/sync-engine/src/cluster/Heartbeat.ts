import { Duration } from "effect"

/** How long a node may be silent. Afterwards the others take its work, and it has to join again. */
export const heartbeatExpiration = Duration.seconds(9)
