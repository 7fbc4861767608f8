// 단축키: 발표용 리모컨과 자판. 콘솔에서는 보이는 단추를 누르고, 스크린에서는 같은 주소로 보낸다.
// PageDown · → 다음, PageUp · ← 이전, . · B 가리기, + 1분. 600ms 안의 되풀이는 리모컨의 두 번 눌림으로 보고 버린다.
(() => {
  "use strict";
  const deeds = { PageDown: "turn", ArrowRight: "turn", PageUp: "turn/back", ArrowLeft: "turn/back", ".": "blank", b: "blank", B: "blank", "ㅠ": "blank", "+": "minutes" };
  const letters = new Set(["b", "B", "ㅠ", ".", "+"]);
  let last = 0;
  const allowed = () => { try { return localStorage.getItem("letter-keys") !== "off"; } catch { return true; } };
  const typing = (el) => el && (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) || el.isContentEditable);

  // 큰 단추를 두 번 딸깍해도 한 번이다: 첫 누름으로 화면이 바뀐 뒤의 두 번째는 다른 일을 시킨다.
  document.addEventListener("click", (event) => {
    if (event.detail < 2 || !event.target.closest("form[data-key=turn]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  const send = (deed) => {
    const form = document.querySelector(`form[data-key="${deed}"]`);
    if (form) { form.requestSubmit(); return; }
    const base = document.body.dataset.keys, scene = document.querySelector("[data-turn]");
    if (!base || !scene) return;
    const body = new URLSearchParams({ expect: scene.dataset.turn, on: scene.classList.contains("scene--blank") ? "0" : "1" });
    const post = () => fetch(`${base}/${deed}`, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content } });
    // 1분 더는 두 번 닿으면 2분이다: 다시 보내지 않는다.
    (deed === "minutes" ? post() : window.again(post)).catch(() => { /* 스크린에는 알리지 않는다: 마지막 화면이 그대로 있다 */ });
  };

  document.addEventListener("keydown", (event) => {
    const deed = deeds[event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (letters.has(event.key) && !allowed()) return;
    if (event.key.startsWith("Arrow") && event.target.closest("[role=tablist],a,button")) return;
    event.preventDefault();
    if (event.repeat || Date.now() - last < 600) return;
    last = Date.now();
    send(deed);
  });

  // 진행표가 길어도 지금 차례는 늘 보인다: 차례가 바뀔 때만 옮긴다.
  let seen = null;
  const follow = () => {
    const now = document.querySelector(".run .is-now"), list = now && now.closest("ol");
    if (!list || now === seen) return;
    seen = now;
    const at = now.getBoundingClientRect(), box = list.getBoundingClientRect();
    if (at.top < box.top || at.bottom > box.bottom) list.scrollTop += at.top - box.top - box.height / 3;
  };
  addEventListener("DOMContentLoaded", () => {
    const run = document.querySelector(".run");
    if (!run) return;
    follow();
    new MutationObserver(follow).observe(run, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
  });

  // 펼친 메뉴는 Esc나 다른 곳을 누르면 접힌다.
  const fold = (keep) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (keep && menu.contains(keep)) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  });
  document.addEventListener("click", (event) => fold(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") fold(); });

  // 다음 일이 되면 지난 알림은 물러난다. 거절(409 따위)은 htmx에게 실패가 아니지만 읽어야 할 알림이다.
  document.addEventListener("htmx:afterRequest", (event) => {
    const flash = document.getElementById("flash");
    const { status } = event.detail.xhr;
    if (flash && status > 0 && status < 400) flash.textContent = ""; // 0은 닿지 못한 것이다
  });

  addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("letter-keys");
    if (!box) return;
    box.checked = allowed();
    box.addEventListener("change", () => { try { localStorage.setItem("letter-keys", box.checked ? "on" : "off"); } catch { /* 이 화면에서만 바뀐다 */ } });
  });
})();
