/** The engine's version, as the command line, the cluster and the telemetry tell it. */
export const version = "0.1.0"
