import { Worker } from "node:worker_threads"

/** What is to be posted, and how long an answer may take. */
export interface Letter {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly timeoutMs: number
}

/** The status of the answer, 0 when there was none in time, and how long it took. */
export interface Receipt {
  readonly status: number
  readonly millis: number
}

/** Posts deliveries from a thread of its own, which is started for the first of them and keeps no process alive. */
export class Postman {
  private worker: Worker | undefined
  private readonly waiting = new Map<number, (receipt: Receipt) => void>()
  private posted = 0

  post(letter: Letter): Promise<Receipt> {
    this.worker ??= this.start()
    const id = (this.posted += 1)
    this.worker.postMessage({ id, letter })
    return new Promise((resolve) => this.waiting.set(id, resolve))
  }

  close(): void {
    void this.worker?.terminate()
    this.worker = undefined
    for (const answer of this.waiting.values()) answer({ status: 0, millis: 0 })
    this.waiting.clear()
  }

  private start(): Worker {
    const worker = new Worker(new URL("post-worker.mjs", import.meta.url), { execArgv: [] })
    worker.on("message", ({ id, receipt }: { readonly id: number; readonly receipt: Receipt }) => {
      this.waiting.get(id)?.(receipt)
      this.waiting.delete(id)
    })
    worker.unref()
    return worker
  }
}
