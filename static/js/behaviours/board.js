// 판의 카드를 다음 기둥에 끌어다 놓으면 카드의 옮기기 단추를 누른 것과 같다. 단추가 하는 일만 하므로 끌지 않아도 된다.
(() => {
  "use strict";
  const page = document.querySelector(".boardpage.can-move"), said = document.getElementById("dragged");
  if (!page) return;
  let card = null;
  const column = (event) => event.target.closest && event.target.closest("[data-column]");
  const clear = () => page.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
  // 조각은 모두에게 같으므로, 옮길 수 있는 사람의 화면에서만 끌 수 있게 한다.
  page.addEventListener("pointerdown", (event) => {
    const one = event.pointerType === "mouse" && event.target.closest(".board .k[data-to]");
    if (one && one.querySelector("form[action$='/advance']")) one.draggable = true;
  });
  page.addEventListener("dragstart", (event) => {
    card = event.target.closest && event.target.closest(".k[draggable='true']");
    if (!card) return;
    card.classList.add("is-taken");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.id);
  });
  page.addEventListener("dragover", (event) => {
    const over = card && column(event);
    clear();
    if (!over || over.dataset.column === card.dataset.from) return;
    event.preventDefault();
    over.classList.add("is-over");
  });
  page.addEventListener("drop", (event) => {
    const over = card && column(event);
    clear();
    if (!over) return;
    event.preventDefault();
    said.textContent = "";
    said.classList.add("sr");
    if (over.dataset.column === card.dataset.to) {
      card.querySelector("form[action$='/advance'] button").click();
    } else if (over.dataset.column !== card.dataset.from) {
      said.textContent = said.dataset.other;
      said.classList.remove("sr");
    }
  });
  page.addEventListener("dragend", () => {
    if (card) card.classList.remove("is-taken");
    card = null;
    clear();
  });
})();
