// What a script adds for comfort; every page reads, searches and prints without it.
"use strict";

(function () {
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const show = (node) => node.removeAttribute("hidden");

  function remembered(key) {
    try { return window.localStorage.getItem(key); } catch (error) { return null; }
  }

  function remember(key, value) {
    try { window.localStorage.setItem(key, value); } catch (error) { /* private browsing */ }
  }

  function setSenior(on, button) {
    root.toggleAttribute("data-senior", on);
    button.setAttribute("aria-pressed", String(on));
  }

  all("[data-senior]").filter((node) => node !== root).forEach((button) => {
    setSenior(remembered("senior") === "1", button);
    show(button);
    button.addEventListener("click", () => {
      const on = !root.hasAttribute("data-senior");
      setSenior(on, button);
      remember("senior", on ? "1" : "0");
    });
  });

  function setSize(size) {
    root.dataset.size = size;
    all("[data-sizes] button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.size === size));
    });
  }

  all("[data-sizes]").forEach((group) => {
    show(group);
    setSize(remembered("size") || "medium");
    group.addEventListener("click", (event) => {
      const size = event.target.dataset.size;
      if (size) { setSize(size); remember("size", size); }
    });
  });

  // On a phone the filters wait behind their heading, so that the list is seen first.
  if (window.matchMedia("(max-width: 60rem)").matches) {
    all("details.filters").forEach((filters) => filters.removeAttribute("open"));
  }

  all("[data-print-now]").forEach((button) => {
    show(button);
    button.addEventListener("click", () => window.print());
  });

  all("[data-close]").forEach((button) => {
    show(button);
    button.addEventListener("click", () => {
      window.close();
      // A browser closes only windows that a script has opened; elsewhere we lead back.
      window.setTimeout(() => {
        if (window.history.length > 1) { window.history.back(); } else { window.location.href = "/"; }
      }, 200);
    });
  });

  all("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) { return; }
    show(button);
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(button.dataset.copy + window.location.href).then(() => {
        button.textContent = "已复制";
      });
    });
  });

  function tell(node, words) {
    node.textContent = words;
    show(node.parentElement);
  }

  // What changes without a release stands on no page, so that a page can be a file.
  const today = new Date();
  const two = (number) => String(number).padStart(2, "0");
  all("[data-today]").forEach((node) => {
    tell(node, today.getFullYear() + "-" + two(today.getMonth() + 1) + "-" + two(today.getDate()));
  });

  const article = document.querySelector("article[data-path]");
  const isServed = window.location.protocol.startsWith("http"); // a copy on a disk counts nothing
  if (article && isServed && navigator.sendBeacon) {
    const path = new URLSearchParams({ path: article.dataset.path });
    navigator.sendBeacon("/views/", path);
    window.fetch("/views/?" + path)
      .then((response) => (response.ok ? response.json() : null))
      .then((told) => { if (told) { all("[data-views]").forEach((node) => tell(node, told.views)); } })
      .catch(() => { /* offline: no count is shown */ });
  }
})();
