// 명부에서 이름을 친다: 적는 대로 [data-find]가 가리키는 목록이 줄어든다. 첫소리(ㄱㅎㄴ)로도 찾는다.
// 이름을 주소에 싣지 않으려고 서버에 묻지 않는다. 스크립트가 없으면 목록 전체가 그대로 보인다.
(() => {
  "use strict";
  const FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  const sounds = (text) => Array.from(text, (one) => {
    const at = one.charCodeAt(0) - 0xac00;
    return at >= 0 && at < 11172 ? FIRST[Math.floor(at / 588)] : one;
  }).join("");
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, "").toLowerCase();
  document.querySelectorAll("[data-find]").forEach((input) => {
    const list = document.getElementById(input.dataset.find), none = document.getElementById(input.dataset.none);
    if (!list) return;
    const rows = Array.from(list.children, (row) => {
      const name = plain(row.dataset.name || "");
      return { row, name: name.normalize("NFD"), first: sounds(name) };
    });
    const look = () => {
      const wish = plain(input.value);
      let shown = 0;
      rows.forEach(({ row, name, first }) => {
        row.hidden = !(name.includes(wish.normalize("NFD")) || first.includes(wish));  // 풀어 견주어야 ‘기’로 ‘김’을 찾는다
        shown += row.hidden ? 0 : 1;
      });
      if (none) none.hidden = shown > 0;
      const announce = document.getElementById("announce");
      if (announce && wish) announce.textContent = String(shown);
    };
    input.closest("form").hidden = false;
    input.addEventListener("input", look);
    look();
  });
})();
