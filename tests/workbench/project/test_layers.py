"""What the linter of imports cannot see is an arrow too: foreign keys run down the floors, and nothing hangs on signals."""

import re
import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

ROOT = Path(__file__).parents[3]


def floors() -> dict[str, int]:
    """The floor of each app: of the contract in pyproject.toml, counted from below."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one.get("containers") == ["lycaon.workbench"]]
    return {app: floor for floor, names in enumerate(reversed(layers)) for app in re.findall(r"\w+", names)}


def ours() -> list[str]:
    return [app.label for app in apps.get_app_configs() if app.name.startswith("lycaon.workbench.")]


def test_every_app_has_a_floor() -> None:
    assert set(ours()) <= set(floors())


def test_foreign_keys_run_down() -> None:
    floor, up = floors(), []
    for label in ours():
        for model in apps.get_app_config(label).get_models():
            for field in (*model._meta.get_fields(),):
                target = field.related_model if field.is_relation and field.concrete else None
                there = target._meta.app_label if target is not None and not isinstance(target, str) else label
                if there in floor and there != label and floor[there] >= floor[label]:
                    up.append(f"{label}.{model.__name__}.{field.name} -> {there}")
    assert up == []


def test_nothing_hangs_on_signals() -> None:
    for signal in (pre_save, post_save, pre_delete, post_delete, m2m_changed):
        for model in apps.get_models():
            live = signal._live_receivers(model)
            found = [receiver for group in live for receiver in (group if isinstance(group, list) else [group])]
            assert [one for one in found if str(getattr(one, "__module__", "")).startswith("lycaon")] == []
