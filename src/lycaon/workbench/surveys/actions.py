"""What is done with surveys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import FormatError, RecordError, WrongStateError
from lycaon.survey import coding, plan, sampling
from lycaon.survey.codebook import Effort
from lycaon.survey.rowfile import parse_rows
from lycaon.values.listing import Rejected
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.models import Person
from lycaon.workbench.record.events import write
from lycaon.workbench.surveys import drafts, queries
from lycaon.workbench.surveys.models import Code, Observation, Survey
from lycaon.workbench.surveys.observing import candidates, observed
from lycaon.workbench.surveys.states import OPEN_TO_OBSERVATIONS, Round, State
from lycaon.workbench.surveys.verbs import CODE_OFFER, OBSERVE, PLAN_SURVEY, PUBLISH_SURVEY, SETTLE_CODES

Answer = tuple[int, str, str]
"""Line, field, code."""


@action(PLAN_SURVEY)
def open_survey(actor: Actor, texts: Mapping[str, str], *, at: datetime | None = None) -> Survey:
    """Keep the draft of a new survey.

    Args:
        actor: who plans it.
        texts: column of a survey (``draft_plan``) to text.
        at: now, unless said.

    Raises:
        FormatError: the texts make no plan.
    """
    survey = Survey.objects.create(
        organisation=house_of(actor), by=person_of(actor), made_at=at or timezone.now(), title=_title(texts), **texts
    )
    write(actor, PLAN_SURVEY, survey)
    return survey


@action(PLAN_SURVEY)
def change_draft(actor: Actor, survey: Survey, texts: Mapping[str, str]) -> Survey:
    """Keep other words of a draft.

    Raises:
        FormatError: the texts make no plan.
        WrongStateError: the plan is frozen.
    """
    survey = _locked(survey, State.DRAFT)
    for column, text in texts.items():
        setattr(survey, column, text)
    survey.title = _title(texts)
    survey.save(update_fields=[*texts, "title"])
    write(actor, PLAN_SURVEY, survey)
    return survey


@action(PLAN_SURVEY)
def freeze(actor: Actor, survey: Survey, *, at: datetime | None = None) -> Survey:
    """Make a plan final; from here on it is one text, known by its digest.

    Raises:
        DecisionError: it is not complete; the message names what is missing.
        WrongStateError: it is frozen already.
    """
    survey = _locked(survey, State.DRAFT)
    frozen = plan.freeze(drafts.plan_of(drafts.texts_of(survey)))
    survey.plan_text, survey.plan_digest = frozen.text, frozen.id
    survey.frozen_at, survey.state = at or timezone.now(), State.FROZEN
    survey.save(update_fields=["plan_text", "plan_digest", "frozen_at", "state"])
    write(actor, PLAN_SURVEY, survey, data={"frozen": frozen.id})
    return survey


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking offers into a survey."""

    new: int
    known: int
    rejected: tuple[Rejected, ...]


@action(OBSERVE)
def observe(actor: Actor, survey: Survey, *, effort: str = "", at: datetime | None = None) -> Taken:
    """Take the house's offers into a survey as observations; what was observed before stays as it was.

    Args:
        actor: who takes them in.
        survey: its frozen plan says which sites and days count.
        effort: ``effort.csv`` with the work so far; empty leaves what is kept.
        at: now, unless said.

    Raises:
        FormatError: the file of effort is not what it should be.
        WrongStateError: the survey takes no more observations.
    """
    survey = _locked(survey, *OPEN_TO_OBSERVATIONS)
    if effort:
        parse_rows(effort, Effort, "effort.csv")
        survey.effort = effort
    frozen, now = survey.frozen, at or timezone.now()
    known = set(survey.observations.values_list("ad_id", flat=True))
    offers = candidates(survey.organisation, frozen.plan)
    found = observed(offers.exclude(reference__in=known), frozen.plan)
    # Drawn from the plan's own name: nobody chooses whom the second coder looks at, and nobody can draw again.
    drawn = set(
        sampling.double_coded(
            found.ads, found.items, share=frozen.plan.analysis.double_share, seed=int(frozen.id[:8], 16)
        )
    )
    numbers = dict(offers.filter(reference__in=[ad.id for ad in found.ads]).values_list("reference", "pk"))
    Observation.objects.bulk_create(
        Observation(
            survey=survey, offer_id=numbers[ad.id], ad_id=ad.id, ad=msgspec.to_builtins(ad),
            items=[msgspec.to_builtins(item) for item in found.items if item.ad == ad.id],
            is_twice=ad.id in drawn, at=now,
        )
        for ad in found.ads
    )  # fmt: skip
    if found.ads:
        survey.state = State.CODING
    survey.save(update_fields=["state", "effort"])
    write(
        actor, OBSERVE, survey,
        data={"new": len(found.ads), "twice": len(drawn), "rejected": len(found.rejected), "effort": bool(effort)},
    )  # fmt: skip
    return Taken(len(found.ads), len(known), found.rejected)


