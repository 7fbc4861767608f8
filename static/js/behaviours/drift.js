// 진행표보다 늦은가 빠른가: 조각이 준 두 시각(끝나기로 한 때, 시간이 다 되는 때)으로 흐르는 동안 다시 센다.
(() => {
  "use strict";
  const count = () => document.querySelectorAll("[data-drift]:not([data-still])").forEach((el) => {
    const planned = Date.parse(el.dataset.drift), out = Date.parse(el.dataset.runsOut || 0);
    let late = Math.trunc((Math.max(Date.now(), out) - planned) / 60000);
    if ("first" in el.dataset) late = Math.max(0, late);
    const text = late > 0 ? el.dataset.late : late < 0 ? el.dataset.early : el.dataset.even;
    const words = el.querySelector("span"), said = text.replace("%s", Math.abs(late));
    if (words.textContent !== said) words.textContent = said;
    el.className = "tag tag--" + (late > 0 ? "warn" : late < 0 ? "brand" : "done");
  });
  addEventListener("DOMContentLoaded", () => { count(); setInterval(count, 5000); });
})();
