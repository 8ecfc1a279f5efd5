const names = /"((?:[^"\\]|\\.)*)"\s*:/gs

const unescaped = (name: string): string =>
  name.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** Whether an object of this JSON text has a `toString` of its own. Nobody can make text of it: `String` throws. */
export const namesToString = (text: string): boolean =>
  [...text.matchAll(names)].some(([, name = ""]) => unescaped(name) === "toString")
