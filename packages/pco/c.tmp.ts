import http from "node:http"
import { Effect, Redacted } from "effect"
import { NodeHttpClient } from "@effect/platform-node"
import { pcoAdapter } from "./src/index.ts"
let conns=0
const body=JSON.stringify({data:Array.from({length:100},(_,i)=>({type:"Person",id:String(i),attributes:{name:"x".repeat(2000)}}))})
const s=http.createServer((q,r)=>{ if(q.url!.includes("offset=999")){r.writeHead(500,{"content-type":"text/html"});r.end("<html>");return} r.setHeader("content-type","application/json");r.end(body)})
s.on("connection",()=>conns++)
s.listen(0,"127.0.0.1",()=>{
  const port=(s.address() as any).port
  const prog=Effect.gen(function*(){
    const a=yield* pcoAdapter({baseUrl:new URL("http://127.0.0.1:"+port)})
    const ses=a.session({credential:Effect.succeed({type:"personal-access-token",applicationId:"a",secret:Redacted.make("b")} as const)})
    const get=(offset:number)=>ses.fetch({endpoint:"listPeople",params:{},include:[],query:{},offset,perPage:100})
    for(let i=0;i<50;i++) yield* get(0)
    for(let i=0;i<20;i++) yield* Effect.either(get(999))
    const c=process.cpuUsage(); const t=performance.now()
    for(let i=0;i<300;i++) yield* get(0)
    const d=process.cpuUsage(c); console.log("cpu us/req (with server)",(d.user+d.system)/300,"wall ms",(performance.now()-t)/300,"bytes",body.length)
    console.log("connections",conns)
    const c2=process.cpuUsage()
    for(let i=0;i<300;i++) yield* Effect.promise(async()=>{const r=await fetch("http://127.0.0.1:"+port+"/x");JSON.parse(await r.text())})
    const d2=process.cpuUsage(c2); console.log("plain fetch cpu",(d2.user+d2.system)/300)
  })
  Effect.runPromise(prog.pipe(Effect.provide(NodeHttpClient.layerUndici))).finally(()=>{s.closeAllConnections();s.close()})
})
