"""Folding spellings that mean the same, one character to one character.

Small kana are made large on both sides, in texts and in rules: 「よつて」 of old statutes then meets the rule
written 「よって」 (現代仮名遣い, 昭和61年内閣告示第1号, left the large kana of older laws as they were).
"""

from __future__ import annotations

FOLDS = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.", "あいうえおつやゆよわアイウエオツヤユヨワ、."
)
_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ", "あいうえおつやゆよわアイウエオツヤユヨワ")


def fold_pattern(regex: str) -> str:
    """Fold a regex or a literal the way texts are folded; regex signs are left alone."""
    return regex.translate(_KANA)