@action(CODE_OFFER)
def code(actor: Actor, observation: Observation, answers: Sequence[Answer], *, at: datetime | None = None) -> Round:
    """Keep a coder's answers about an observation, every question of it; return the round that they make.

    Raises:
        RecordError: the code-book does not know a code, or a question has no answer.
        WrongStateError: the survey is not being coded, or the offer does not wait for this coder.
    """
    person, now = person_of(actor), at or timezone.now()
    survey = _locked(observation.survey, State.CODING)
    turn = queries.round_for(observation, person)
    if turn is None:
        raise WrongStateError(_("This offer does not wait for you: you or two others have coded it. Take the next."))
    _keep(observation, turn, person, _whole(observation, person, answers), now)
    write(actor, CODE_OFFER, survey, data={"ad": observation.ad_id, "round": turn.value})
    return turn


@action(SETTLE_CODES)
def settle(actor: Actor, observation: Observation, answers: Sequence[Answer], *, at: datetime | None = None) -> None:
    """Keep what a third coder decides where two differ.

    Raises:
        RecordError: the code-book does not know a code.
        WrongStateError: nothing is in dispute there, or the person is one of the two.
    """
    person, now = person_of(actor), at or timezone.now()
    survey = _locked(observation.survey, State.CODING)
    if observation.codes.filter(by=person).exclude(round=Round.SETTLED).exists():
        raise WrongStateError(_("You coded this offer; somebody else settles it."))
    open_places = {(line, field) for _, line, field in queries.disputes_of(observation)}
    if not answers or not {(line, field) for line, field, _ in answers} <= open_places:
        raise WrongStateError(_("Nothing is in dispute here any more."))
    _keep(observation, Round.SETTLED, person, [_checked(observation, person, one) for one in answers], now)
    write(actor, SETTLE_CODES, survey, data={"ad": observation.ad_id, "answers": len(answers)})


@action(SETTLE_CODES)
def close_coding(actor: Actor, survey: Survey) -> Survey:
    """End the coding of a survey: every offer is coded, every drawn one twice, every dispute settled.

    Raises:
        WrongStateError: something is left to do.
    """
    survey = _locked(survey, State.CODING)
    left = queries.progress(survey)
    if left.uncoded or left.unsettled:
        raise WrongStateError(_("Something is left: offers that wait for a coder, or disputes for a third."))
    survey.state = State.ADJUDICATED
    survey.save(update_fields=["state"])
    write(actor, SETTLE_CODES, survey, data={"closed": True})
    return survey


@action(PUBLISH_SURVEY)
def ask_for_report(actor: Actor, survey: Survey, *, at: datetime | None = None) -> Survey:
    """Ask for the report of a survey whose codes are settled; the worker makes it.

    Raises:
        WrongStateError: the codes are not settled, or the report stands already.
    """
    survey = _locked(survey, State.ADJUDICATED)
    survey.publishing_since, survey.publishing_fault = at or timezone.now(), ""
    survey.save(update_fields=["publishing_since", "publishing_fault"])
    write(actor, PUBLISH_SURVEY, survey, data={"asked": True})
    return survey


@action(PUBLISH_SURVEY)
def end_publication(actor: Actor, survey: Survey, *, fault: str = "", at: datetime | None = None) -> Survey:
    """Keep that the report was made, or why it was not.

    Raises:
        WrongStateError: the report stood already.
    """
    survey = _locked(survey, State.ADJUDICATED)
    survey.publishing_since, survey.publishing_fault = None, fault
    if not fault:
        survey.state, survey.published_at = State.PUBLISHED, at or timezone.now()
    survey.save(update_fields=["state", "publishing_since", "publishing_fault", "published_at"])
    write(actor, PUBLISH_SURVEY, survey, data={"made": not fault})
    return survey


def _whole(observation: Observation, person: Person, answers: Sequence[Answer]) -> list[coding.Code]:
    """Return answers as codes, where no question of the observation is left open."""
    given = [_checked(observation, person, answer) for answer in answers]
    if left := coding.open_tasks(queries.tasks_of(observation), given, person.reference):
        raise RecordError(
            _("Line %(line)d has no answer to: %(fields)s.")
            % {"line": left[0].line, "fields": ", ".join(field.name for field in left[0].questions)}
        )
    return given


def _checked(observation: Observation, person: Person, answer: Answer) -> coding.Code:
    line, field, given = answer
    return coding.checked(
        coding.Code(ad=observation.ad_id, line=line, coder=person.reference, field=field, code=" ".join(given.split()))
    )


def _keep(
    observation: Observation, turn: Round, person: Person, codes: Sequence[coding.Code], now: datetime
) -> None:  # fmt: skip
    rows = [
        Code(observation=observation, round=turn, by=person, line=one.line, field=one.field, code=one.code, at=now)
        for one in codes
    ]
    try:
        with transaction.atomic():
            Code.objects.bulk_create(rows)
    except IntegrityError as error:
        raise WrongStateError(_("Somebody answered this a moment before you. Nothing was changed.")) from error


def _title(texts: Mapping[str, str]) -> str:
    title = drafts.plan_of(texts).title
    if not title:
        raise FormatError(_("survey.yaml: the plan has no title."))
    return title[:200]


def _locked(survey: Survey, *states: State) -> Survey:
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    if held.state not in states:
        raise WrongStateError(_("The survey is past that: %(state)s.") % {"state": State(held.state).label})
    return held
