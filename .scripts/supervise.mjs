import { spawn } from "node:child_process"
import { constants } from "node:os"

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"]

/** A Ctrl-C reaches this process from the terminal and again from npm; both mean one request to stop. */
const sameRequestMillis = 1000

/** Kills what is left of process group `$1` once standard input ends, which it does when this process is gone. */
const guardScript = `
cat > /dev/null
kill -TERM "-$1" 2> /dev/null || exit 0
tries=0
while kill -0 "-$1" 2> /dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -KILL "-$1" 2> /dev/null
exit 0
`

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: everyone in the group has gone, which is what was asked for.
    if (error.code !== "ESRCH") throw error
  }
}

/**
 * Runs a command to its end and gives its exit code (128 + signal when killed) and whether it was asked to stop.
 *
 * The command gets a process group of its own: each request to stop is passed on exactly once, to the command
 * alone (it winds its children down itself), a second one kills the group, and nothing of the group outlives this
 * process, however either of them ends. Its standard output goes to this process's own, or to the file descriptor
 * `stdout`.
 */
export function supervise(command, args, { stdout = "inherit", ...options }) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", stdout, "inherit"] })
  if (child.pid === undefined) {
    return new Promise((resolve) => {
      child.on("error", (error) => {
        console.error(`${command}: ${error.message}`)
        resolve({ code: 127, stopped: false })
      })
    })
  }
  const { pid } = child
  const guard = spawn("sh", ["-c", guardScript, "guard", String(pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  })

  let askedAt
  const onSignal = (signal) => {
    const now = Date.now()
    if (askedAt === undefined) child.kill(signal)
    else if (now - askedAt > sameRequestMillis) signalGroup(pid, "SIGKILL")
    else return
    askedAt = now
  }
  for (const signal of forwarded) process.on(signal, onSignal)

  // npm killed outright tells nobody; a new parent is how it shows.
  const parent = process.ppid
  const orphanCheck = setInterval(() => process.ppid !== parent && onSignal("SIGTERM"), 500)
  orphanCheck.unref()

  return new Promise((resolve) => {
    child.on("exit", (code, signal) => {
      clearInterval(orphanCheck)
      for (const name of forwarded) process.off(name, onSignal)
      signalGroup(pid, "SIGKILL")
      signalGroup(guard.pid, "SIGKILL")
      resolve({ code: code ?? 128 + constants.signals[signal], stopped: askedAt !== undefined })
    })
  })
}
