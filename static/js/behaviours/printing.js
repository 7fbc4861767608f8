// [data-print]를 누르면 인쇄 창을 연다. 스크립트가 없으면 단추가 없고, 브라우저의 인쇄 메뉴를 쓴다.
(() => {
  "use strict";
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
