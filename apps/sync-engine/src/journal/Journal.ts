import { Layer } from "effect"
import { JournalConfig } from "../config/JournalConfig.ts"
import { DeliveryJournal } from "./DeliveryJournal.ts"
import { Diversion } from "./Diversion.ts"
import * as IngestJournal from "./IngestJournal.ts"
import { JournalFiles } from "./JournalFiles.ts"

/** The journal of a node: written while the database is away, ingested when it is back. */
export const layer = IngestJournal.layer.pipe(
  Layer.provideMerge(Diversion.layer),
  Layer.provideMerge(DeliveryJournal.layer),
  Layer.provideMerge(JournalFiles.layer),
  Layer.provide(JournalConfig.layerConfig)
)
