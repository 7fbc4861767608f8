// The second verifier for many files in one process: a question per line on stdin, an answer per line on stdout.
import { createInterface } from "node:readline";
import { verify } from "../../static/verify/verify.mjs";

let base = new Uint8Array();
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, options = {}, flips } = JSON.parse(line);
  if (bundle !== undefined) base = new Uint8Array(Buffer.from(bundle, "base64"));
  if (options.receiptFile !== undefined) options.receiptFile = new Uint8Array(Buffer.from(options.receiptFile, "base64"));
  if (flips === undefined) {
    const { ok, faults, facts, vote } = await verify(base, options);
    answer({ ok, faults, rows: facts?.rows.map((row) => [row.id, row.votes]) ?? null, choices: vote?.choices ?? null });
    continue;
  }
  const missed = [];
  for (const [at, bit] of flips) {
    base[at] ^= 1 << bit;
    if ((await verify(base)).ok) missed.push([at, bit]);
    base[at] ^= 1 << bit;
  }
  answer({ missed });
}
