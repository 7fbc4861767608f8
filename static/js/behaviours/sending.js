// 보내기를 지킨다: 같은 글을 다시 보내도 한 번만 세어지고(key), 끊긴 동안 쓴 글은 이 기기에 보관했다가 보낸다.
// form[data-offline]은 보관한다(값은 그때 보일 말). 나머지 form[data-unsent]는 고른 것을 둔 채 다시 보내기를 내밀고,
// form[data-resend]는 이어지면 누른 그대로 같은 번호(key)로 저절로 보낸다. 그사이 고친 것은 사람이 다시 누른다.
(() => {
  "use strict";
  const read = (store, key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
  const keep = (store, key, value) => { try { store.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };
  const forget = (id) => { try { sessionStorage.removeItem("key:" + id); } catch { /* 저장소를 막아 둔 브라우저 */ } };
  const all = (box, what) => Array.from(box.querySelectorAll(what));
  const say = (text) => { const box = document.getElementById("announce"); if (box) box.textContent = text; };
  const hex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
  const data = (form) => { const typed = new URLSearchParams(new FormData(form)); typed.delete("csrf"); return typed; };
  const content = (form) => { const typed = data(form); typed.delete("key"); return typed.toString(); };
  const queue = () => read(localStorage, "unsent") || [];

  // 같은 글이면 앞서 쓰던 번호를, 다른 글이면 새 번호를 쓴다. 영수증을 받으면 잊는다.
  const settle = (form) => {
    const input = form.querySelector("input[name=key]");
    if (!input || !form.id) return;
    const text = content(form), before = read(sessionStorage, "key:" + form.id);
    if (before && before.text === text) input.value = before.key;
    else if (!input.value || (before && before.key === input.value)) input.value = hex();
    keep(sessionStorage, "key:" + form.id, { key: input.value, text });
  };

  // 알림은 보내는 단추 곁에 선다: 긴 투표지에서도 누른 자리에서 보인다.
  const dock = (form) => { const out = form.id && document.querySelector(`.dock [form="${form.id}"]`); return form.querySelector(".dock") || (out && out.closest(".dock")) || form; };
  const clear = (form) => all(dock(form), ".unsent").forEach((bar) => bar.remove());
  const tone = (form, words) => {
    const [text] = all(dock(form), ".unsent p");
    if (!text || text.textContent === words) return;
    text.textContent = words;
    text.parentElement.classList.toggle("band--error", words !== form.dataset.sending && words !== form.dataset.checking);
  };
  const unsent = (form, words) => {
    if (dock(form).querySelector(".unsent")) { tone(form, words); return; }
    const bar = document.createElement("div"), text = document.createElement("p"), again = document.createElement("button");
    bar.className = "band unsent";
    bar.setAttribute("role", "alert");
    again.className = "btn btn--sm btn--line";
    again.type = "button";
    again.textContent = form.dataset.again || "다시 보내기";
    again.addEventListener("click", () => form.requestSubmit());
    bar.append(text, again);
    dock(form).prepend(bar);
    tone(form, words);
  };

  // 누른 것을 기억한다: 안 보냄 → 보내는 중 → 받음/거절/확인하는 중. 한꺼번에 몰리지 않게 사이를 흔들고 늘린다(4, 8, 16 … 60초).
  // 보내는 사이에 고친 것은 누른 것이 아니다: 누른 그때의 글(tried)을 잡아 둔다.
  const pressed = new Map(), tried = new WeakMap();
  const press = (form) => {
    const one = pressed.get(form);
    if (!one || !navigator.onLine) return;
    if (form.isConnected && one.text === content(form)) form.requestSubmit(); else leave(form);
  };
  const leave = (form) => {
    if (pressed.has(form)) clearTimeout(pressed.get(form).timer);
    pressed.delete(form);
    tone(form, form.dataset.unsent);
  };
  const hold = (form, sure) => {
    const words = form.dataset.unsent || "아직 보내지 못했어요. 고른 것은 그대로 있어요.", was = pressed.get(form);
    if (!("resend" in form.dataset)) { unsent(form, words); return; }
    const n = was ? was.n + 1 : 0, text = tried.get(form);
    if (text !== content(form)) { unsent(form, words); leave(form); return; }
    if (was) clearTimeout(was.timer);
    pressed.set(form, { n, text, timer: setTimeout(press, Math.min(60, 4 * 2 ** n) * (750 + Math.random() * 500), form) });
    unsent(form, sure ? words + " " + form.dataset.resend : form.dataset.checking);
  };
  const settled = (form) => { const one = pressed.get(form); if (one) clearTimeout(one.timer); pressed.delete(form); clear(form); };
  document.addEventListener("change", ({ target: { form } }) => {
    if (pressed.has(form)) leave(form);
  });

  const net = document.getElementById("net"), words = net && net.querySelector("span"), usual = words && words.innerHTML;
  const note = (text) => {
    if (!net) return;
    net.dataset.note = text;
    if (text) { words.textContent = text; net.hidden = false; } else { words.innerHTML = usual; net.hidden = true; }
  };
  const store = (form) => {
    const typed = data(form), key = typed.get("key");
    if (!queue().some((one) => one.key === key)
      && !keep(localStorage, "unsent", queue().concat({ url: form.action, body: typed.toString(), key, form: form.id }))) { hold(form, true); return; }
    forget(form.id);
    form.reset();
    all(form, "input[name=key]").forEach((input) => { input.value = hex(); });
    const text = form.dataset.offline || "쓴 글은 휴대폰에 보관했어요. 다시 이어지면 저절로 보내요.";
    note(text);
    say(text);
  };
  const refused = (one) => {  // 받아들여지지 않은 글은 버리지 않고 빈 자리에 돌려준다
    const form = document.getElementById(one.form);
    if (form) new URLSearchParams(one.body).forEach((value, name) => {
      const field = form.elements[name];
      if (field && field.type === "textarea" && !field.value) field.value = value;
    });
    say((net && net.dataset.refused) || "보관했던 글을 받지 못했어요. 쓴 글을 확인해 주세요.");
  };
  let sending = false;
  const resend = async () => {
    if (sending || !queue().length) return;
    sending = true;
    try {
      for (let one = queue()[0]; one; one = queue()[0]) {
        const headers = { "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content };
        const answer = await fetch(one.url, { method: "POST", body: new URLSearchParams(one.body), headers });
        if (answer.status >= 500 || answer.status === 429) break;
        keep(localStorage, "unsent", queue().filter((other) => other.key !== one.key));
        if (answer.ok) say((net && net.dataset.sent) || "보관했던 글을 보냈어요."); else refused(one);
      }
    } catch { /* 아직 끊겨 있다: 다음에 이어질 때 다시 보낸다 */ }
    sending = false;
    if (!queue().length) note("");
  };

  const formOf = (event) => event.detail.elt && event.detail.elt.closest("form");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    settle(form);
    if (form.getAttribute("aria-busy") !== "true") tried.set(form, content(form));
    if (navigator.onLine) { if (form.dataset.sending) tone(form, form.dataset.sending); else clear(form); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if ("offline" in form.dataset) store(form); else hold(form, true);
  }, true);
  const failed = (event) => {
    const form = formOf(event), status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (!form || form.method !== "post") return;
    if (status && status < 500) settled(form); else if (!status && "offline" in form.dataset) store(form); else hold(form, status === 503);
  };
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, failed));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.successful && formOf(event);
    if (form) settled(form);
    if (form && form.id) forget(form.id);
  });
  const back = () => { resend(); Array.from(pressed.keys()).forEach(press); };
  document.addEventListener("live:back", back);
  addEventListener("online", back);
  addEventListener("DOMContentLoaded", () => {
    all(document, "[data-receipt]").forEach((mark) => forget(mark.dataset.receipt));
    if (navigator.onLine) resend();
  });
})();
