"""The line grammar of 例規: lines of text in, provisions out."""
