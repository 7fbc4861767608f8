// 글자 크게: <html data-size="1|2|3">을 100·120·140%로 돌려 가며 바꾸고 이 기기에 적어 둔다.
// 첫 그림이 흔들리지 않도록 <head>에서 곧바로 실행한다.
(() => {
  const root = document.documentElement;
  const KEY = "text-size";
  const set = (size) => { if (size === "1") delete root.dataset.size; else root.dataset.size = size; };
  let saved = null;
  try { saved = localStorage.getItem(KEY); } catch { /* 저장소를 막아 둔 브라우저 */ }
  if (saved === "2" || saved === "3") set(saved);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-text-size]")) return;
    const next = { 1: "2", 2: "3", 3: "1" }[root.dataset.size || "1"];
    set(next);
    try { localStorage.setItem(KEY, next); } catch { /* 이번 화면에서만 바뀐다 */ }
    const announce = document.getElementById("announce");
    if (announce) announce.textContent = { 1: "100%", 2: "120%", 3: "140%" }[next];
  });
})();
