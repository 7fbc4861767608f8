// 내 발언 차례: 모두에게 같은 줄([data-line])에서 내 번호([data-ticket])를 찾아 자리를 말한다.
(() => {
  "use strict";
  const show = () => {
    const mine = document.querySelector("[data-ticket]");
    if (!mine || document.querySelector(".speak-away")) return;  // 투표하는 동안은 줄을 보내지 않는다
    const line = document.querySelector("[data-line]"), out = mine.querySelector("[data-words]"), id = mine.dataset.ticket;
    const here = line && line.dataset.speaks === id, at = line ? line.dataset.line.split(" ").indexOf(id) : -1;
    if (mine.classList.contains("is-here")) mine.dataset.spoke = "";
    const text = here ? out.dataset.here : at > 0 ? out.dataset.ahead.replace("%s", at) : !at ? out.dataset.soon : "spoke" in mine.dataset ? out.dataset.done : out.dataset.over;
    if (out.textContent !== text) out.textContent = text;
    mine.classList.toggle("is-here", Boolean(here));
    mine.classList.toggle("is-over", !here && at < 0);
    const back = document.getElementById("take-back");
    if (back) back.hidden = at < 0;  // 말하는 중이거나 지나간 신청은 거둘 수 없다
  };
  addEventListener("DOMContentLoaded", () => {
    show();
    new MutationObserver(show).observe(document.getElementById("main"), { childList: true, subtree: true, attributeFilter: ["data-line", "data-speaks"] });
  });
})();
