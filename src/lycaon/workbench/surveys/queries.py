"""What the screens of surveys read. Nothing here writes; no figure is made here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from lycaon.survey import coding
from lycaon.survey.coding import Place, Task
from lycaon.workbench.people.models import Person
from lycaon.workbench.surveys.models import Code, Observation, Survey
from lycaon.workbench.surveys.states import Round

_FIRST_QUESTION = coding.FIELDS[0].name


def tasks_of(observation: Observation) -> tuple[Task, ...]:
    """Return every question about an observation, line by line."""
    return coding.sheet(observation.item_values, [observation.ad_id])


def waiting_for(survey: Survey, person: Person) -> QuerySet[Observation]:
    """Return what waits for a coder: nobody coded it, or one other person did and it is to be coded twice."""
    answers = Code.objects.filter(observation=OuterRef("pk"))
    mine, first, second = (
        Exists(answers.filter(chosen)) for chosen in (Q(by=person), Q(round=Round.FIRST), Q(round=Round.SECOND))
    )
    return survey.observations.filter(~mine & ~second & (~first | Q(is_twice=True))).order_by("pk")


def round_for(observation: Observation, person: Person) -> Round | None:
    """Return which round a person's codes of an observation would be; None where it does not wait for this person."""
    if not waiting_for(observation.survey, person).filter(pk=observation.pk).exists():
        return None
    return Round.SECOND if observation.codes.filter(round=Round.FIRST).exists() else Round.FIRST


def codes_of(codes: Iterable[Code], *, settled: bool) -> tuple[coding.Code, ...]:
    """Return rows as values: what coders said, or what a third decided."""
    return tuple(
        coding.Code(
            ad=row.observation.ad_id, line=row.line, coder=row.by.reference, field=row.field, code=row.code,
            # All answers about an offer arrive at once; the pace of a coder shows from offer to offer.
            at=row.at if row.line == 1 and row.field == _FIRST_QUESTION else None,
        )
        for row in codes
        if (row.round == Round.SETTLED) is settled
    )  # fmt: skip


def rows_of(survey: Survey) -> Sequence[Code]:
    """Return every code of a survey."""
    return list(Code.objects.filter(observation__survey=survey).select_related("observation", "by").order_by("pk"))


def disputes_of(observation: Observation) -> tuple[Place, ...]:
    """Return the places of an observation on which coders differ and nobody has decided."""
    return _unsettled(list(observation.codes.select_related("observation", "by").order_by("pk")))


def _unsettled(rows: Sequence[Code]) -> tuple[Place, ...]:
    done = {(one.ad, one.line, one.field) for one in codes_of(rows, settled=True)}
    return tuple(place for place in coding.disputes(codes_of(rows, settled=False)) if place not in done)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the coding is."""

    observations: int
    twice: int
    coded: int
    """Observations that a first coder has coded."""
    coded_twice: int
    uncoded: int
    """Looks that are still to be taken, first and second."""
    unsettled: tuple[Place, ...]


def progress(survey: Survey) -> Progress:
    """Return how far the coding of a survey is."""
    observations, twice = survey.observations.count(), survey.observations.filter(is_twice=True).count()
    started = Code.objects.filter(observation__survey=survey, line=1, field=_FIRST_QUESTION)
    coded, second = (started.filter(round=turn).count() for turn in (Round.FIRST, Round.SECOND))
    return Progress(
        observations=observations,
        twice=twice,
        coded=coded,
        coded_twice=second,
        uncoded=observations - coded + twice - second,
        unsettled=_unsettled(rows_of(survey)),
    )


def disputed_tasks(observation: Observation, places: Sequence[Place]) -> tuple[Task, ...]:
    """Return the questions of an observation that are in dispute."""
    wanted = {(line, field) for _, line, field in places}
    tasks = (
        Task(task.ad, task.line, tuple(field for field in task.questions if (task.line, field.name) in wanted))
        for task in tasks_of(observation)
    )
    return tuple(task for task in tasks if task.questions)


def taxa_of(survey: Survey) -> list[str]:
    """Return the names of taxa in a survey's observations, for a coder to choose from."""
    lines = survey.observations.values_list("items", flat=True)
    return sorted({str(item["taxon"]) for items in lines for item in items})
