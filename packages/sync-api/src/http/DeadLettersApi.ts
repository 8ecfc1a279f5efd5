import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Conflict, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterFilterQuery,
  DeadLetterId,
  DeadLettersQueued,
  DiscardDeadLetterRequest,
  replayLimit
} from "../DeadLetter.ts"
import { DeadLetterPage, ListDeadLettersQuery } from "../DeadLetterPage.ts"
import { OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { accepted } from "../internal/Accepted.ts"

const ofOrganization = Schema.Struct({ orgId: OrgId })
const ofDeadLetter = Schema.Struct({ orgId: OrgId, deadLetterId: DeadLetterId })

const list = HttpApiEndpoint.get("list", "/v1/orgs/:orgId/dead-letters")
  .setPath(ofOrganization)
  .setUrlParams(ListDeadLettersQuery)
  .addSuccess(DeadLetterPage)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "List dead letters, newest first" }))

const get = HttpApiEndpoint.get("get", "/v1/orgs/:orgId/dead-letters/:deadLetterId")
  .setPath(ofDeadLetter)
  .addSuccess(DeadLetterDetail)
  .annotate(RequiredScope, "read")
  .annotateContext(
    OpenApi.annotations({
      summary: "Look at a dead letter",
      description: "With the record as the source sent it, which may hold personal data."
    })
  )

const replay = HttpApiEndpoint.post("replay", "/v1/orgs/:orgId/dead-letters/:deadLetterId/replay")
  .setPath(ofDeadLetter)
  .addSuccess(accepted(DeadLetter, "DeadLetter"))
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Try a dead letter again",
      description:
        "Takes it out of quarantine and has it tried with the next pass: as the record is at its source then, or as it " +
        "came where the source cannot be asked. The letter goes when its record is written or is gone."
    })
  )

const replayAll = HttpApiEndpoint.post("replayAll", "/v1/orgs/:orgId/dead-letters/replay-all")
  .setPath(ofOrganization)
  .setUrlParams(DeadLetterFilterQuery)
  .addSuccess(accepted(DeadLettersQueued, "DeadLettersQueued"))
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Try dead letters again",
      description:
        `Does for the letters that the query names, oldest first and at most ${replayLimit} a call, what replay does for one. ` +
        "Those of a connection that waits for a new credential are left out."
    })
  )

const discard = HttpApiEndpoint.post("discard", "/v1/orgs/:orgId/dead-letters/:deadLetterId/discard")
  .setPath(ofDeadLetter)
  .setPayload(DiscardDeadLetterRequest)
  .addSuccess(DeadLetter)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Let a dead letter go",
      description:
        "The letter is moved to an audit with the reason given. A sync that brings the record again, still bad, writes a new one."
    })
  )

/** Records that could not be written. */
export const DeadLettersApi = HttpApiGroup.make("deadLetters")
  .add(list)
  .add(get)
  .add(replay)
  .add(replayAll)
  .add(discard)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(
    OpenApi.annotations({ title: "Dead letters", description: "Records that could not be written" })
  )
