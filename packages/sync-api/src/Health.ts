import { Schema } from "effect"

/** The process runs. */
export const Live = Schema.Struct({ status: Schema.Literal("live") }).annotations({ identifier: "Live" })

/** The node can do its work. */
export const Ready = Schema.Struct({ status: Schema.Literal("ready") }).annotations({ identifier: "Ready" })
