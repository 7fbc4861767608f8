// 장비 점검: 이 브라우저가 스스로 재는 것. 소켓이 다녀오는 시간, 시계, 화면의 크기.
(() => {
  "use strict";
  const root = () => document.querySelector("[data-rig]");
  const tell = (id, good, words, todo) => {
    const line = document.getElementById(id), [found, next] = line.querySelectorAll("p");
    line.hidden = false;
    line.classList.toggle("is-good", good);
    line.classList.toggle("is-bad", !good);
    line.querySelector(".rig__m").textContent = good ? "✓" : "!";
    if (found.textContent !== words) found.textContent = words;
    next.hidden = good && !todo;
    next.textContent = good && !todo ? "" : line.dataset.todo;
  };
  const of = (id, which, value) => document.getElementById(id).dataset[which].replace("%s", value);

  const socket = async () => {
    const began = performance.now();
    try {
      await window.live.ask({ do: "there" });
      const took = Math.round(performance.now() - began);
      tell("rig-socket", took <= 300, of("rig-socket", took <= 300 ? "good" : "slow", took));
    } catch { tell("rig-socket", false, of("rig-socket", "bad")); }
  };
  const clock = async () => {
    try {
      const began = Date.now(), answer = await fetch(root().dataset.rig, { cache: "no-store" }), ended = Date.now();
      if (!answer.ok) throw new Error("no time");
      const off = Math.abs((await answer.json()).now - (began + ended) / 2) / 1000, good = off <= 2;
      tell("rig-clock", good, of("rig-clock", good ? "good" : "bad", good ? Math.max(1, Math.ceil(off)) : Math.round(off)));
    } catch { tell("rig-clock", false, of("rig-clock", "none")); }
  };
  const screen = () => {
    const size = innerWidth + "×" + innerHeight, good = innerWidth >= 1280 && innerHeight >= 600;
    tell("rig-screen", good, of("rig-screen", good ? "good" : "bad", size));
    const full = Boolean(document.fullscreenElement) || innerHeight >= window.screen.height;
    tell("rig-full", full, of("rig-full", full ? "good" : "bad"));
  };

  addEventListener("DOMContentLoaded", () => {
    screen();
    clock();
    addEventListener("resize", screen);
    document.addEventListener("fullscreenchange", screen);
    setTimeout(socket, 1500); // 소켓이 이어질 틈을 준다
    setInterval(() => { socket(); clock(); }, 5000);
  });
})();
