// 번호표의 QR은 번호를 주소의 # 뒤에 싣는다: 서버로도 미리보기 로봇에게도 가지 않는다. 칸에 옮기고 주소에서 지운다.
(() => {
  "use strict";
  const take = () => {
    const field = document.querySelector("[data-slip]"), code = location.hash.slice(1);
    if (!field || !/^[0-9A-Za-z]{5}-?[0-9A-Za-z]{5}$/.test(code)) return;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.value = code.replace("-", "").replace(/^(.{5})/, "$1-");
    history.replaceState(null, "", location.pathname + location.search);
    const press = document.querySelector("button[form=confirm]");
    if (press) press.focus();
  };
  addEventListener("hashchange", take);
  take();
})();
