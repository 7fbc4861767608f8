// 모둠 기록: 줄마다 적는 대로 저장한다. 받았다는 답이 올 때까지 이 기기에 보관하고, 끊겼다 이어지면 보낸다.
// 상태: 저장 안 됨 → 저장 중 → 저장됨 ✓ / 오프라인: 이 기기에 보관. 줄의 규칙은 app/live/tables/rules.py(fate)에 있다.
(() => {
  "use strict";
  const all = (box, what) => Array.from(box.querySelectorAll(what));
  const work = document.getElementById("work");
  if (!work) return;
  const hex = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join("");
  const token = () => document.querySelector("meta[name=csrf-token]").content;
  const say = (text) => { document.getElementById("announce").textContent = text; };
  // 저장소를 막아 둔 브라우저에서는 이 화면이 열려 있는 동안만 기억한다.
  const shelf = (name) => {
    let store = null;
    try { store = window[name]; store.setItem("table:try", "1"); store.removeItem("table:try"); } catch { store = null; }
    const memory = new Map();
    return {
      get: (key) => (store ? store.getItem(key) : memory.get(key)) || null,
      set: (key, value) => { memory.set(key, value); try { if (store) store.setItem(key, value); } catch { /* 가득 찼다: 기억에는 있다 */ } },
      drop: (key) => { memory.delete(key); if (store) store.removeItem(key); },
      keys: () => (store ? Object.keys(store) : Array.from(memory.keys())),
    };
  };
  const drafts = shelf("localStorage"), tab = shelf("sessionStorage");
  if (!tab.get("table:writer")) tab.set("table:writer", hex());
  const writer = tab.get("table:writer");

  const form = () => work.querySelector("form[data-rows]");
  const mine = `table:${work.dataset.at}:`;  // 이 모둠의 보관함. 그 뒤에 차례와 줄이 온다
  const place = (key) => `${mine}${form().dataset.item}:${key}`;
  const draftOf = (row) => JSON.parse(drafts.get(place(row.dataset.note)) || "null");
  const fields = (row) => all(row, "[data-field]");
  const rows = () => (form() ? all(form(), "[data-note]") : []);
  const read = (row) => Object.fromEntries(fields(row).map((one) => [one.dataset.field, one.value]));
  const same = (a, b) => ["text", "civil", "official"].every((name) => (a[name] || "") === (b[name] || ""));
  const baseOf = (row) => row.querySelector("[data-base]");
  const keep = (row) => drafts.set(place(row.dataset.note), JSON.stringify({ ...read(row), base: Number(baseOf(row).value) }));
  const show = (row, kind, tail) => {
    const box = row.querySelector("[data-state]"), word = form().dataset[kind];
    box.dataset.now = kind;
    box.replaceChildren(Object.assign(document.createElement("span"), { textContent: (kind === "saved" ? "✓ " : "") + word + (tail ? " " + tail : "") }));
  };
  const clock = () => new Date().toLocaleTimeString("ko-KR", { hour: "2-digit", minute: "2-digit", hour12: false });
  const post = (address, body) => fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRF-Token": token() } });
  const send = (key, item, typed, base) => post(`${work.dataset.at}/rows/${key}`, new URLSearchParams({ text: "", civil: "", official: "", ...typed, item, base, writer, seq: Date.now() }));

  // 줄마다 한 번에 하나씩 보낸다. known: 서버에 있다고 들은 것. 모두 보관함의 이름으로 찾는다: 차례가 바뀌면 다른 줄이다.
  const known = new Map(), busy = new Set(), timers = new Map(), stuck = new Set();  // stuck: 받지 않겠다고 들은 줄. 고쳐 쓸 때까지 다시 보내지 않는다
  const soon = (row, wait) => {
    const at = place(row.dataset.note);
    clearTimeout(timers.get(at));
    timers.set(at, setTimeout(() => { timers.delete(at); if (row.isConnected) save(row); }, wait));
  };
  const settle = (row, typed, rev) => {  // 받았다: 이 줄은 더는 쓰던 글이 아니다
    baseOf(row).value = rev;
    fields(row).forEach((one) => { one.defaultValue = typed[one.dataset.field]; });
    known.set(place(row.dataset.note), { rev, typed });
  };
  const rename = (row, key) => {
    const old = row.dataset.note, swap = (text) => (text.endsWith("-" + old) ? text.slice(0, -old.length) + key : text);
    row.dataset.note = key;
    row.id = "note-" + key;
    all(row, "[name]").forEach((one) => { one.name = swap(one.name); if ("chosen" in one.dataset) one.value = key; });
    all(row, "[id]").forEach((one) => { one.id = swap(one.id); });
    all(row, "[for]").forEach((one) => { one.htmlFor = swap(one.htmlFor); });
  };
  const save = async (row) => {
    if (!form() || !draftOf(row)) return;
    const key = row.dataset.note, at = place(key), item = form().dataset.item, typed = read(row);
    if (busy.has(at)) return;
    busy.add(at);
    show(row, "saving");
    let answer = null, told = null;
    try { answer = await send(key, item, typed, baseOf(row).value); if (answer.ok) told = await answer.json(); } catch { answer = null; }
    busy.delete(at);
    if (!row.isConnected || !form() || form().dataset.item !== item) {  // 그새 다른 차례가 되었다: 보관한 것만 치운다
      if (told && same(JSON.parse(drafts.get(at) || "{}"), typed)) drafts.drop(at);
      return;
    }
    if (!told) {
      if (!answer || answer.status >= 500 || answer.status === 429) { show(row, "kept"); soon(row, 4000); } else { stuck.add(at); show(row, "unsaved"); refuse(await answer.text()); }
      return;
    }
    if (told.key !== key) { rename(row, told.key); say(form().dataset.beside); }
    settle(row, typed, told.rev);
    if (told.key !== key) drafts.drop(at);
    if (same(read(row), typed)) {
      drafts.drop(place(told.key));
      if (told.key === key) show(row, "saved", clock()); else show(row, "beside");
      document.dispatchEvent(new Event("focusout"));  // live.js: 기다리던 새 조각이 있으면 이제 맞춘다
      grow();
    } else { keep(row); soon(row, 300); }
  };
  const refuse = (html) => { const flash = document.getElementById("flash"); if (flash) { flash.innerHTML = html; flash.scrollIntoView({ block: "nearest" }); } };
  work.addEventListener("input", (event) => {
    const row = event.target.closest("[data-note]");
    if (!row || !event.target.dataset.field) return;
    keep(row);
    stuck.delete(place(row.dataset.note));
    show(row, navigator.onLine ? "unsaved" : "kept");
    soon(row, 700);
  });
  work.addEventListener("change", () => count());
  // 글 칸에서 누른 Enter가 보내기가 되지 않게: 보내는 것은 단추뿐이다.
  work.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input[data-field]")) event.preventDefault(); });

  // 마지막 빈 줄까지 쓰면 새 줄을 낸다.
  const grow = () => {
    const list = work.querySelector(".notes"), there = list ? all(list, ".note") : [], last = there[there.length - 1];
    if (!last || !read(last).text || there.length >= 30) return;
    const fresh = last.cloneNode(true);
    list.append(fresh);
    rename(fresh, "r" + (Math.max(...there.map((row) => parseInt(row.dataset.note.slice(1), 10) || 0)) + 1));
    fields(fresh).forEach((one) => { one.defaultValue = ""; one.value = ""; });
    baseOf(fresh).value = 0;
    all(fresh, "[data-chosen]").forEach((one) => { one.checked = false; });
    const box = fresh.querySelector("[data-state]");
    delete box.dataset.now;
    box.replaceChildren(document.createElement("span"));
    count();
  };
  const count = () => {
    const boxes = form() ? all(form(), "input[type=checkbox][data-chosen]") : [], chosen = boxes.filter((one) => one.checked).length;
    boxes.forEach((one) => { one.disabled = !one.checked && chosen >= Number(form().dataset.left); });
  };

  // 조각이 새로 오면: 더 오래된 글이 내 글을 덮지 않게 하고, 보관해 둔 글을 제자리에 둔다.
  const reconcile = () => {
    if (!form()) { orphans(""); return; }
    rows().forEach((row) => {
      const at = place(row.dataset.note), heard = known.get(at), rev = Number(baseOf(row).value);
      if (heard && rev < heard.rev) { fields(row).forEach((one) => { one.value = heard.typed[one.dataset.field]; }); settle(row, heard.typed, heard.rev); }
      else if (!heard || rev > heard.rev) known.set(at, { rev, typed: read(row) });
    });
    const here = place("");
    drafts.keys().filter((name) => name.startsWith(here)).forEach((name) => {
      const key = name.slice(here.length), draft = JSON.parse(drafts.get(name) || "null");
      if (!draft || busy.has(name) || timers.has(name) || stuck.has(name)) return;
      let row = document.getElementById("note-" + key);
      if (!row) {  // 화면에 아직 없는 줄: 빈 줄을 쓴다
        row = rows().find((one) => Object.values(read(one)).every((value) => !value) && !draftOf(one));
        if (!row) return;
        rename(row, key);
      }
      if (!same(draft, read(row))) {
        fields(row).forEach((one) => { one.value = draft[one.dataset.field] || ""; });
        baseOf(row).value = draft.base;
      }
      show(row, navigator.onLine ? "unsaved" : "kept");
      soon(row, 200);
    });
    orphans(here);
    grow();
    count();
  };
  // 지난 차례에 쓰다가 못 보낸 글도 보낸다.
  const orphans = (here) => drafts.keys().filter((name) => name.startsWith(mine) && !(here && name.startsWith(here))).forEach(async (name) => {
    const [item, key] = name.slice(mine.length).split(":"), draft = JSON.parse(drafts.get(name) || "null");
    if (!draft || busy.has(name) || stuck.has(name)) return;
    busy.add(name);
    try { const answer = await send(key, item, { text: draft.text || "", civil: draft.civil || "", official: draft.official || "" }, draft.base); if (answer.ok) drafts.drop(name); else if (answer.status < 500 && answer.status !== 429) stuck.add(name); } catch { /* 다음에 이어질 때 */ }
    busy.delete(name);
  });
  const flush = () => { rows().forEach((row) => { if (draftOf(row)) save(row); }); orphans(form() ? place("") : ""); };
  ["online", "pageshow"].forEach((name) => addEventListener(name, flush));
  document.addEventListener("live:back", flush);
  addEventListener("offline", () => rows().forEach((row) => { if (draftOf(row)) show(row, "kept"); }));

  // 보내기·되돌리기·머릿수: 답을 듣고 나서 화면을 새로 읽는다. 끊겼으면 쓴 것과 표시한 것을 그대로 둔다.
  const bar = (at, text) => {
    all(at, ".unsent").forEach((one) => one.remove());
    if (!text) return;
    const box = document.createElement("p");
    box.className = "band band--error unsent";
    box.setAttribute("role", "alert");
    box.textContent = text;
    at.prepend(box);
  };
  document.addEventListener("submit", async (event) => {
    const at = event.target, sheet = at.closest("form[data-rows]");
    if (event.defaultPrevented || !(sheet || "back" in at.dataset || "heads" in at.dataset)) return;
    event.preventDefault();
    if (at.getAttribute("aria-busy") === "true") return;
    const to = (event.submitter && event.submitter.getAttribute("formaction")) || at.getAttribute("action");
    const body = new URLSearchParams(new FormData(at));
    at.setAttribute("aria-busy", "true");
    bar(at, "");
    try {
      const answer = await post(to, body);
      if (answer.ok) {
        if (sheet) rows().forEach((row) => drafts.drop(place(row.dataset.note)));
        if ("heads" in at.dataset) { at.querySelector("input[type=number]").blur(); say("✓"); } else location.reload();
      } else refuse(await answer.text());
    } catch { bar(at, (form() && form().dataset.unsent) || ""); }
    at.removeAttribute("aria-busy");
  });

  addEventListener("DOMContentLoaded", () => {
    reconcile();
    new MutationObserver(reconcile).observe(work, { childList: true, subtree: true });
  });
})();
