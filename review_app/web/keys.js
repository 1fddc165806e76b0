// The keys printed on the buttons also work while a row of a list has the focus.
//
// Streamlit leaves every key to whatever <input> has the focus, and the rows of a list are radio buttons: after a
// click on a row its shortcuts were dead. A radio button has no use for letters and digits, so these are handed to
// the page. Fields that are typed into, and the choices of a form, keep theirs.
"use strict";

{
  const ROWS = '[class*="st-key-queue-list-"] input[type="radio"], .st-key-sample input[type="radio"]';

  function handOn(event) {
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey);
    const composing = event.isComposing || event.keyCode === 229;
    if (!event.isTrusted || composing || !plain || !/^[a-z0-9]$/i.test(event.key)) return;
    if (!event.target.matches?.(ROWS)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    document.body.dispatchEvent(new KeyboardEvent(event.type, event));
  }

  window.addEventListener("keydown", handOn, true);
  window.addEventListener("keyup", handOn, true);
}
