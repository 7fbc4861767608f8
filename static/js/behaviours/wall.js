// 스크린: 잠들지 않게 하고, T로 밝은 강당용 색을 바꾼다. 끊겨도 마지막 화면을 그대로 둔다.
(() => {
  "use strict";
  let lock;
  const stay = async () => {
    try { lock = await navigator.wakeLock.request("screen"); } catch { /* 지원하지 않거나 거절된 브라우저: 화면 보호기 설정에 맡긴다 */ }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (!lock || lock.released)) stay(); });
  stay();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "t" && event.key !== "T" && event.code !== "KeyT")) return;
    try { if (localStorage.getItem("letter-keys") === "off") return; } catch { /* 저장소가 없으면 켜 둔 것으로 본다 */ }
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
    const address = new URL(location.href);
    address.searchParams.set("theme", root.dataset.theme);
    history.replaceState(null, "", address);
  });
})();
