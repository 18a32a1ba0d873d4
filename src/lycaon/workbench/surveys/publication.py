"""From a survey in the database to the folder of its publication, by the survey room's own hands."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from lycaon import __version__
from lycaon.catalogue.rates import Rates
from lycaon.evidence.kept import kept_secret
from lycaon.survey import coding
from lycaon.survey.codebook import Effort
from lycaon.survey.duplicates import link
from lycaon.survey.estimates.agreement import taxon_distance
from lycaon.survey.files import LANGUAGES, write_publication
from lycaon.survey.report import compute
from lycaon.survey.rowfile import parse_rows
from lycaon.survey.wave import Wave
from lycaon.workbench.surveys import queries
from lycaon.workbench.surveys.models import Survey
from lycaon.workbench.surveys.states import State
from lycaon.workbench.ui.reading import catalogue

COUNTABLE = (State.ADJUDICATED, State.PUBLISHED)
"""States in which a survey's figures stand."""


def wave_of(survey: Survey) -> Wave:
    """Return a survey as the wave that a report is made from: settled codes in place of the engine's.

    Raises:
        DecisionError: a dispute between coders is open.
        EvidenceError: the plan was changed after it was frozen.
    """
    rows = queries.rows_of(survey)
    codes, decided = queries.codes_of(rows, settled=False), queries.codes_of(rows, settled=True)
    observations = list(survey.observations.order_by("pk"))
    ads, items = coding.apply(
        [one.ad_value for one in observations],
        [item for one in observations for item in one.item_values],
        coding.settled(codes, decided),
    )
    return Wave(
        frozen=survey.frozen,
        ads=ads,
        items=items,
        effort=parse_rows(survey.effort, Effort, "effort.csv") if survey.effort else (),
        codes=codes,
        decided=decided,
        linked=link(ads),
    )


def baseline_of(survey: Survey) -> Survey | None:
    """Return the wave that a survey's plan names as its baseline, where this house has it."""
    wanted = survey.frozen.plan.analysis.baseline
    if len(wanted) < 12:  # as printed; a shorter beginning could be anybody's
        return None
    others = Survey.objects.filter(organisation=survey.organisation, plan_digest__startswith=wanted)
    return others.filter(state__in=COUNTABLE).exclude(pk=survey.pk).first()


def home_of(survey: Survey) -> Path:
    """Return the folder of a survey's publication: ``public`` for anybody, ``restricted`` for nobody outside."""
    return Path(settings.SURVEYS_HOME) / survey.reference


def make(survey: Survey, *, languages: Sequence[str] = LANGUAGES, pdf: bool = True) -> None:
    """Write the publication of a survey into its folder.

    Raises:
        LycaonError: the figures cannot be printed as they are; the message says why.
    """
    wave, before, known = wave_of(survey), baseline_of(survey), catalogue()
    named = {item.taxon for item in wave.items} | {code.code for code in wave.codes if code.field == "taxon"}
    ids = {taxon: found[0].taxon_id for taxon in named if (found := known.find(taxon, language="la"))}

    def common(taxon: str, language: str) -> str:
        names = known.names(ids[taxon], language) if taxon in ids else ()
        return next((name.text for name in names if name.kind == "common"), "")

    results = compute(
        wave, key=_key(home_of(survey)), rates=Rates.load(), common=common,
        distance=taxon_distance({taxon: known.line(taxon_id) for taxon, taxon_id in ids.items()}),
        baselines=[wave_of(before)] if before else [],
    )  # fmt: skip
    write_publication(home_of(survey), results, languages=languages, version=__version__, pdf=pdf)


def files_of(survey: Survey) -> list[str]:
    """Return the names of the files that anybody may have, reports first."""
    public = home_of(survey) / "public"
    names = [path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()]
    return sorted(names, key=lambda name: (not name.startswith("report."), name))


def _key(home: Path) -> bytes:
    """Return the secret of a publication: drawn once, so that the same rows keep their ids."""
    return kept_secret(home / "restricted" / "key", lambda: secrets.token_bytes(32))
