// The editor's text box gets the name of its label; leaving with unsaved words asks first.
document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const name = label ? label.textContent.replace(/[:：]\s*$/, "").trim() : "正文";
  editor.view.dom.setAttribute("aria-label", name);
  editor.view.dom.setAttribute("aria-multiline", "true");
  editor.view.dom.id = `${textarea.id}_editor`;
  const box = editor.view.dom.closest(".prose-editor");
  new MutationObserver(() => translateMenu(box)).observe(box, { childList: true, subtree: true });
  translateMenu(box);
  if (location.hash === `#${textarea.id}`) editor.view.dom.focus();
});

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#edition_form");
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

// The editor's menu has English titles that pass no catalogue of words; it makes some anew as the cursor moves.
const WORDS = {
  "paragraph": "段落", "unordered list": "无序列表", "ordered list": "有序列表",
  "list properties": "列表属性", "blockquote": "引用", "horizontal rule": "分隔线",
  "bold": "加粗", "italic": "斜体", "underline": "下划线", "strike": "删除线",
  "strikethrough": "删除线", "subscript": "下标", "superscript": "上标", "insert link": "插入链接",
  "edit link": "编辑链接", "remove link": "取消链接", "link": "链接", "unlink": "取消链接",
  "insert table": "插入表格", "undo": "撤销", "redo": "重做", "edit html": "编辑 HTML",
  "heading 2": "标题 2", "heading 3": "标题 3", "heading 4": "标题 4", "html": "编辑 HTML",
  "hard break": "换行", "add column before": "左侧插入列", "add column after": "右侧插入列",
  "add column": "插入列", "delete column": "删除列", "add row before": "上方插入行",
  "add row after": "下方插入行", "add row": "插入行", "delete row": "删除行",
  "delete table": "删除表格", "merge cells": "合并单元格", "split cell": "拆分单元格",
  "merge or split": "合并或拆分单元格", "toggle header cell": "表头单元格",
};

function translateMenu(box) {
  for (const button of box.querySelectorAll(".prose-menubar button")) {
    const word = WORDS[button.title.toLowerCase()];
    if (word) { button.title = word; button.setAttribute("aria-label", word); }
    const text = button.firstElementChild;
    const option = text && WORDS[text.textContent.toLowerCase()];
    if (option) text.textContent = option;
  }
}
