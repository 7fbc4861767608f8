// Node with the `ws` package, as its documentation shows a broadcast. Every line on stdin sends one
// frame to all, of the size it was started with or of the bytes the line says.
import { WebSocketServer } from "ws";

const [port, bytes] = process.argv.slice(2).map(Number);
const frames = new Map();
const server = new WebSocketServer({ port, host: "127.0.0.1", backlog: 4096, perMessageDeflate: false });
server.on("listening", () => console.log("ready"));
process.stdin.on("data", (line) => {
  const size = Number(line) || bytes;
  if (!frames.has(size)) frames.set(size, "x".repeat(size));
  const frame = frames.get(size);
  const began = process.hrtime.bigint();
  server.clients.forEach((client) => { if (client.readyState === 1) client.send(frame); });
  console.log(`sent ${(process.hrtime.bigint() - began) / 1000n}`);
});
process.stdin.on("end", () => process.exit(0));
