// The release: `dist` is all that a machine with Node needs. Run it with `node dist/main.js serve`.

import { build } from "esbuild"
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const here = fileURLToPath(new URL(".", import.meta.url))
const dist = join(here, "dist")
const root = join(here, "../..")

/**
 * Addons compiled for one platform, which no bundle can hold. The packages that would use them look whether they are there,
 * and do the same in JavaScript.
 */
const optionalAddons = [
  "pg-native", // pg on libpq
  "bufferutil", // ws: masks frames
  "utf-8-validate", // ws: checks text frames on Node 16
  "msgpackr-extract", // msgpackr: reads strings
  "@parcel/watcher" // platform-node: watches files, which a node never does
]

// CommonJS packages such as pg ask for Node's own modules by `require`, which ES modules do not have.
const banner = `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`

const bundle = () =>
  build({
    entryPoints: [join(here, "src/release/main.ts")],
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    platform: "node",
    target: "node20.12",
    format: "esm",
    // A command that asks a node does not load one.
    splitting: true,
    sourcemap: "linked",
    external: optionalAddons,
    banner: { js: banner },
    metafile: true,
    logLevel: "warning"
  })

/** The folders of the packages that a bundle took something from. */
const packagesIn = ({ inputs }) => {
  const marker = "node_modules/"
  const folders = Object.keys(inputs).flatMap((path) => {
    const start = path.lastIndexOf(marker) + marker.length
    if (start < marker.length) return []
    const [scope, name] = path.slice(start).split("/")
    return [path.slice(0, start) + (scope.startsWith("@") ? `${scope}/${name}` : scope)]
  })
  return [...new Set(folders)].map((folder) => join(root, folder)).sort()
}

/** What a package asks to be passed on with it. */
const noticeOf = (folder) => {
  const { license, name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)(\.|$)/i.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim())
  return [`${name} ${version} (${license})`, ...texts].join("\n\n")
}

rmSync(dist, { recursive: true, force: true })
const { metafile } = await bundle()
chmodSync(join(dist, "main.js"), 0o755)
cpSync(join(root, "apps/dashboard/dist"), join(dist, "dashboard"), { recursive: true })
cpSync(join(root, "LICENSE"), join(dist, "LICENSE"))
const notices = packagesIn(metafile).map(noticeOf)
writeFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`)
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const { license, name, version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"))
const manifest = {
  name,
  version,
  private: true,
  license,
  type: "module",
  bin: { "sync-engine": "main.js" },
  engines
}
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
