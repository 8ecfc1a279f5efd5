import { Array, Config, Either, Option, Redacted } from "effect"
import { text, variable, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const keyBytes = 32

/** 32 bytes as 64 hexadecimal digits, or as base64 or base64url. */
const parseKey = (value: string): Either.Either<Uint8Array, string> => {
  const bytes = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, "hex") : Buffer.from(value, "base64url")
  return bytes.length === keyBytes
    ? Either.right(new Uint8Array(bytes))
    : Either.left("must be 32 bytes, written as 64 hexadecimal digits or as base64")
}

/** The key of an administrator; none means that the node may listen on loopback only. */
export const ApiKeyConfig: Config.Config<Option.Option<Redacted.Redacted>> = variableOr(
  "API_KEY",
  {
    example: "a-long-random-string",
    description: "the bearer key of an administrator, with which others are made"
  },
  "",
  text
).pipe(Config.map((key) => (key === "" ? Option.none() : Option.some(Redacted.make(key)))))

/** Such keys, the newest first: one more while it takes the place of another. */
const parseKeys = (
  value: string
): Either.Either<Array.NonEmptyReadonlyArray<Redacted.Redacted<Uint8Array>>, string> =>
  Either.flatMap(Either.all(value.split(",").map((key) => parseKey(key.trim()))), (keys) =>
    Array.isNonEmptyReadonlyArray(keys)
      ? Either.right(Array.map(keys, (key) => Redacted.make(key)))
      : Either.left("must hold a key")
  )

/** The keys that credentials are encrypted with at rest: the first encrypts, all of them decrypt. */
export const EncryptionKeysConfig = variable(
  "ENCRYPTION_KEY",
  {
    example: "$(openssl rand -base64 32)",
    description:
      "the 32-byte key that upstream credentials are encrypted with at rest (AES-256-GCM); " +
      "several with commas between, the newest first, while one takes another's place"
  },
  parseKeys
)

/** For how long browsers are to insist on TLS, in seconds; 0 says nothing to them. */
export const HstsConfig = variableOr(
  "HSTS_SECONDS",
  {
    example: "31536000",
    description:
      "for how many seconds browsers are to reach this host by TLS only; 0 where no TLS stands before the nodes"
  },
  0,
  wholeNumber(0, 63_072_000)
)
