"""Generate the sample data: tables for the model, truth for the tests.

Rule: the same scale and seed give the same bytes. Customers are drawn in chunks of at most 50,000, each with random
streams of its own, and a chunk is written before the next is drawn, so memory does not grow with the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from tools.demo import catalogue, contracts, events, experiments, marketing, planted, profiles, service, truth
from tools.demo.catalogue import Products
from tools.demo.customers import draw_accounts, draw_people
from tools.demo.lines import draw_lines
from tools.demo.orders import draw_orders
from tools.demo.parquet import Table, TableFolder
from tools.demo.sales_tables import line_table, order_table, return_table


@dataclass(frozen=True)
class DemoFacts:
    """What was written where. ``as_of`` is the day after the last event that is not planted dirt."""

    tables_dir: Path
    truth_dir: Path
    as_of: date
    scale: float
    seed: int
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Chunk:
    """Which persons to draw, and where their numbers begin."""

    persons: int
    first_person: int
    first_account: int
    first_ids: int
    first: bool
    seed: np.random.SeedSequence


_Known = tuple[dict[str, int], dict[str, list[truth.Fact]]]


def generate(out_dir: Path, scale: float = 1.0, seed: int = 0) -> DemoFacts:
    """Write the sample data to ``out_dir/tables`` and its truth to ``out_dir/truth``.

    Parameters
    ----------
    out_dir : Path
        Created if missing; files of an earlier run are replaced.
    scale : float
        1 gives about 8,000 buyers and 120,000 orders; 85 about 10 million orders. At least 0.05.
    seed : int
        Start of all random streams.

    Returns
    -------
    DemoFacts
        Folders, as-of date and rows per table.

    Raises
    ------
    ValueError
        If ``scale`` is below 0.05: the planted effects would not fit.
    """
    if scale < 0.05:
        raise ValueError(f"The scale must be at least 0.05, not {scale}: below it the planted effects do not fit.")
    fixed_seed, chunk_seed = np.random.SeedSequence(seed).spawn(2)
    fixed = np.random.default_rng(fixed_seed)
    known: list[_Known] = []
    with TableFolder(out_dir / "tables") as tables, TableFolder(out_dir / "truth") as truths:
        products = catalogue.draw_products(fixed)
        for name, table in _fixed_tables(products, fixed).items():
            tables.append(name, table)
        for chunk in _chunks(scale, chunk_seed):
            known.append(_write_chunk(chunk, products, tables, truths))
        rows = tables.rows()
    truth.write_facts(out_dir / "truth" / "planted.json", truth.planted_facts(_together(known)))
    return DemoFacts(out_dir / "tables", out_dir / "truth", planted.AS_OF, scale, seed, rows)


def _together(known: list[_Known]) -> dict[str, truth.Fact]:
    """Add the counts of the chunks, and join their lists."""
    facts: dict[str, truth.Fact] = {name: sum(counts[name] for counts, _ in known) for name in known[0][0]}
    for name in known[0][1]:
        facts[name] = [item for _, oddities in known for item in oddities[name]]
    return facts


def _fixed_tables(products: Products, rng: np.random.Generator) -> dict[str, Table]:
    return {
        "products": catalogue.product_table(products, rng),
        "stores": catalogue.store_table(rng),
        "stock": catalogue.stock_table(products, rng),
        "regions": catalogue.region_table(),
        "channels": catalogue.channel_table(),
        "campaigns": catalogue.campaign_table(),
        "experiments": experiments.experiment_table(),
        "dates": catalogue.date_table(),
    }


def _chunks(scale: float, seed: np.random.SeedSequence) -> list[_Chunk]:
    accounts_per_person = 1 + planted.PROSPECTS_PER_BUYER + planted.SECOND_ACCOUNTS_PER_BUYER
    persons = round(planted.BUYERS * scale)
    count = -(-int(persons * accounts_per_person) // planted.CHUNK_CUSTOMERS)
    edges = [persons * k // count for k in range(count + 1)]
    # Number ranges are generous and fixed, so that no chunk has to know how much another one wrote.
    return [
        _Chunk(
            persons=edges[k + 1] - edges[k],
            first_person=edges[k] + 1,
            first_account=1 + k * 2 * planted.CHUNK_CUSTOMERS,
            first_ids=1 + k * 10_000_000,
            first=k == 0,
            seed=chunk_seed,
        )
        for k, chunk_seed in enumerate(seed.spawn(count))
    ]


def _write_chunk(chunk: _Chunk, products: Products, tables: TableFolder, truths: TableFolder) -> _Known:
    """Draw one chunk and write it; one piece, because it is the order in which the tables depend on each other."""
    streams = iter([np.random.default_rng(child) for child in chunk.seed.spawn(18)])
    people = draw_people(chunk.persons, next(streams))
    accounts = draw_accounts(people, chunk.first_account, next(streams))
    city = profiles.draw_cities(accounts, people, next(streams))
    profile, customer_table = profiles.draw_profiles(people, accounts, city, chunk.first, next(streams))

    part = chunk.persons / planted.BUYERS
    coupon_sizes = (round(planted.COUPON_CUSTOMERS_PER_ARM * part),) * 3
    page_sizes = tuple(round(size * part) for size in planted.PAGE_CUSTOMERS)
    testing = next(streams)
    coupon_day, page_day = (planted.day_number(day) for day in (planted.COUPON_TEST_DAY, planted.PAGE_TEST_DAY))
    coupon = experiments.assign(people, planted.COUPON_TEST, coupon_day, planted.COUPON_ARMS, coupon_sizes, testing)
    page = experiments.assign(people, planted.PAGE_TEST, page_day, planted.PAGE_ARMS, page_sizes, testing)
    caused = experiments.draw_caused(people, coupon, testing)

    ids = chunk.first_ids
    orders = draw_orders(people, accounts, city, caused, ids, chunk.first, next(streams))
    lines, household = draw_lines(orders, people, accounts, products, next(streams))
    complaints, complained = service.complaint_table(people, accounts, orders, ids, next(streams))
    referrals = marketing.draw_referrals(people, accounts, ids, chunk.first, next(streams))
    written: dict[str, Table] = {
        "customers": customer_table,
        "orders": order_table(orders, accounts, lines, next(streams)),
        "order_lines": line_table(orders, lines, products),
        "returns": return_table(orders, lines, ids, next(streams)),
        "web_events": events.event_table(orders, accounts, profile.kind, ids, next(streams)),
        "complaints": complaints,
        "surveys": service.survey_table(accounts, profile.kind, ids, next(streams)),
        "campaign_contacts": marketing.contact_table(accounts, profile.kind, ids, next(streams)),
        "coupons": marketing.coupon_table(orders, accounts, ids, next(streams)),
        "referrals": referrals.table,
        "shares": marketing.share_table(orders, people, accounts, ids, next(streams)),
        "experiment_arms": experiments.arm_table(accounts, (coupon, page)),
        "opportunities": contracts.opportunity_table(accounts, profile.company, ids, next(streams)),
        "subscriptions": contracts.subscription_table(accounts, profile.kind, ids, next(streams)),
    }
    for name, table in written.items():
        tables.append(name, table)
    known = truth.account_truth(people, accounts, chunk.first_person, household, complained)
    truths.append("accounts", known)
    truths.append("orders", truth.order_truth(orders, accounts))
    truths.append("lines", truth.line_truth(orders, lines))
    counts = {
        "persons": people.count,
        "purchase_days": len(people.days),
        "caused_orders": int(orders.caused.sum()),
        "null_customer_orders": int(orders.null_customer.sum()),
        "unknown_product_lines": int(lines.unknown_product.sum()),
        "household_buyers": int(household.sum()),
    }
    oddities: dict[str, list[truth.Fact]] = {
        "referral_cycles": [list(pair) for pair in referrals.cycles],
        "self_referrals": list(referrals.self_referrals),
        "minors_tagged_high_net_worth": profile.minor_tagged.tolist(),
    }
    return counts, oddities
