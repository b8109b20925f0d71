// Looks up titles without a server: month after month, newest first, each a script of its own,
// since a browser that reads files from a disk fetches nothing else.
"use strict";

(function () {
  const MOST = 100; // hits that are shown before the reader asks for more
  const ours = new URL(document.currentScript.src);
  const root = new URL("../../", ours);
  const isDisk = window.location.protocol === "file:";
  let received = null;

  window.disclosureTitles = (rows) => { received = rows; };

  // Full-width and half-width, capitals and small letters are the same.
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  function address(path) {
    return new URL(path.slice(1) + (isDisk ? "index.html" : ""), root).href;
  }

  function load(source) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      received = null;
      script.onload = () => { script.remove(); resolve(received || []); };
      script.onerror = () => { script.remove(); reject(new Error(source)); };
      script.src = source;
      document.head.append(script);
    });
  }

  function sources(year) {
    const months = Array.from(document.querySelectorAll("[data-titles]"));
    return months.filter((link) => !year || link.dataset.year === year).flatMap((link) => {
      const count = Number(link.dataset.titles);
      return Array.from({ length: count }, (_, index) => ({
        month: link.textContent,
        source: new URL("titles-" + (index + 1) + ".js", link.href).href,
      }));
    });
  }

  function item([path, title, publisher, number, day]) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    const quiet = document.createElement("p");
    link.href = address(path);
    link.textContent = title;
    quiet.className = "quiet";
    quiet.textContent = [publisher, number, day].join("　");
    row.append(link, quiet);
    return row;
  }

  function begin() {
    const form = document.getElementById("titles");
    const status = document.getElementById("titles-status");
    const list = document.getElementById("titles-found");
    const more = document.getElementById("titles-more");
    let run = 0;
    let goOn = null;

    // Goes through the parts until enough is found; what is left waits for the button.
    async function search(words, left, found, missing, own) {
      const stop = found + MOST;
      while (left.length && found < stop) {
        const { month, source } = left.shift();
        status.textContent = "正在查找 " + month + "……";
        let rows = [];
        try { rows = await load(source); } catch (error) { missing.push(month); }
        if (own !== run) { return; }
        const hits = rows.filter((row) => {
          const text = plain(row[1] + " " + row[3]);
          return words.every((word) => text.includes(word));
        });
        list.append(...hits.map(item));
        found += hits.length;
      }
      more.hidden = !left.length;
      goOn = () => search(words, left, found, missing, own);
      const until = left.length ? "，查到 " + left[0].month + " 为止" : "";
      const without = missing.length ? "。没有读到：" + missing.join("、") : "";
      status.textContent = "找到 " + found + " 条" + until + without + "。";
    }

    let busy = Promise.resolve();

    function ask() {
      const words = plain(form.elements.q.value).split(/\s+/).filter(Boolean);
      run += 1;
      const own = run;
      list.replaceChildren();
      more.hidden = true;
      status.textContent = words.length ? "" : "请填写要查找的字。";
      if (words.length) {
        const left = sources(form.elements.year.value);
        // One after the other: scripts of two searches would be taken for each other.
        busy = busy.then(() => search(words, left, 0, [], own));
      }
    }

    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
    more.addEventListener("click", () => {
      more.hidden = true;
      busy = busy.then(goOn);
    });
    const asked = new URLSearchParams(window.location.search).get("q");
    if (asked) {
      form.elements.q.value = asked;
      ask();
    }
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
