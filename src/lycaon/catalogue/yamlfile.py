"""Reading YAML, late and by one loader.

Who finds knowledge ready (:mod:`lycaon.catalogue.ready`) reads no YAML, so the library is imported only by who does: it
takes 20 milliseconds, a twentieth of the start.
"""

from pathlib import Path


class NotYamlError(ValueError):
    """What a file holds is no YAML; the message says where."""


def read_yaml(path: Path, *, words_only: bool = False) -> object:
    """Return what a file says.

    Args:
        path: of the file, in UTF-8.
        words_only: leave figures, days and truths the words that they are written in.

    Raises:
        OSError: it cannot be read.
        NotYamlError: it is no YAML.
    """
    import yaml  # noqa: PLC0415  # see above

    # The loaders of libyaml, where it was built, are ten times as fast as those in Python.
    kind = yaml.BaseLoader if words_only else yaml.SafeLoader
    loader = getattr(yaml, f"C{kind.__name__}", kind)
    try:
        return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506  # safe loaders, both
    except yaml.YAMLError as error:
        raise NotYamlError(str(error)) from error
