"""Who buys, and on which days.

Rule: a person's purchases follow the BG/NBD of the person's type: arrival, then a Poisson process that stops for
good with a fixed chance after each repeat purchase. Seasons stretch and shrink time; they never add purchases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import planted
from tools.demo.parquet import Floats, Ints

NO_DAY = -1


@dataclass(frozen=True)
class People:
    """One chunk of persons; ``days`` lists their purchase days, person by person in order of time."""

    kind: Ints
    arrival: Ints
    rate_per_week: Floats
    dropout_chance: Floats
    dropout_day: Ints
    person: Ints
    days: Ints

    @property
    def count(self) -> int:
        """Number of persons."""
        return len(self.kind)


@dataclass(frozen=True)
class Accounts:
    """Registered customers: one per person, some prospects without an order, some second accounts.

    ``person`` is the position of the person in the chunk, -1 for a prospect. ``second_of`` holds, per person, the
    position of the second account, or -1.
    """

    customer_id: Ints
    person: Ints
    signup: Ints
    is_second: Ints
    first_of: Ints
    second_of: Ints
    second_from: Ints

    @property
    def count(self) -> int:
        """Number of accounts."""
        return len(self.customer_id)


def season_clock(weekday_factor: tuple[float, ...]) -> Floats:
    """Return the season-free time at the start of each day, and at the end of the last.

    Over the whole period it runs exactly as fast as the calendar, so rates keep their meaning.
    """
    days = np.datetime64(planted.FIRST_DAY, "D") + np.arange(planted.DAYS)
    month = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    speed = np.array(planted.MONTH_FACTOR)[month] * np.array(weekday_factor)[weekday]
    clock = np.concatenate([[0.0], np.cumsum(speed)])
    scaled: Floats = clock * (planted.DAYS / clock[-1])
    return scaled


def running_position(groups: Ints) -> Ints:
    """Return 0, 1, 2, ... within each run of equal values.

    Examples
    --------
    >>> running_position(np.array([4, 4, 7, 7, 7])).tolist()
    [0, 1, 0, 1, 2]
    """
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.empty(0, np.int64)
    lengths = np.diff(np.r_[starts, len(groups)])
    return np.arange(len(groups)) - np.repeat(starts, lengths)


def draw_people(count: int, rng: np.random.Generator) -> People:
    """Draw ``count`` persons and their purchase days."""
    kind = rng.choice(len(planted.TYPES), size=count, p=planted.by_type("share")).astype(np.int64)
    early = rng.random(count) < planted.EARLY_SHARE
    arrival = np.where(
        early,
        rng.uniform(0, planted.EARLY_DAYS, count),
        rng.uniform(planted.EARLY_DAYS, planted.DAYS, count),
    )
    rate = rng.gamma(planted.by_type("r")[kind]) / planted.by_type("alpha")[kind]
    chance = np.clip(rng.beta(planted.by_type("a")[kind], planted.by_type("b")[kind]), 1e-6, 1.0)
    calendar = np.arange(planted.DAYS + 1, dtype=np.float64)
    clocks = np.stack([season_clock(planted.WEEKDAY_FACTOR), season_clock(planted.WEEKDAY_FACTOR_REGULAR)])
    regular = (kind == planted.REGULAR).astype(np.int64)
    start = np.where(regular == 1, np.interp(arrival, calendar, clocks[1]), np.interp(arrival, calendar, clocks[0]))

    possible = rng.poisson(rate * (planted.DAYS - start) / 7)
    survived = rng.geometric(chance)
    owner = np.repeat(np.arange(count), possible)
    moment = start[owner] + rng.random(len(owner)) * (planted.DAYS - start[owner])
    order = np.lexsort((moment, owner))
    moment = moment[order]
    keep = running_position(owner) < survived[owner]
    owner, moment = owner[keep], moment[keep]
    by_regular = regular[owner] == 1
    moment = np.where(by_regular, np.interp(moment, clocks[1], calendar), np.interp(moment, clocks[0], calendar))

    person = np.concatenate([np.arange(count), owner])
    day = np.floor(np.concatenate([arrival, moment])).astype(np.int64)
    order = np.lexsort((day, person))
    person, day = _one_purchase_a_day(person[order], day[order])
    last = np.zeros(count, dtype=np.int64)
    np.maximum.at(last, person, day)
    dropped = survived <= possible
    return People(
        kind=kind,
        arrival=np.floor(arrival).astype(np.int64),
        rate_per_week=rate,
        dropout_chance=chance,
        dropout_day=np.where(dropped, last, NO_DAY),
        person=person,
        days=day,
    )


def _one_purchase_a_day(person: Ints, day: Ints) -> tuple[Ints, Ints]:
    """Move a second purchase of a day to the next free day; drop what then falls after the end."""
    position = running_position(person)
    # A running maximum of (day - position) within each person: the offset keeps persons apart.
    offset = person * (4 * planted.DAYS)
    moved = np.maximum.accumulate(day - position + offset) - offset + position
    inside = moved < planted.DAYS
    return person[inside], moved[inside]


def draw_accounts(people: People, first_id: int, rng: np.random.Generator) -> Accounts:
    """Register every person, some prospects and some second accounts; ids follow the sign-up date."""
    n_people = people.count
    n_prospects = round(n_people * planted.PROSPECTS_PER_BUYER)
    purchases = np.bincount(people.person, minlength=n_people)
    able = np.flatnonzero(purchases >= 4)
    n_second = min(round(n_people * planted.SECOND_ACCOUNTS_PER_BUYER), len(able))
    doubled = np.sort(rng.choice(able, n_second, replace=False))
    first_row = np.searchsorted(people.person, doubled)
    second_from = people.days[first_row + rng.integers(1, purchases[doubled])]

    ahead = np.where(rng.random(n_people) < 0.6, 0, rng.integers(1, 21, n_people))
    signup = np.concatenate(
        [
            np.maximum(people.arrival - ahead, 0),
            rng.integers(0, planted.DAYS - 5, n_prospects),
            second_from,
        ]
    )
    person = np.concatenate([np.arange(n_people), np.full(n_prospects, -1), doubled])
    is_second = np.concatenate([np.zeros(n_people + n_prospects, np.int64), np.ones(n_second, np.int64)])
    by_date = np.argsort(signup, kind="stable")
    person, signup, is_second = person[by_date], signup[by_date], is_second[by_date]

    first_of = np.full(n_people, -1)
    second_of = np.full(n_people, -1)
    starts = np.full(n_people, planted.DAYS)
    rows = np.arange(len(person))
    primary = (person >= 0) & (is_second == 0)
    first_of[person[primary]] = rows[primary]
    second_of[person[is_second == 1]] = rows[is_second == 1]
    starts[doubled] = second_from
    return Accounts(
        customer_id=first_id + rows,
        person=person,
        signup=signup,
        is_second=is_second,
        first_of=first_of,
        second_of=second_of,
        second_from=starts,
    )


def owner_account(people: People, accounts: Accounts, person: Ints, day: Ints, rng: np.random.Generator) -> Ints:
    """Return the account (position) that a person uses on a day.

    The second account is used on the day of its registration and on about 45 % of the days after it.
    """
    begins = accounts.second_from[person]
    second = (day == begins) | ((day > begins) & (rng.random(len(day)) < 0.45))
    return np.where(second, accounts.second_of[person], accounts.first_of[person])
