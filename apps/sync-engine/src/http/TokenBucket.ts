/** How fast a bucket fills, and how much it holds. */
export interface BucketSize {
  readonly perSecond: number
  readonly burst: number
}

/** What a bucket held at a time, milliseconds since the epoch. */
export interface TokenBucket {
  readonly tokens: number
  readonly at: number
}

/** Takes a token, or says in how many seconds there is one. A bucket that nobody has used is full. */
export const take = (
  bucket: TokenBucket | undefined,
  now: number,
  { burst, perSecond }: BucketSize
): { readonly bucket: TokenBucket; readonly waitSeconds: number } => {
  const elapsed = bucket === undefined ? 0 : Math.max(0, now - bucket.at) / 1_000
  const tokens = Math.min(burst, (bucket?.tokens ?? burst) + elapsed * perSecond)
  return tokens >= 1
    ? { bucket: { tokens: tokens - 1, at: now }, waitSeconds: 0 }
    : { bucket: { tokens, at: now }, waitSeconds: Math.ceil((1 - tokens) / perSecond) }
}
