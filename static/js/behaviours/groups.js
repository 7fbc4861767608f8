// 의견 묶기: 끌어 놓으면 그 묶음의 단추를 누른 것과 같다. 남이 옮기는 사이에도 고른 것은 그대로 둔다.
(() => {
  "use strict";
  const sort = document.querySelector("form[data-sort]");
  if (!sort) return;
  const picked = new Set();  // 고른 의견의 값(의견-묶음)
  const count = sort.querySelector("[data-picked]");
  const boxes = () => Array.from(document.querySelectorAll("input[name=ideas][form=sort]"));
  const tell = () => {
    const words = picked.size ? count.dataset.picked.replace("%s", picked.size) : count.dataset.none;
    if (count.textContent !== words) count.textContent = words;
  };
  const keep = () => {  // 새로 그려진 상자에 고른 것을 되살리고, 다른 데로 옮겨진 것은 잊는다
    const here = new Set();
    boxes().forEach((box) => { here.add(box.value); box.checked = picked.has(box.value); });
    picked.forEach((value) => { if (!here.has(value)) picked.delete(value); });
    tell();
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name !== "ideas" || box.form !== sort) return;
    if (box.checked) picked.add(box.value); else picked.delete(box.value);
    tell();
  });
  boxes().forEach((box) => { if (box.checked) picked.add(box.value); });
  new MutationObserver(keep).observe(document.getElementById("main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["value", "checked"] });
  tell();

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    if (elt !== sort || xhr.status < 200 || xhr.status >= 400) return;  // 거절(409)은 htmx에게 실패가 아니다: 쓴 이름과 고른 것을 둔다
    picked.clear();
    sort.elements.name.value = "";
    sort.elements.key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
    keep();
  });

  // ---- 끌기 ----
  const zone = (event) => event.target.closest && event.target.closest("[data-drop]");
  const clear = () => document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
  let dragging = false;
  const take = (target) => {  // 끄는 의견: 고른 것들 가운데 하나면 함께, 아니면 그것만
    const one = target.closest && target.closest("[data-idea]"), box = one && one.querySelector("input[name=ideas]");
    if (box && !box.checked) { picked.clear(); picked.add(box.value); keep(); }
    return box;
  };
  document.addEventListener("dragstart", (event) => {
    const box = take(event.target);
    if (!box) return;
    dragging = true;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", box.value);
  });
  document.addEventListener("dragover", (event) => {
    const over = dragging && zone(event);
    clear();
    if (!over) return;
    event.preventDefault();
    over.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const over = dragging && zone(event), button = over && document.getElementById(over.dataset.drop);
    clear();
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  document.addEventListener("dragend", () => { dragging = false; clear(); });

  // ---- 손가락과 펜: 손잡이를 잡고 끈다. 손잡이 밖을 밀면 여느 때처럼 화면이 움직인다 ----
  let finger = null;  // { id, ghost, x, y }
  const under = () => { const el = document.elementFromPoint(finger.x, finger.y); return el && el.closest("[data-drop]"); };
  const follow = () => {
    if (!finger) return;
    const edge = finger.y < 90 ? -14 : finger.y > innerHeight - 90 ? 14 : 0;
    if (edge) scrollBy(0, edge);
    finger.ghost.style.left = finger.x - 24 + "px";
    finger.ghost.style.top = finger.y - 24 + "px";
    clear();
    const over = under();
    if (over) over.classList.add("is-over");
    requestAnimationFrame(follow);
  };
  const drop = (event, done) => {
    if (!finger || event.pointerId !== finger.id) return;
    const over = done && under(), button = over && document.getElementById(over.dataset.drop);
    finger.ghost.remove();
    finger = null;
    clear();
    if (button) button.click();
  };
  document.addEventListener("pointerdown", (event) => {
    const grip = event.pointerType !== "mouse" && !finger && event.target.closest("[data-grip]"), box = grip && take(grip);
    if (!box) return;
    event.preventDefault();
    const one = grip.closest("[data-idea]"), ghost = document.createElement("p");
    ghost.className = "op op--drag";
    ghost.textContent = picked.size > 1 ? count.dataset.picked.replace("%s", picked.size) : one.querySelector("[lang]").textContent;
    ghost.style.width = one.offsetWidth + "px";
    document.body.append(ghost);
    finger = { id: event.pointerId, ghost, x: event.clientX, y: event.clientY };
    follow();
  });
  document.addEventListener("pointermove", (event) => { if (finger && event.pointerId === finger.id) { finger.x = event.clientX; finger.y = event.clientY; } });
  document.addEventListener("pointerup", (event) => drop(event, true));
  document.addEventListener("pointercancel", (event) => drop(event, false));
})();
