// The editor's text box gets the name of its label; leaving with unsaved words asks first.
document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const name = label ? label.textContent.replace(/[:：]\s*$/, "").trim() : "正文";
  editor.view.dom.setAttribute("aria-label", name);
  editor.view.dom.setAttribute("aria-multiline", "true");
  editor.view.dom.id = `${textarea.id}_editor`;
  if (location.hash === `#${textarea.id}`) editor.view.dom.focus();
});

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("edition_form");
  if (!form) return;
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
});

// A link of the list of problems leads into the field, also into the editor.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".problems a[href^='#id_']");
  if (!link) return;
  const id = link.hash.slice(1);
  const field = document.getElementById(`${id}_editor`) || document.getElementById(id);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});
