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
  // 이 탭의 이름. 열려 있는 동안은 저장소에서 빼 둔다: 탭을 복제해도 둘이 한 이름을 쓰지 않는다.
  const writer = tab.get("table:writer") || hex();
  const lay = (gone) => { if (gone) tab.set("table:writer", writer); else tab.drop("table:writer"); };
  addEventListener("pageshow", () => lay(false));
  addEventListener("pagehide", () => lay(true));
  document.addEventListener("visibilitychange", () => lay(document.hidden));
  // 이 탭이 몇 번째로 보낸 글인지. 시계를 되돌려도 줄지 않는다.
  let last = Number(tab.get("table:seq") || 0);
  const next = () => { last = Math.max(Date.now(), last + 1); tab.set("table:seq", String(last)); return last; };

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
    if (/^(short|both)$/.test(box.dataset.now) && /^sav/.test(kind) && fields(row).some(poor)) return;  // 왜 못 보냈는지가 먼저다
    box.dataset.now = kind;
    box.replaceChildren(Object.assign(document.createElement("span"), { textContent: (kind === "saved" ? "✓ " : "") + word + (tail ? " " + tail : "") }));
  };
  const clock = () => new Date().toLocaleTimeString("ko-KR", { hour: "2-digit", minute: "2-digit", hour12: false });
  const post = (address, body) => fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRF-Token": token() } });
  const send = (key, item, typed, base) => post(`${work.dataset.at}/rows/${key}`, new URLSearchParams({ text: "", civil: "", official: "", ...typed, item, base, writer, seq: next() }));

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
      if (!answer || answer.status >= 500 || answer.status === 429) { show(row, "here"); soon(row, 4000); } else { stuck.add(at); show(row, "unsaved"); refuse(await answer.text()); }
      return;
    }
    // 답을 기다리는 사이 글이 달라졌으면 사람이 더 쓴 것(보관한 글도 달라졌다)이거나, 앞선 조각이 늦게 닿은 것이다: 그것은 글을 지우지 못한다.
    const kept = JSON.parse(drafts.get(at) || "null"), more = kept && !same(kept, typed) && same(kept, read(row));
    if (told.key !== key) { rename(row, told.key); say(form().dataset.beside); }
    settle(row, typed, told.rev);
    if (told.key !== key) drafts.drop(at);
    if (more) { keep(row); soon(row, 300); return; }
    fields(row).forEach((one) => { one.value = typed[one.dataset.field]; });
    drafts.drop(place(told.key));
    if (told.key === key) show(row, "saved", clock()); else show(row, "beside");
    document.dispatchEvent(new Event("focusout"));  // live.js: 기다리던 새 조각이 있으면 이제 맞춘다
    grow();
  };
  const refuse = (html) => { const flash = document.getElementById("flash"); if (!flash) return; flash.innerHTML = html; if (html) flash.scrollIntoView({ block: "nearest" }); };
  work.addEventListener("input", (event) => {
    const row = event.target.closest("[data-note]");
    if (!row || !event.target.dataset.field) return;
    keep(row);
    fit(row);
    stuck.delete(place(row.dataset.note));
    show(row, navigator.onLine ? "unsaved" : "here");
    soon(row, 700);
  });
  work.addEventListener("change", () => { if (form()) bar(form(), mean(form()) ? form().dataset.unsent : ""); count(); });
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
    const label = boxes.length && form().querySelector("[data-label]"), text = label && (chosen ? form().dataset.some.replace("%s", chosen) : form().dataset.none);
    if (label && label.textContent !== text) label.textContent = text;
  };
  // 글이 길면 칸도 길어진다. 스스로 못 하는 브라우저를 거든다.
  const fit = (row) => {
    if (CSS.supports("field-sizing", "content")) return;
    fields(row).filter((one) => one.tagName === "TEXTAREA").forEach((one) => { one.style.height = "auto"; one.style.height = one.scrollHeight + 4 + "px"; });
  };

  // 조각이 새로 오면: 더 오래된 글이 내 글을 덮지 않게 하고, 보관해 둔 글을 제자리에 둔다.
  const reconcile = () => {
    if (!form()) { orphans(""); left(); return; }
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
      show(row, navigator.onLine ? "unsaved" : "here");
      soon(row, 200);
    });
    if (noted && noted.item === form().dataset.item && !form().querySelector(".unsent")) bar(form(), noted.text);
    orphans(here);
    left();
    grow();
    count();
    rows().forEach(fit);
  };
  // 지난 차례에 쓰다가 못 보낸 글도 보낸다.
  const orphans = (here) => drafts.keys().filter((name) => name.startsWith(mine) && !(here && name.startsWith(here))).forEach(async (name) => {
    const [item, key] = name.slice(mine.length).split(":"), draft = JSON.parse(drafts.get(name) || "null");
    if (!draft || busy.has(name) || stuck.has(name)) return;
    busy.add(name);
    left();
    try { const answer = await send(key, item, { text: draft.text || "", civil: draft.civil || "", official: draft.official || "" }, draft.base); if (answer.ok) drafts.drop(name); else if (answer.status < 500 && answer.status !== 429) stuck.add(name); } catch { /* 다음에 이어질 때 */ }
    busy.delete(name);
    left();
  });
  // 받지 않겠다고 한 글(회의가 끝난 뒤에 이어졌다)은 이 기기에만 있다: 그렇다고 보인다.
  const left = () => {
    const box = document.getElementById("left"), here = new Set(rows().map((row) => place(row.dataset.note)));
    const only = drafts.keys().filter((name) => stuck.has(name) && !here.has(name)).map((name) => JSON.parse(drafts.get(name) || "{}"));
    const texts = only.map((one) => [one.text, one.civil, one.official].filter(Boolean).join(" · ")).filter(Boolean);
    box.hidden = !texts.length;
    box.querySelector("ul").replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  };
  const flush = () => { rows().forEach((row) => { if (draftOf(row)) save(row); }); orphans(form() ? place("") : ""); grant(); };
  ["online", "pageshow"].forEach((name) => addEventListener(name, flush));
  document.addEventListener("live:back", flush);
  addEventListener("offline", () => rows().forEach((row) => { if (draftOf(row)) show(row, "here"); }));

  // 보내기를 눌렀는데 끊겨 있었으면 이어지는 대로 한 번 더 누른다: 같은 줄은 두 번 보내도 한 번이다.
  const wish = "table-wish:" + work.dataset.at;
  const poor = (one) => one.value.trim().length < (one.dataset.field === "text" ? 2 : 1);
  const wanting = (sheet, keys) => {  // 무엇이 모자라 보낼 수 없는지 그 자리에 알린다. 서버도 같은 것을 본다(rules.wanting).
    bar(sheet, keys.length ? "" : sheet.dataset.first);
    if (!keys.length) return true;
    const field = rows().filter((row) => keys.includes(row.dataset.note)).flatMap(fields).find(poor);
    if (!field) return false;
    show(field.closest("[data-note]"), field.dataset.field === "text" ? "short" : "both");
    field.focus();
    return true;
  };
  const ask = (sheet, keys) => { if (keys.length) drafts.set(wish, JSON.stringify({ item: sheet.dataset.item, keys })); else drafts.drop(wish); };
  const mean = (sheet) => {  // 기다리는 동안 표시를 바꾸면 바꾼 대로 보낸다
    if (!drafts.get(wish) || sheet.getAttribute("aria-busy") === "true") return false;
    ask(sheet, new FormData(sheet).getAll("chosen"));
    return Boolean(drafts.get(wish));
  };
  addEventListener("submit", (event) => {  // sending.js보다 먼저
    const sheet = event.target.closest("form[data-rows]");
    if (!sheet) return;
    const keys = new FormData(sheet).getAll("chosen"), stays = wanting(sheet, keys);
    ask(sheet, stays ? [] : keys);
    if (!stays && navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!stays) bar(sheet, sheet.dataset.unsent);
  }, true);
  const grant = () => {
    const asked = JSON.parse(drafts.get(wish) || "null"), sheet = form();
    if (!asked || !navigator.onLine || (sheet && sheet.getAttribute("aria-busy") === "true")) return;
    if (!sheet || sheet.dataset.item !== asked.item) { drafts.drop(wish); bar(work, work.dataset.late); return; }
    const boxes = all(sheet, "[data-chosen]").filter((one) => asked.keys.includes(one.value));
    if (!boxes.length) { drafts.drop(wish); return; }  // 그때 이미 닿았다
    boxes.forEach((one) => { one.disabled = false; if (one.type === "checkbox") one.checked = true; });
    sheet.requestSubmit();
  };
  // 보냈다: 표시를 풀어 새 조각이 들어오게 하고, 보낸 것이 나타나면 그리로 간다.
  const done = (sheet, keys) => {
    all(sheet, "input[type=checkbox][data-chosen]").forEach((one) => { one.checked = one.defaultChecked = false; });
    if (sheet.contains(document.activeElement)) document.activeElement.blur();
    document.dispatchEvent(new Event("focusout"));
    const since = Date.now(), look = () => {
      if (!keys.some((key) => document.getElementById("note-" + key))) arrive();
      else if (Date.now() - since < 3000) setTimeout(look, 100);
      else afresh();
    };
    setTimeout(look, 100);
  };
  const arrive = () => {
    const list = document.querySelector(".sentlist");
    if (list) list.scrollIntoView({ block: "start" });
  };
  const afresh = () => { tab.set("table:sent", "1"); location.reload(); };

  // 보내기·되돌리기·머릿수: 끊겼으면 쓴 것과 표시한 것을 그대로 둔다.
  let noted = null;  // 새 조각이 와도 알린 말은 남는다: 다른 차례가 되거나 다시 누를 때까지
  const bar = (at, text) => {
    noted = text && at.dataset.item ? { item: at.dataset.item, text } : null;
    all(at, ".unsent").forEach((one) => one.remove());
    if (!text) return;
    const box = document.createElement("p"), dock = at.querySelector(".dock");
    box.className = "band band--error unsent";
    box.setAttribute("role", "alert");
    box.textContent = text;
    (dock || at).prepend(box);
  };
  const heard = (at) => {
    const field = at.querySelector("input[type=number]");
    field.defaultValue = field.value;
    field.blur();
    say(at.dataset.told);
  };
  document.addEventListener("submit", async (event) => {
    const at = event.target, sheet = at.closest("form[data-rows]");
    if (event.defaultPrevented || !(sheet || "back" in at.dataset || "heads" in at.dataset)) return;
    event.preventDefault();
    if (at.getAttribute("aria-busy") === "true") return;
    const to = sheet ? sheet.dataset.to : at.getAttribute("action");
    const body = new URLSearchParams(new FormData(at)), keys = body.getAll("chosen"), typed = sheet ? rows().map((row) => [row, read(row)]) : [];
    if (sheet) { body.set("writer", writer); body.set("seq", next()); }
    at.setAttribute("aria-busy", "true");
    bar(at, "");
    try {
      const answer = await window.again(() => post(to, body), work.dataset.waiting);
      if (answer.status >= 500) throw answer;
      if (sheet) drafts.drop(wish);
      refuse(answer.ok ? "" : await answer.text());
      if (!answer.ok) return;
      typed.filter(([row, text]) => same(read(row), text) && !busy.has(place(row.dataset.note))).forEach(([row]) => {  // 그새 더 쓴 줄은 아직 쓰던 글이다
        drafts.drop(place(row.dataset.note));
        fields(row).forEach((one) => { one.defaultValue = one.value; });
      });
      if ("heads" in at.dataset) heard(at);
      else if (!sheet) location.reload();
      else if (window.live && window.live.open()) done(sheet, keys);
      else afresh();
    } catch { bar(at, at.dataset.unsent); } finally { at.removeAttribute("aria-busy"); }
  });

  addEventListener("DOMContentLoaded", () => {
    reconcile();
    if (tab.get("table:sent")) { tab.drop("table:sent"); arrive(); say(work.dataset.sent); }
    new MutationObserver(reconcile).observe(work, { childList: true, subtree: true });
  });
})();
