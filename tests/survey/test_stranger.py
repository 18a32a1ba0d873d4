"""A stranger with pandas, the published CSV and no word of ours recomputes T1 to T9."""

from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_series_equal

from lycaon.survey.files import Written


def recompute(folder: Path) -> dict[str, pd.DataFrame]:
    # --- forty lines, from here ---
    ads, items, ends, logs, sites = (
        pd.read_csv(
            folder / "data" / f"{name}.csv", keep_default_na=False, na_values={"price_eur": [""], "gone_by": [""]}
        )
        for name in ("ads", "items", "ends", "logs", "sites")
    )
    items = items.merge(ads[["ad", "country", "platform", "kind", "seller"]], on="ad")
    items["alive"] = items["best"].where(items["at_sale"] != "part", 0)
    per_ad = items.groupby("ad")["best"].sum()
    ads["specimens"] = ads["ad"].map(per_ad).fillna(0)
    ends["removed"] = ends["gone_by"].notna() & (ends["cause"] == "platform")
    sellers = ads[ads["seller"] != ""].groupby("seller")
    sizes = sellers.size().sort_values(ascending=False)
    t1 = pd.DataFrame({"figure": {
        "ads": len(ads), "offers": ads["offer"].nunique(), "specimens": items["best"].sum(),
        "live_share": items["alive"].sum() / items["best"].sum(), "accounts": sellers.ngroups,
        "sites": (sites["kind"] != "social").sum(), "networks": (sites["kind"] == "social").sum(),
        "countries": ads["country"].nunique(), "value_eur": ads["price_eur"].sum(),
        "price_missing": ads["price_eur"].isna().mean(), "logs": len(logs), "ads_in_logs": (ads["log"] != "").sum(),
    }})  # fmt: skip
    by_country = ads.groupby("country")
    t2 = pd.DataFrame({"ads": by_country.size(), "share": by_country.size() / len(ads),
                       "specimens": by_country["specimens"].sum(), "value_eur": by_country["price_eur"].sum(),
                       "platforms": by_country["platform"].nunique()})  # fmt: skip
    t2["per_ad"] = t2["specimens"] / t2["ads"]
    by_group = items.groupby("group")
    t3 = pd.DataFrame(
        {"ads": by_group["ad"].nunique(), "specimens": by_group["best"].sum(), "live": by_group["alive"].sum()}
    )
    t3["parts"], t3["share_specimens"] = t3["specimens"] - t3["live"], t3["specimens"] / t3["specimens"].sum()
    t4 = items.pivot_table(index="group", columns="at_sale", values="best", aggfunc="sum", fill_value=0)
    t4["specimens"], t4["live_share"] = by_group["best"].sum(), by_group["alive"].sum() / by_group["best"].sum()
    by_platform = ads.groupby("platform")
    t5 = pd.DataFrame({"ads": by_platform.size(), "specimens": by_platform["specimens"].sum(),
                       "notified": by_platform["notified"].agg(lambda x: (x.astype(str).str.lower() == "true").sum())})  # fmt: skip
    t5["removed"] = ends.groupby("platform")["removed"].sum().reindex(t5.index).fillna(0)
    t6 = pd.DataFrame({"ads": ads.groupby("kind").size(), "share": ads.groupby("kind").size() / len(ads)})
    t7 = pd.concat(
        [
            ads.groupby("legality").size().rename("ads"),
            *(
                pd.crosstab(ads["legality"], ads[name]).add_prefix(f"{name}_")
                for name in ("annex", "appendix", "document")
            ),
        ],
        axis=1,
    )
    repeat = sellers["offer"].nunique() >= 2
    t8 = pd.DataFrame({"figure": {"accounts": sellers.ngroups, "repeat": repeat.mean(), "largest": sizes.iloc[0],
                                  "top_decile": sizes.iloc[: -(-len(sizes) // 10)].sum() / sizes.sum()}})  # fmt: skip
    t9 = pd.concat([logs.groupby("country").size().rename("logs"), logs.groupby("country")["ads"].sum().rename("ads_in_logs"),
                    pd.crosstab(logs["country"], logs["outcome"]).add_prefix("outcome_")], axis=1)  # fmt: skip
    # --- to here ---
    return {"T1": t1, "T2": t2, "T3": t3, "T4": t4, "T5": t5, "T6": t6, "T7": t7, "T8": t8, "T9": t9}


@pytest.mark.parametrize("name", [f"T{n}" for n in range(1, 10)])
def test_the_printed_table_is_what_a_stranger_computes(publication: Written, name: str) -> None:
    theirs = recompute(publication.public)[name]
    ours = pd.read_csv(publication.public / "tables" / f"{name}.csv", index_col="row", keep_default_na=False)
    rows = [row for row in theirs.index if row]
    assert set(rows) <= set(ours.index)
    if name not in ("T1", "T8"):
        assert set(ours.index) - {"all"} == set(rows)
    common = [column for column in theirs.columns if column in ours.columns]
    assert len(common) >= min(2, len(theirs.columns))
    for column in common:
        printed = pd.to_numeric(ours.loc[rows, column])
        assert_series_equal(
            printed, theirs.loc[rows, column].astype(float), check_names=False, check_dtype=False, check_index_type=False,
            rtol=1e-9,
        )  # fmt: skip


def test_the_sums_are_those_that_were_printed_of_a_real_census(publication: Written) -> None:
    tables = publication.public / "tables"
    figure = pd.read_csv(tables / "T1.csv", index_col="row")["figure"]
    by_country = pd.read_csv(tables / "T2.csv", index_col="row")
    assert [float(figure[key]) for key in ("ads", "specimens", "sites", "networks", "weeks", "logs", "ads_in_logs")] == [
        5_381, 11_772, 106, 4, 6, 190, 327,
    ]  # fmt: skip
    assert float(figure["value_eur"]) == pytest.approx(3_200_000, rel=1e-3)
    assert float(figure["specimens"]) / float(figure["ads"]) == pytest.approx(2.188, abs=5e-4)
    assert float(figure["value_eur"]) / float(figure["specimens"]) == pytest.approx(271.83, rel=1e-3)
    assert float(figure["referred_share"]) == pytest.approx(0.0608, abs=5e-5)
    west, east = by_country.loc[["DE", "FR"]], by_country.loc[["RU", "GB"]]
    assert (west["ads"].sum(), west["specimens"].sum()) == (3_312, 8_244)
    assert (east["ads"].sum(), east["specimens"].sum()) == (2_069, 3_528)
    assert west["specimens"].sum() / west["ads"].sum() == pytest.approx(2.49, abs=5e-3)
    social = pd.read_csv(tables / "T6.csv", index_col="row").loc["social"]
    assert (social["ads"], round(social["share"], 3)) == (334, 0.062)
