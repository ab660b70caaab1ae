"""What both lifecycles say alike: who may make which move, and how long silence may last."""

from __future__ import annotations

ANSWER_IN = 10  # working days
LOOK_AGAIN_IN = 60  # working days: a quarter of a year

ANSWER = "deviations.answer"
HELP = "deviations.help"
CHECK = "deviations.check"
ANSWER_COMMON = "deviations.answer_common"

CHECKED = frozenset({"doubted"})  # a figure is being checked: what else goes off here is another matter
LEFT_ALONE = frozenset({"explained", "planned", "watched"})  # answered, and nobody is asked meanwhile
