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
  document.addEventListener("dragstart", (event) => {
    const one = event.target.closest && event.target.closest("[data-idea]"), box = one && one.querySelector("input[name=ideas]");
    if (!box) return;
    if (!box.checked) { picked.clear(); picked.add(box.value); keep(); }
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
})();
