// 휴대폰의 보내기: form[data-post]를 보내고 받은 조각을 data-target에 넣는다. 스크립트가 없으면 보통 양식으로 간다.
// 보내기 결과는 htmx와 같은 이름의 사건으로 알린다: sending.js는 어느 쪽이 보냈는지 몰라도 된다.
(() => {
  "use strict";
  const all = (box, what) => Array.from(box.querySelectorAll(what));
  // 같은 글이면 건드리지 않는다: 아래의 지켜보기(MutationObserver)가 스스로를 부르지 않게.
  const write = (el, text) => { if (el.textContent !== text) el.textContent = text; };
  const token = () => document.querySelector("meta[name=csrf-token]").content;
  const tell = (name, elt, status) => document.dispatchEvent(new CustomEvent(name, { detail: { elt, xhr: { status }, successful: status > 0 && status < 400 } }));

  const place = (target, html, where) => {
    if (where) target.insertAdjacentHTML(where, html); else target.innerHTML = html;
    const focus = target.querySelector("[data-focus]");
    if (focus && !where) focus.focus();
    ready();
  };
  const put = (from, html, where) => {
    const target = document.querySelector(where || from.dataset.target || "#flash");
    if (!target) { location.reload(); return; }
    place(target, html, where ? "" : from.dataset.place);
    if (where) target.scrollIntoView({ block: "center" });
  };
  const receive = async (from, answer) => {
    const to = answer.headers.get("HX-Redirect");
    if (to) location.assign(to);
    else if (answer.status !== 204) put(from, await answer.text(), answer.headers.get("HX-Retarget"));
  };

  // 투표는 열린 소켓으로 먼저 보낸다. 답을 못 들으면 같은 key로 양식을 보낸다: 두 번 세어지지 않는다.
  const ask = async ({ dataset }, body) => {
    if (!dataset.live || !window.live) return null;
    try {
      const told = await window.live.ask({ do: dataset.live, ballot: Number(dataset.ballot), choice: body.getAll("choice").flatMap((one) => one.split(",")).filter(Boolean).map(Number), declared: body.get("declared") ? 1 : 0, helped: body.get("helped") ? 1 : 0, key: body.get("key"), name: body.get("name") || "" });
      return told.status === 404 ? null : told;
    } catch { return null; }
  };
  const heard = (from, told) => {
    if (told.cookie) document.cookie = told.cookie;
    if (told.status < 400) { put(from, told.html); return; }
    const band = document.createElement("p");
    band.className = "band band--error";
    band.setAttribute("role", "alert");
    band.textContent = told.say;
    put(from, band.outerHTML, "#flash");
  };
  // 답이 없는 연결을 마냥 기다리지 않는다(20초): 그만두면 sending.js가 같은 번호로 다시 묻는다.
  const limit = () => AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined;
  const post = (address, body, text) => window.again(() => fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRF-Token": token() }, signal: limit() }), text);

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("post" in form.dataset) || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    const body = new URLSearchParams(new FormData(form));
    const undo = "support" in form.dataset && form.querySelector("[aria-pressed=true]") && !form.dataset.support.startsWith("c");
    form.setAttribute("aria-busy", "true");
    try {
      const told = await ask(form, body), answer = told || await post(form.action + (undo ? "/removal" : ""), body, form.dataset.waiting);
      const ok = answer.status < 400;
      if (ok) {
        if ("support" in form.dataset) mark(form.dataset.support, !undo);
        const flash = document.getElementById("flash");
        if (flash) flash.textContent = "";
      }
      if (told && told.status < 500) heard(form, told); else if (answer.status < 500) await receive(form, answer);
      tell(ok ? "htmx:afterRequest" : "htmx:responseError", form, answer.status);
      if (ok && "reset" in form.dataset) { form.reset(); fresh(form); ready(); if (form.dataset.alike) { clearTimeout(pause); asked = ""; alike(""); } }
    } catch { tell("htmx:sendError", form, 0); }
    form.removeAttribute("aria-busy");
    count(form);
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-get]");
    if (!link || !navigator.onLine) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      if (answer.ok) await receive(link, answer); else location.assign(link.href);
    } catch { location.assign(link.href); }
  });

  const fresh = (form) => all(form, "input[name=key]").forEach((input) => { input.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join(""); });

  // 공감한 것: 모두에게 같은 목록에는 없으므로 body의 data-supported로 안다.
  const supported = new Set((document.body.dataset.supported || "").split(" "));
  const mark = (id, on) => { if (on) supported.add(id); else supported.delete(id); show(); };
  const show = () => all(document, "form[data-support]").forEach((form) => {
    const button = form.querySelector("[aria-pressed]"), on = String(supported.has(form.dataset.support));
    if (button.getAttribute("aria-pressed") !== on) button.setAttribute("aria-pressed", on);
  });

  // 투표지: 고른 것을 단추가 되풀이하고, 다 고르면 더 고를 수 없다.
  const count = (form) => {
    if (!form.dataset || !form.dataset.most) return;
    const lists = all(form, "select[name=choice]");
    if (lists.length) { marks(form, lists); return; }
    const boxes = all(form, "input[name=choice]"), chosen = boxes.filter((box) => box.checked), most = Number(form.dataset.most);
    const label = form.querySelector("[data-label]"), hint = form.querySelector("[data-hint]");
    if (!label.dataset.words) { label.dataset.words = label.textContent; hint.dataset.words = hint.textContent; }
    write(label, chosen.length ? form.dataset.one.replace("%s", chosen.map((box) => box.parentElement.querySelector(".choice__n").textContent).sort((one, two) => one - two).join("·")) : form.dataset.none);
    if (most > 1) {
      write(hint, !chosen.length ? hint.dataset.words : chosen.length < most ? form.dataset.leftWords.replace("%s", most - chosen.length) : form.dataset.full);
      boxes.forEach((box) => { box.disabled = !box.checked && chosen.length >= most; });
    }
  };
  // 순위와 스티커: 몇 개가 남았는지 말하고, 다른 곳에 이미 고른 보기는 다시 고르지 못하게 한다.
  const marks = (form, lists) => {
    const used = lists.flatMap((list) => list.value.split(",")).filter(Boolean), left = Number(form.dataset.most) - used.length;
    const once = lists.every((list) => !list.closest(".place--mark"));
    lists.forEach((list) => all(list, "option").forEach((option) => {
      const more = option.value ? option.value.split(",").length : 0, mine = list.value ? list.value.split(",").length : 0;
      option.disabled = !option.selected && !!option.value && (once ? used.includes(option.value) : more - mine > left);
    }));
    write(form.querySelector("[data-label]"), used.length ? form.dataset.send : form.dataset.none);
    write(form.querySelector("[data-hint]"), left > 0 ? form.dataset.leftWords.replace("%s", left) : form.dataset.full);
  };
  // 보기의 순서를 휴대폰마다 섞는다. 번호는 그대로여서 앞 화면과 맞춰 볼 수 있다. 한 휴대폰에서는 늘 같다.
  // 순위의 자리는 그대로 두고 그 안의 보기를 섞는다.
  const shuffled = (form) => {
    const seed = sessionStorage.getItem("mix") || String(Math.random()), places = all(form, ".place:not(.place--mark) select");
    sessionStorage.setItem("mix", seed);
    form.removeAttribute("data-shuffle");
    const rank = (text) => Array.from(seed + text).reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16777619), 2166136261);
    const mix = (box, what) => all(box, what).sort((one, two) => rank(one.textContent) - rank(two.textContent)).forEach((one) => box.append(one));
    if (!places.length) mix(form.querySelector(".choices"), "label");
    places.forEach((list) => { const { value } = list; mix(list, "option:not([value=''])"); list.value = value; });
  };
  const letters = (area) => all(document, `[data-count="${area.id}"]`).forEach((out) => { write(out, area.value.length + " / " + area.maxLength); });
  document.addEventListener("change", (event) => { if (event.target.form) count(event.target.form); });
  document.addEventListener("input", (event) => { if (event.target.tagName === "TEXTAREA") letters(event.target); });

  // 쓰다 멈추면 비슷한 생각을 묻는다. 글을 읽기만 하고 답은 다른 자리에 놓으므로, 조합하던 글자도 초점도 그대로다.
  let pause = 0, asked = "";
  const alike = (html) => { const box = document.getElementById("alike"); if (box && box.innerHTML !== html) { box.innerHTML = html; show(); } };
  const look = async ({ form, value }) => {
    const text = value.trim();
    if (text === asked) return;
    asked = text;
    if (text.length < 5) { alike(""); return; }
    try {
      const answer = await fetch(form.dataset.alike, { method: "POST", body: new URLSearchParams({ text }), headers: { "HX-Request": "true", "X-CSRF-Token": token() } });
      if (answer.ok && asked === text) { const html = await answer.text(); if (asked === text) alike(html.trim()); }
    } catch { asked = ""; }
  };
  const wait = (event) => {
    const area = event.target;
    if (area.name !== "text" || !area.form || !area.form.dataset.alike) return;
    clearTimeout(pause);
    pause = setTimeout(look, 1200, area);
  };
  document.addEventListener("input", wait);

  // 내가 쓴 것([data-own])을 진행자가 옮겼으면([data-moved]: 번호:상태) 어떻게 되었는지 다시 읽는다.
  let heardOf = "";
  const mine = async () => {
    const box = document.querySelector("[data-mine]"), told = document.querySelector("[data-moved]");
    if (!box || !told || told.dataset.moved === heardOf) return;
    heardOf = told.dataset.moved;
    const now = new Map(heardOf.split(" ").map((one) => one.split(":")));
    if (!all(box, "[data-own]").some((el) => { const [id, state] = el.dataset.own.split(":"); return now.has(id) && now.get(id) !== state; })) return;
    try {
      const answer = await fetch(box.dataset.mine, { headers: { "HX-Request": "true" } });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch { heardOf = ""; }
  };

  const ready = () => {
    show();
    mine();
    all(document, "form[data-shuffle]").forEach(shuffled);
    all(document, "form[data-most]").forEach(count);
    all(document, "textarea[maxlength]").forEach(letters);
    all(document, "input[name=key]").forEach((input) => { if (!input.value || input.value.startsWith("key-")) fresh(input.form); });
  };
  addEventListener("DOMContentLoaded", () => {
    ready();
    new MutationObserver(ready).observe(document.getElementById("main"), { childList: true, subtree: true, attributeFilter: ["data-moved"] });
  });
})();
