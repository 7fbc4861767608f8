// htmx 양식: 다시 시작하는 동안 누른 form[data-repeat]는 누른 그대로(그때의 expect) 차례대로 한 번 더 보낸다.
// 두 번 닿으면 두 번 되는 것(1분 더, 보기 넣기, 되돌리기)에는 data-repeat가 없다: 보내지 못했다고만 알린다.
(() => {
  "use strict";
  const again = window.again;
  const words = (name) => { const net = document.getElementById("net"); return net && net.dataset[name]; };
  const waiting = new Set();
  let line = Promise.resolve();
  const repeat = (form, { path, formData }) => {
    const values = Object.fromEntries(Array.from(formData).filter(([name]) => name !== "csrf"));
    const name = path + JSON.stringify(values);
    if (waiting.has(name)) return;
    waiting.add(name);
    const back = again.restarting().then((announced) => announced && again.calmly(words("waiting"), again.back));
    line = line.then(() => back).then(async () => {
      const alone = form.getAttribute("hx-swap") === "none" || !form.isConnected;
      try {
        if (!window.live.calm() && !window.live.open()) { again.flash(words("failed"), "error", "alert"); return; }
        await window.htmx.ajax("POST", path, { source: alone ? document.body : form, swap: alone ? "none" : undefined, values });
      } finally { waiting.delete(name); }
    }).catch(() => again.flash(words("failed"), "error", "alert"));
  };
  const failed = (event) => {
    const { elt, requestConfig, xhr } = event.detail, form = elt && elt.closest("form[hx-post]");
    if ((!form && elt !== document.body) || !words("failed") || (xhr && xhr.status && xhr.status < 500)) return;
    const never = !xhr || !xhr.status || xhr.status >= 502;
    if (form && never && "repeat" in form.dataset && window.live) repeat(form, requestConfig);
    else again.flash(words("failed"), "error", "alert");
  };
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, failed));
})();
