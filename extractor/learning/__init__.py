"""Learning from decisions (判断からの学習): how likely people are to confirm a candidate, read off what it shows.

Nothing here hides or finds a candidate: what is learned orders a queue and calibrates the score beside it.
"""

from extractor.learning.features import features
from extractor.learning.lesson import FEWEST, Lesson, TooLittleError, learn
from extractor.learning.measures import Bin, Measures, measure
from extractor.learning.ranking import Example, Ranking, evidence, fit

__all__ = [
    "FEWEST",
    "Bin",
    "Example",
    "Lesson",
    "Measures",
    "Ranking",
    "TooLittleError",
    "evidence",
    "features",
    "fit",
    "learn",
    "measure",
]
