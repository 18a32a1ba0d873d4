"""Numbers that are written as words, put together where several make one: twenty-two, 三十."""

from collections.abc import Iterator

from lycaon.detect.wording import FieldWords


def composed(words: FieldWords) -> Iterator[tuple[int, int, int]]:
    """Yield number words with their places, those that make one number joined: twenty-two, 十一, 三十."""
    held: tuple[int, int, int] | None = None
    for cue in words.of("number"):
        value = int(cue.value)
        if held is not None:
            number, start, end = held
            joined = words.text[end : cue.start]
            if joined in {"", "-"} and (whole := _joined(number, value)) is not None:
                held = whole, start, cue.end
                continue
            yield held
        held = value, cue.start, cue.end
    if held is not None:
        yield held


def _joined(number: int, value: int) -> int | None:
    """Return the number that two number words make, or None.

    >>> _joined(20, 2), _joined(10, 1), _joined(3, 10), _joined(2, 3)
    (22, 11, 30, None)
    """
    if value < 10 <= number and number % 10 == 0:
        return number + value
    return number * value if number < 10 <= value and value in {10, 100} else None
