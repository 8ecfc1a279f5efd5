/** A piece of a record's text; `isFault` when it is where the fault is. */
export interface PayloadPiece {
  readonly text: string
  readonly isFault: boolean
}

const partsOf = (path: string): ReadonlyArray<string> => path.split(/[./[\]]+/).filter((part) => part !== "")

const keysOf = (value: unknown): ReadonlyArray<readonly [key: string, child: unknown]> =>
  Array.isArray(value)
    ? value.map((child, index) => [String(index), child] as const)
    : typeof value === "object" && value !== null
      ? Object.entries(value)
      : []

/** As much of the path as the record has: what is missing is marked at what should have held it. */
const known = (value: unknown, path: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, ...others] = path
  const child = keysOf(value).find(([key]) => key === first)
  return first === undefined || child === undefined ? [] : [first, ...known(child[1], others)]
}

const write = (
  value: unknown,
  fault: ReadonlyArray<string> | null,
  indent: string
): ReadonlyArray<PayloadPiece> => {
  const children = keysOf(value)
  const isFault = fault !== null && fault.length === 0
  if (isFault || children.length === 0)
    return [{ text: JSON.stringify(value, null, 2).replaceAll("\n", `\n${indent}`), isFault }]
  const inner = `${indent}  `
  const plain = (text: string): PayloadPiece => ({ text, isFault: false })
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"]
  return [
    plain(`${open}\n`),
    ...children.flatMap(([key, child], index) => [
      plain(`${inner}${Array.isArray(value) ? "" : `${JSON.stringify(key)}: `}`),
      ...write(child, fault?.[0] === key ? fault.slice(1) : null, inner),
      plain(index === children.length - 1 ? "\n" : ",\n")
    ]),
    plain(`${indent}${close}`)
  ]
}

const joined = (pieces: ReadonlyArray<PayloadPiece>): ReadonlyArray<PayloadPiece> =>
  pieces.reduce<ReadonlyArray<PayloadPiece>>((all, piece) => {
    const last = all.at(-1)
    return last !== undefined && last.isFault === piece.isFault
      ? [...all.slice(0, -1), { text: last.text + piece.text, isFault: piece.isFault }]
      : [...all, piece]
  }, [])

/** A record as text, with the place of its fault marked; an empty path marks nothing, since all of it is meant. */
export const payloadPieces = (record: unknown, path: string): ReadonlyArray<PayloadPiece> => {
  const parts = partsOf(path)
  const found = known(record, parts)
  return joined(write(record, found.length === 0 ? null : found, ""))
}
