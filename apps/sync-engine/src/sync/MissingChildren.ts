import type { FetchedRecord } from "@openfaith/adapter-core"
import { Effect } from "effect"
import { AuditStore } from "../stores/AuditStore.ts"
import type { SourceAccount } from "./SourceAccount.ts"

/** Rows of these kinds that hang on records of an entity and are not among what was read. */
export const missingChildren = (
  { adapter, orgId }: SourceAccount,
  parents: { readonly entity: string; readonly externalIds: ReadonlyArray<string> },
  kinds: ReadonlyArray<string>,
  read: ReadonlyArray<FetchedRecord>
) =>
  Effect.flatMap(AuditStore, (audits) =>
    audits.missingBelow({
      orgId,
      adapter,
      parent: parents.entity,
      parentIds: parents.externalIds,
      children: kinds.map((entity) => ({
        entity,
        seen: read.flatMap((record) => (record.entity === entity ? (record.externalId ?? []) : []))
      }))
    })
  )
