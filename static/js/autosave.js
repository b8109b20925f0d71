// Saves a draft while it is written. The form is sent as its button would send it, with X-Autosave;
// the answer is the page as it stands then, and what it says anew is put in place here.
// Without this script the button saves.
"use strict";

(function () {
  const form = document.querySelector("form[data-autosave]");
  if (!form) { return; }
  const PAUSE = 3000;  // milliseconds without a key until it is saved
  const AGAIN = 15000;  // until it is tried again after a failure
  const status = form.querySelector(".autosave");
  let timer = 0;
  let isDirty = false;
  let isSending = false;
  let isStopped = false;

  function say(text, isWrong) {
    status.textContent = text;
    status.classList.toggle("wrong", Boolean(isWrong));
  }

  function plan(pause) {
    clearTimeout(timer);
    if (!isStopped) { timer = setTimeout(save, pause); }
  }

  async function save() {
    if (isSending) { plan(PAUSE); return; }
    isSending = true;
    isDirty = false;
    const before = new Map(inputs(form).map((input) => [input.name, input.value]));
    try {
      const response = await fetch(form.action || location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" },
      });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("form[data-autosave]");
      if (!response.ok || !fresh) { throw new Error(refusal(response, page)); }
      take(fresh, before);
      freshen(page);
      tell(page);
    } catch (error) {
      isDirty = true;
      const why = error instanceof TypeError ? "连不上服务器" : error.message;
      say(`没有自动保存：${why}。内容仍在本页，请不要关闭。`, true);
      plan(AGAIN);
    } finally {
      isSending = false;
    }
  }

  function refusal(response, page) {
    if (page.querySelector("#login-form")) { return "登录已过期，请在另一个窗口登录"; }
    return response.ok ? "这份草稿已不能修改" : `服务器答复 ${response.status}`;
  }

  function inputs(where) {
    return Array.from(where.querySelectorAll("td.value input"));
  }

  // A cell that nobody touched here shows what a colleague wrote; what is said below it is renewed.
  function take(fresh, before) {
    const mark = form.querySelector("input[name='seen']");
    const old = form.matches("[data-grid]") ? JSON.parse(mark.value) : {};
    for (const input of inputs(form)) {
      const other = fresh.querySelector(`#${CSS.escape(input.id)}`);
      const isUntouched = input.value === before.get(input.name)
        && input.value === (old[input.name] || "");
      if (isUntouched) { input.value = other.value; }
      renew(input, other);
    }
    mark.value = fresh.querySelector("input[name='seen']").value;
  }

  function renew(input, other) {
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (other.hasAttribute(name)) { input.setAttribute(name, other.getAttribute(name)); }
      else { input.removeAttribute(name); }
    }
    const cell = input.parentElement;
    cell.className = other.parentElement.className;
    while (input.nextSibling) { input.nextSibling.remove(); }
    cell.append(...Array.from(other.parentElement.children).slice(1));
  }

  function freshen(page) {
    for (const old of document.querySelectorAll("[data-fresh]")) {
      const fresh = page.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
      if (fresh) { old.replaceWith(fresh); }
    }
    const version = page.querySelector("input[name='lock_version']");
    for (const input of document.querySelectorAll("input[name='lock_version']")) {
      if (version) { input.value = version.value; }
    }
  }

  function tell(page) {
    const time = new Date().toTimeString().slice(0, 5);
    const refused = page.querySelector(".messagelist .error");
    const wrong = form.querySelectorAll("td.value .told").length;
    if (refused) {
      isStopped = true;
      isDirty = true;
      say(`没有自动保存：${refused.textContent.trim()}`, true);
    } else if (wrong) {
      isDirty = true;
      say(`${time} 已自动保存，${wrong} 格除外：见各格的提示。`, true);
    } else {
      say(`${time} 已自动保存`);
    }
  }

  form.addEventListener("input", () => {
    isDirty = true;
    if (!isStopped) { say("正在填写……"); }
    plan(PAUSE);
  });
  form.addEventListener("submit", () => { isDirty = false; clearTimeout(timer); });
  window.addEventListener("beforeunload", (event) => { if (isDirty || isSending) { event.preventDefault(); } });
})();
