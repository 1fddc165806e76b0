// What is typed into an answer is saved while one types, not only when the field is left.
//
// Streamlit sends a text field when it is left, or on a key: Ctrl+Enter, and Enter in a field of one line. Whoever goes
// away in the middle of a sentence would find the session over and the sentence gone, so a pause counts as that key.
"use strict";

{
  const FIELDS = ".st-key-answer-form textarea, .st-key-answer-form .stTextInput input";
  const PAUSE = 3000;
  let waiting = 0;

  const save = (field) => {
    if (document.activeElement !== field) return;
    const several = field.tagName === "TEXTAREA";
    field.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: several, bubbles: true, cancelable: true }),
    );
  };

  const typed = (event) => {
    clearTimeout(waiting);
    // While the input method composes, Enter would be its own.
    const composing = event.type === "input" && event.isComposing;
    if (!composing && event.target.matches?.(FIELDS)) waiting = setTimeout(save, PAUSE, event.target);
  };

  document.addEventListener("input", typed, true);
  document.addEventListener("compositionstart", () => clearTimeout(waiting), true);
  document.addEventListener("compositionend", typed, true);
}
