import type { Run } from "@openfaith/sync-api"

/** Whether nothing happened between two looks at a run that its watchers would want to see. */
export const isUnchanged = (before: Run, after: Run): boolean =>
  before.status === after.status &&
  before.streams.length === after.streams.length &&
  before.streams.every((stream, index) => {
    const other = after.streams[index]
    return (
      other !== undefined &&
      stream.status === other.status &&
      stream.pages === other.pages &&
      stream.read === other.read
    )
  })
