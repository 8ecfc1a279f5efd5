import { HttpApiSchema } from "@effect/platform"
import type { Schema } from "effect"

/** An answer with status 202. The platform's own option for it drops the schema's name, so that the document would repeat it. */
export const accepted = <A, I>(schema: Schema.Schema<A, I>, identifier: string) =>
  schema.annotations(HttpApiSchema.annotations({ status: 202, identifier, description: "Accepted" }))
