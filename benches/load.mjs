// Figures of a running demo house: start to first answer, resident memory, quote and slot time, pages at a steady rate.
//
//   cargo xtask build --release && node benches/load.mjs
//
// Open loop: requests leave on schedule whatever the answers do, so waiting is counted (no coordinated omission).
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const butler = process.env.BUTLER_BIN ?? new URL("../target/release/butler", import.meta.url).pathname;
const port = Number(process.env.PORT ?? 8098);
const now = "2026-03-03T14:40:00+03:00";
const data = mkdtempSync(join(tmpdir(), "butler-load-"));
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function ask(path, { method = "GET", body, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = performance.now();
    const call = request({ host: "127.0.0.1", port, path, method, agent, headers: { ...headers, ...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : {}) } }, (answer) => {
      let read = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => { read += part; });
      answer.on("end", () => resolve({ status: answer.statusCode, text: read, ms: performance.now() - sent, headers: answer.headers }));
    });
    call.once("error", reject);
    call.end(text);
  });
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
function tell(what, times, failed = 0) {
  const sorted = [...times].sort((a, b) => a - b);
  console.log(`${what.padEnd(44)} n ${String(sorted.length).padStart(5)}  p50 ${quantile(sorted, 0.5).toFixed(1)} ms  p99 ${quantile(sorted, 0.99).toFixed(1)} ms  failed ${failed}`);
}

async function steady(what, rate, seconds, make) {
  const times = [];
  let failed = 0;
  const started = performance.now();
  const pending = [];
  for (let i = 0; i < rate * seconds; i += 1) {
    const due = started + (i * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    pending.push(make(i).then((answer) => {
      times.push(performance.now() - due);
      if (answer.status >= 400) failed += 1;
    }, () => { failed += 1; }));
  }
  await Promise.all(pending);
  tell(`${what} at ${rate}/s`, times, failed);
}

execFileSync(butler, ["demo", "--data", data, "--seed", "1", "--at", now, "--log", "warn"]);
const opened = performance.now();
const house = spawn(butler, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--clock", now, "--log", "warn"], { stdio: ["ignore", "inherit", "inherit"] });
try {
  for (;;) {
    const ready = await ask("/readyz").then((answer) => answer.status === 200, () => false);
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  console.log(`start to first answer                        ${(performance.now() - opened).toFixed(0)} ms`);
  const enter = async (role) => {
    const body = `role=${role}`;
    return new Promise((resolve, reject) => {
      const call = request({ host: "127.0.0.1", port, path: "/demo/enter", method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "content-length": body.length } }, (answer) => {
        answer.resume();
        resolve({ cookie: answer.headers["set-cookie"][0].split(";")[0] });
      });
      call.once("error", reject);
      call.end(body);
    });
  };
  const [client, manager] = [await enter("client"), await enter("manager")];
  const quote = { service: "regular", district: "petrogradsky", area_m2: 74, rooms: 3, bathrooms: 2, extras: ["oven"], first_order: true };
  const quotes = [];
  const slots = [];
  for (let i = 0; i < 300; i += 1) {
    const made = await ask("/api/v1/quotes", { method: "POST", body: quote, headers: { "idempotency-key": `load-key-${String(i).padStart(6, "0")}-quote` } });
    if (made.status !== 201) throw new Error(made.text);
    quotes.push(made.ms);
    slots.push((await ask(`/api/v1/slots?quote=${JSON.parse(made.text).id}`)).ms);
  }
  tell("POST /api/v1/quotes, one after another", quotes);
  tell("GET /api/v1/slots, one after another", slots);
  await steady("GET /", 300, 10, () => ask("/"));
  await steady("GET /calculator/price", 300, 10, (i) => ask(`/calculator/price?service=regular&district=nevsky&area=${40 + (i % 100)}&rooms=2&bathrooms=1`));
  await steady("GET /services/regular", 300, 10, () => ask("/services/regular"));
  await steady("GET /my", 300, 10, () => ask("/my", { headers: client }));
  await steady("GET /desk", 300, 10, () => ask("/desk", { headers: manager }));
  const status = readFileSync(`/proc/${house.pid}/status`, "utf8");
  console.log(`resident memory                              ${(Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024).toFixed(0)} MiB`);
} finally {
  house.kill("SIGTERM");
  rmSync(data, { recursive: true, force: true });
  agent.destroy();
}
