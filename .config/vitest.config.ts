import { fileURLToPath } from "node:url"
import { configDefaults, defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const everyTest = "{packages,apps}/*/test/**/*.test.ts"
const integrationTests = "{packages,apps}/*/test/**/*.integration.test.ts"
const endToEndTests = "{packages,apps}/*/test/**/*.e2e.test.ts"
const setupFiles = ["freshTesters.ts", "fixedSeed.ts"].map((file) =>
  fileURLToPath(new URL(file, import.meta.url))
)
const release = fileURLToPath(new URL("release.ts", import.meta.url))
const sharedPostgres = fileURLToPath(
  new URL("../packages/local-postgres/src/vitestSetup.ts", import.meta.url)
)

const longest = ["/chaos/Chaos.e2e", "/model/Model.e2e", "/e2e/FullSync.e2e", "/e2e/"]

/** The place of a file among the longest, which are not to be alone at the end. */
const turnOf = ({ moduleId }: TestSpecification) => {
  const place = longest.findIndex((part) => moduleId.includes(part))
  return place === -1 ? longest.length : place
}

/** Begins with what takes minutes and mostly waits. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => turnOf(one) - turnOf(other))
  }
}

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    passWithNoTests: true,
    // The default leaves one core out, half of a small machine.
    maxWorkers: "100%",
    minWorkers: 1,
    // To load the libraries anew for each file would be most of the time of the unit tests.
    isolate: false,
    // What chaos tells while it lasts is of interest when something went wrong.
    silent: "passed-only",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          setupFiles,
          include: [everyTest],
          testTimeout: 30_000,
          exclude: [...configDefaults.exclude, integrationTests, endToEndTests]
        }
      },
      {
        test: {
          name: "integration",
          setupFiles,
          include: [integrationTests],
          globalSetup: [sharedPostgres],
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      },
      {
        // Each starts several processes and mostly waits for them.
        test: {
          name: "e2e",
          setupFiles,
          include: [endToEndTests],
          globalSetup: [sharedPostgres, release],
          // Two busy cores can starve a node for longer than any test should wait.
          retry: 1,
          testTimeout: 240_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
