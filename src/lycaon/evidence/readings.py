"""What programs read out of pictures that are kept: derived, beside the picture, with who read it and how surely."""

from collections.abc import Iterator, Sequence

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import canonical, uncanonical
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.values.evidence import Action, ReadPicture


def keep_reading(store: Store, obj: str, pictures: Sequence[ReadPicture], who: Custodian, reason: str) -> str:
    """Keep what was read out of a capture's pictures, and return its SHA-256; the log names who had it read."""
    engines = ", ".join(sorted({picture.engine for picture in pictures}))
    return store.derive(obj, canonical(list(pictures)), who, f"words in pictures read by {engines}: {reason}")


def readings_of(store: Store, obj: str) -> Iterator[tuple[str, list[ReadPicture]]]:
    """Yield the SHA-256 and the words of every reading of a capture, oldest first; nothing else that is derived."""
    for line in store.history(obj):
        if line.event.action is Action.DERIVED:
            data = store.objects.read(line.event.result)
            try:
                yield line.event.result, uncanonical(data, list[ReadPicture], "a reading")
            except EvidenceError:
                continue  # a translation, or what a later version derives


def reading_words(pictures: Sequence[ReadPicture]) -> str:
    """Return a reading for people, with its confidence line by line."""
    return "\n".join(_told(picture) for picture in pictures)


def _told(picture: ReadPicture) -> str:
    lines = [f"  {line.confidence:3} %  {line.text}" for line in picture.lines] or ["  no words were read"]
    return "\n".join([f"{picture.path}, read by {picture.engine}:", *lines])
