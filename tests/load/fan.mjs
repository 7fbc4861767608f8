// Node with the `ws` package, as its documentation shows a broadcast. Every line on stdin sends one frame to all.
import { WebSocketServer } from "ws";

const [port, bytes] = process.argv.slice(2).map(Number);
const frame = "x".repeat(bytes);
const server = new WebSocketServer({ port, host: "127.0.0.1", backlog: 4096, perMessageDeflate: false });
server.on("listening", () => console.log("ready"));
process.stdin.on("data", () => {
  const began = process.hrtime.bigint();
  server.clients.forEach((client) => { if (client.readyState === 1) client.send(frame); });
  console.log(`sent ${(process.hrtime.bigint() - began) / 1000n}`);
});
process.stdin.on("end", () => process.exit(0));
