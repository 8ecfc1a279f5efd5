import type { FetchedRecord } from "@openfaith/adapter-core"
import { Effect } from "effect"
import { AuditStore } from "../stores/AuditStore.ts"
import type { SourceAccount } from "./SourceAccount.ts"

/** Rows of these kinds that hang on a record and are not among what was read. */
export const missingChildren = (
  { adapter, orgId }: SourceAccount,
  parent: { readonly entity: string; readonly externalId: string },
  kinds: ReadonlyArray<string>,
  read: ReadonlyArray<FetchedRecord>
) =>
  Effect.flatMap(AuditStore, (audits) =>
    audits.missingBelow({
      orgId,
      adapter,
      parent: parent.entity,
      parentId: parent.externalId,
      children: kinds.map((entity) => ({
        entity,
        seen: read.flatMap((record) => (record.entity === entity ? (record.externalId ?? []) : []))
      }))
    })
  )
