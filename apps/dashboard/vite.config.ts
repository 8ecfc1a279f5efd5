import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // The page's security policy allows no data: URLs.
    assetsInlineLimit: 0,
    // Old files are removed, so that the node never serves a mixture.
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // What a browser fetches first has a budget of its own, as it is sent: test/Budget.test.ts.
    chunkSizeWarningLimit: 1024
  },
  // `pnpm dev` talks to a node on its usual port.
  server: {
    proxy: Object.fromEntries(["/v1", "/session", "/health"].map((path) => [path, "http://127.0.0.1:8080"]))
  }
})
