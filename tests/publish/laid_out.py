"""A small site as readers get it: some monitors of every kind, made by the real template, with the site around them."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.publish.there import Here, run_here, there
from werkmonitor.programme import Programme
from werkmonitor.publish import publish, site
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.jobs import Job, make
from werkmonitor.workspace import Workspace


def lay_out(
    workspace: Workspace, programme: Programme, editions: list[str], is_wanted: Callable[[Facts, str], bool], to: Path
) -> None:
    """Publish, of these editions, only the monitors that are wanted: is_wanted(facts, 'project/zorgstart')."""
    every = site._addresses

    def wanted(facts: Facts, only: str | None) -> list[Address]:
        return [address for address in every(facts, only) if is_wanted(facts, address.label)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "_addresses", wanted)
        publish(workspace, programme, editions, target=to, workers=there(Rendered()))


class Rendered(Here):
    """An executor that makes whole pages, pictures and all; only the kernel is left out."""

    def submit(self, _: Callable[..., Any], job: Job, /, *args: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        done: Future[Any] = Future()
        done.set_result(make(replace(job, executed=job.executed or nbformat.writes(run_here(job)))))
        return done


def some_of(labels: Collection[str], of_others: Collection[str]) -> Callable[[Facts, str], bool]:
    """These monitors of the newest edition, and those of all others."""

    def is_wanted(facts: Facts, label: str) -> bool:
        is_newest = facts.edition["id"] == "2022-11" and facts.edition.get("revision") != 1
        return label in (labels if is_newest else of_others)

    return is_wanted
