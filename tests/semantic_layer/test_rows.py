"""One row of the answer for each row of a dataset, against SQL written by hand.

A club small enough to count: two players share name and height, one has no height, one no team, one a team that is not
there; two points are equal in everything, and points have no key. As of 2024-06-30.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.errors import BadQuery, FanOut, GrainTooFine, NoPath, NotAdditive, NoTime, PolicyError
from semantic_layer.loader import load_texts
from semantic_layer.model import Policy
from semantic_layer.query import (
    Combine,
    Compare,
    Comparison,
    DimensionRef,
    EntitySet,
    Exists,
    Members,
    MetricFilter,
    MetricRef,
    Order,
    SemanticQuery,
    Share,
    TimeRef,
    Top,
    Who,
    Window,
)
from semantic_layer.run import count_rows, run_query

AS_OF = date(2024, 6, 30)
MODEL_TEXT = """
version: 1
model: club
languages: [en]
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities:
  - {name: team}
  - {name: player}
  - {name: game}
datasets:
  - name: teams
    source: main.teams
    role: dimension
    grain: [team]
    time_basis: none
    entities: [{name: team, type: primary, columns: [team_id]}]
    dimensions: [{name: city, type: geography}]
  - name: players
    source: main.players
    role: dimension
    grain: [player]
    time_basis: event
    default_time: joined
    entities:
      - {name: player, type: primary, columns: [player_id]}
      - {name: team, type: foreign, columns: [team_id]}
    dimensions:
      - {name: name, type: categorical}
      - {name: height, type: categorical}
      - {name: joined, type: time, grain: day}
    measures:
      - {name: height_sum, agg: sum, expr: height, additivity: additive, unit: none, format: integer,
         null_semantics: absent_is_unknown, create_metric: true}
      - {name: players, agg: count, expr: player_id, additivity: additive, unit: count(player), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: games
    source: main.games
    role: fact
    grain: [game]
    time_basis: event
    default_time: started
    entities:
      - {name: game, type: primary, columns: [game_id]}
      - {name: player, type: foreign, columns: [player_id]}
    dimensions:
      - {name: started, type: time, grain: second, datatype: DateTime}
      - {name: place, type: categorical}
    measures:
      - {name: games, agg: count, expr: game_id, additivity: additive, unit: count(game), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
      - {name: minutes, agg: sum, expr: minutes, additivity: additive, unit: none, format: integer,
         null_semantics: absent_is_unknown, create_metric: true}
  - name: points
    source: main.points
    role: fact
    grain: [player, on_day]
    time_basis: event
    default_time: on_day
    entities: [{name: player, type: foreign, columns: [player_id]}]
    dimensions:
      - {name: on_day, type: time, grain: day}
      - {name: kind, type: ordinal, values: [{code: low}, {code: high}]}
    measures:
      - {name: points, agg: sum, expr: n, additivity: additive, unit: none, format: integer,
         null_semantics: absent_is_zero, create_metric: true}
metrics:
  - {name: game_length, type: ratio, numerator: minutes, denominator: games, direction: up_is_good, unit: none,
     format: decimal(1)}
  - {name: repeaters, type: population_rate, entity: player, direction: up_is_good,
     among: {metric: games, at_least: 1}, success: {metric: games, at_least: 2}, unit: share, format: percent(1)}
"""
TABLES = """
CREATE TABLE teams (team_id INTEGER, city VARCHAR);
INSERT INTO teams VALUES (1, 'Rome'), (2, 'Oslo'), (3, NULL);
CREATE TABLE players (player_id INTEGER, team_id INTEGER, name VARCHAR, height INTEGER, joined DATE);
INSERT INTO players VALUES (1, 1, 'Ann', 180, '2024-01-05'), (2, 1, 'Ann', 180, '2024-02-05'),
  (3, 2, 'Bob', 190, NULL), (4, NULL, 'Cy', NULL, '2024-03-01'), (5, 9, 'Dan', 190, '2024-04-01'),
  (6, 2, 'Eve', 170, '2024-05-01'), (7, 1, 'Fay', 199, '2024-12-01');
CREATE TABLE games (game_id INTEGER, player_id INTEGER, started TIMESTAMP, place VARCHAR, minutes INTEGER);
INSERT INTO games VALUES (1, 1, '2024-01-06 08:00:00', 'home', 90), (2, 1, '2024-02-10 20:30:00', 'away', 45),
  (3, 3, '2024-02-11 20:00:00', 'home', 10), (4, 3, '2024-05-13 09:15:00', NULL, NULL),
  (5, NULL, '2024-05-14 09:00:00', 'home', 30), (6, 99, '2024-05-15 21:00:00', 'home', 60),
  (7, 6, NULL, 'away', 20), (8, 6, '2024-12-02 10:00:00', 'away', 90);
CREATE TABLE points (player_id INTEGER, on_day DATE, kind VARCHAR, n INTEGER);
INSERT INTO points VALUES (1, '2024-01-06', 'low', 2), (1, '2024-01-06', 'low', 2), (1, '2024-01-06', 'high', 5),
  (3, '2024-02-11', 'high', 2), (NULL, '2024-05-01', NULL, 1), (3, NULL, 'low', NULL);
"""
MODEL = load_texts({"club.yaml": MODEL_TEXT})
CALENDAR = Calendar(MODEL.calendar, AS_OF, first_day=date(2024, 1, 1), last_day=date(2024, 12, 31))
IN_TIME = "(joined IS NULL OR joined < DATE '2024-07-01')"
BEGUN = "(started IS NULL OR started < DATE '2024-07-01')"


@cache
def engine():
    def fill(connection):
        for statement in TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)

    return DuckDBEngine.memory(fill)


def query(*metrics, by=(), **fields):
    names = (by,) if isinstance(by, str | DimensionRef) else by
    return SemanticQuery(
        metrics=tuple(MetricRef(item) if isinstance(item, str) else item for item in metrics),
        dimensions=tuple(DimensionRef(item) if isinstance(item, str) else item for item in names),
        as_of=AS_OF,
        **fields,
    )


def ask(*metrics, model=MODEL, **fields):
    return run_query(query(*metrics, **fields), model, engine(), CALENDAR)[0]


def rows(*metrics, **fields):
    return [tuple(None if v is None else v for v in row) for row in ask(*metrics, **fields).rows]


def by_hand(text):
    return [tuple(row) for row in engine().run(text).rows]


def same(mine, text):
    assert Counter(mine) == Counter(by_hand(text))


def between(start, end):
    return Window(date.fromisoformat(start), date.fromisoformat(end))


NAMED = ("player.name", "player.height")


# --- lists without metrics ------------------------------------------------------------------------------------------


def test_equal_rows_stand_there_as_often_as_they_are():
    same(rows(rows="players", by=NAMED), f"SELECT name, height FROM players WHERE {IN_TIME}")
    assert len(rows(by=NAMED)) == 5  # as values of dimensions they are one


def test_rows_show_what_they_point_to_and_keep_those_that_point_nowhere():
    mine = rows(rows="players", by=("player.name", "team.city"))
    same(mine, f"SELECT name, city FROM players LEFT JOIN teams USING (team_id) WHERE {IN_TIME}")
    assert ("Cy", None) in mine and ("Dan", None) in mine


def test_a_window_dates_the_rows_and_without_one_undated_rows_are_listed():
    mine = ask(rows="players", by="player.name", window=between("2024-01-01", "2024-03-01"))
    assert [row[0] for row in mine.rows] == ["Ann", "Ann"]
    assert {item.code: item.rows for item in mine.left_out} == {"no_time": 1}
    everybody = ask(rows="players", by="player.name")
    assert "Bob" in [row[0] for row in everybody.rows]
    assert {item.code: item.rows for item in everybody.left_out} == {"future_rows": 1}


def test_rows_are_dated_by_the_time_that_was_asked_for():
    window = between("2024-01-01", "2024-02-01")
    mine = rows(rows="games", by="game.place", window=window, time=TimeRef("player.joined"))
    same(
        mine,
        "SELECT place FROM games JOIN players USING (player_id) WHERE joined >= '2024-01-01' AND joined < '2024-02-01'",
    )


def test_a_dataset_without_time_has_no_window():
    with pytest.raises(NoTime):
        ask(rows="teams", by="team.city", window=between("2024-01-01", "2024-03-01"))
    assert len(rows(rows="teams", by="team.city")) == 3


def test_filters_members_and_sets_choose_rows():
    same(
        rows(rows="players", by=NAMED, filters=(Compare("team.city", "eq", ("Rome",)),)),
        f"SELECT name, height FROM players JOIN teams USING (team_id) WHERE city = 'Rome' AND {IN_TIME}",
    )
    busy = Members("player", MetricRef("games"), "ge", (2,))
    assert rows(rows="players", by="player.name", members=(busy,)) == [("Ann",), ("Bob",)]
    same(
        rows(rows="players", by="player.name", filters=(Exists("games", Compare("game.place", "eq", ("home",))),)),
        "SELECT name FROM players WHERE player_id IN (SELECT player_id FROM games WHERE place = 'home')",
    )


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_the_order_is_by_any_column_and_missing_values_come_last(direction):
    mine = rows(rows="players", by=NAMED, order=(Order("player.height", direction), Order("player.name")))
    assert mine == by_hand(
        f"SELECT name, height FROM players WHERE {IN_TIME} ORDER BY height {direction} NULLS LAST, name"
    )
    assert mine[-1] == ("Cy", None)


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_rows_are_ordered_by_a_column_that_is_not_shown(direction):
    order = (Order("player.height", direction), Order("player.name"))
    mine = ask(rows="players", by="player.name", order=order)
    assert [column.name for column in mine.columns] == ["player.name"]
    assert list(mine.rows) == by_hand(
        f"SELECT name FROM players WHERE {IN_TIME} ORDER BY height {direction} NULLS LAST, name"
    )


def test_rows_that_are_equal_in_their_order_stand_in_the_order_of_their_key():
    text = MODEL_TEXT.replace(
        "- {name: started, type: time, grain: second, datatype: DateTime}",
        "- {name: started, type: time, grain: second, datatype: DateTime}\n"
        "      - {name: minutes, type: categorical}\n      - {name: number, type: identifier, expr: game_id}",
    )
    model = load_texts({"club.yaml": text})
    found = ask(rows="games", by="game.minutes", order=(Order("game.place"),), model=model)
    by_key = by_hand(f"SELECT minutes FROM games WHERE {BEGUN} ORDER BY place NULLS LAST, game_id")
    assert list(found.rows) == by_key
    assert [column.name for column in found.columns] == ["game.minutes"]
    assert rows(rows="games", by="game.place", order=(Order("game.place"),))  # a key that nobody sees orders nothing


def test_rows_are_picked_by_a_column_that_is_not_shown():
    assert rows(rows="players", by="player.name", top=Top(1, "player.height")) == [("Bob",), ("Dan",)]
    assert rows("games", rows="players", by="player.name", top=Top(1, "player.height", "asc"))[0][0] == "Eve"
    assert (
        count_rows(query(rows="players", by="player.name", top=Top(1, "player.height")), MODEL, engine(), CALENDAR) == 2
    )


def test_groups_are_not_ordered_by_a_column_that_is_not_shown():
    with pytest.raises(BadQuery):
        ask(by="player.name", order=(Order("player.height"),))


def test_a_limit_ends_the_list_and_the_count_does_not_know_it():
    asked = query(rows="players", by=NAMED, limit=2, order=(Order("player.name"),))
    assert len(run_query(asked, MODEL, engine(), CALENDAR)[0].rows) == 2
    assert count_rows(asked, MODEL, engine(), CALENDAR) == 6


# --- the first by a column ------------------------------------------------------------------------------------------


def test_all_rows_that_share_the_first_place_win_and_a_missing_value_never_does():
    assert rows(rows="players", by=NAMED, top=Top(1, "player.height")) == [("Bob", 190), ("Dan", 190)]
    assert rows(rows="players", by=NAMED, top=Top(1, "player.height", "asc")) == [("Eve", 170)]


def test_the_second_highest_passes_over_everybody_who_is_first():
    second = Top(1, "player.height", skip=1)
    assert rows(rows="players", by=NAMED, top=second) == [("Ann", 180), ("Ann", 180)]
    assert rows(rows="players", by=NAMED, top=Top(1, "player.height", "asc", skip=1)) == [("Ann", 180), ("Ann", 180)]
    assert rows(rows="players", by=NAMED, top=Top(2, "player.height", skip=2)) == [("Eve", 170)]
    assert rows(rows="players", by=NAMED, top=Top(1, "player.height", skip=3)) == []


def test_the_first_n_rows_are_n_and_a_tie_at_the_cut_is_said():
    three = ask(rows="players", by=NAMED, top=Top(3, "player.height"))
    assert [row[1] for row in three.rows] == [190, 190, 180]
    assert "tie_at_cut" in three.flags
    assert "tie_at_cut" not in ask(rows="players", by=NAMED, top=Top(1, "player.height")).flags


def test_a_row_that_lacks_another_column_can_still_be_first():
    table = rows(rows="players", by=("team.city", "player.height"), top=Top(1, "player.height"))
    assert table == [("Oslo", 190), (None, 190)]


@pytest.mark.parametrize(("skip", "expected"), [(0, [190, 180, 180, 190]), (1, [170])])
def test_places_count_inside_each_group(skip, expected):
    top = Top(1, "player.height", per=("team.city",), skip=skip)
    table = rows(rows="players", by=("team.city", "player.height"), top=top)
    rank = (
        "SELECT city, height FROM (SELECT city, height, DENSE_RANK() OVER (PARTITION BY city ORDER BY height DESC "
        f"NULLS LAST) AS place FROM players LEFT JOIN teams USING (team_id) WHERE {IN_TIME}) "
        f"WHERE place = {skip + 1} AND height IS NOT NULL"
    )
    same(table, rank)
    assert [row[1] for row in table] == expected


def test_a_declared_order_ranks_by_itself():
    table = rows(rows="points", by=("points.kind",), top=Top(1, "points.kind", "asc"))
    assert table == [("low",), ("low",), ("low",)]


def test_groups_have_a_second_place_too():
    totals = Top(1, "games", skip=1)
    assert rows("games", by="player.name", top=totals) == [("Eve", 1)]  # Ann and Bob have two each
    per = Top(1, "games", per=("game.place",), skip=1)
    assert rows("games", by=("game.place", "player.name"), top=per) == []


# --- metrics of rows ------------------------------------------------------------------------------------------------


def test_what_finer_datasets_hold_is_counted_for_each_row_and_is_zero_or_nothing_where_they_hold_none():
    same(
        rows("games", "minutes", "points", rows="players", by=NAMED),
        f"""
        SELECT name, height,
          (SELECT COUNT(*) FROM games g WHERE g.player_id = p.player_id AND {BEGUN}),
          (SELECT SUM(minutes) FROM games g WHERE g.player_id = p.player_id AND {BEGUN}),
          (SELECT COALESCE(SUM(n), 0) FROM points q WHERE q.player_id = p.player_id)
        FROM players p WHERE {IN_TIME}
        """,
    )


def test_a_window_dates_what_is_counted_and_all_rows_stay():
    mine = rows("games", rows="players", by="player.name", window=between("2024-02-01", "2024-03-01"))
    assert sorted(mine) == [("Ann", 0), ("Ann", 1), ("Bob", 1), ("Cy", 0), ("Dan", 0), ("Eve", 0)]


def test_what_belongs_to_no_row_is_counted_as_left_out():
    left = {item.code: item.rows for item in ask("games", rows="players", by="player.name").left_out}
    assert left == {"null_key": 1, "orphan_key": 1, "future_rows": 2 - 1}


def test_a_metric_of_the_rows_themselves_is_each_row_s_own():
    same(
        rows("minutes", "games", rows="games", by="game.place"),
        "SELECT place, minutes, 1 FROM games WHERE started IS NULL OR started < '2024-07-01'",
    )
    same(
        rows("minutes", rows="games", by="game.place", window=between("2024-02-01", "2024-03-01")),
        "SELECT place, minutes FROM games WHERE started >= '2024-02-01' AND started < '2024-03-01'",
    )


def test_rows_without_a_key_have_their_own_values_too():
    same(
        rows("points", rows="points", by=("points.kind", "points.on_day")),
        "SELECT kind, on_day, COALESCE(n, 0) FROM points",
    )
    only_high = MetricRef("points", filters=(Compare("points.kind", "eq", ("high",)),), alias="high")
    same(
        rows("points", only_high, rows="points", by="points.kind"),
        "SELECT kind, COALESCE(n, 0), CASE WHEN kind = 'high' THEN n ELSE 0 END FROM points",
    )
    with pytest.raises(NoPath):
        ask("games", rows="points", by="points.kind")


def test_a_ratio_divides_for_each_row():
    found = rows("game_length", rows="players", by="player.name")
    assert sorted(found, key=str) == sorted(
        [("Ann", 67.5), ("Ann", None), ("Bob", 5.0), ("Cy", None), ("Dan", None), ("Eve", 20.0)], key=str
    )


def test_rows_are_ranked_filtered_and_shared_by_their_metric():
    assert rows("games", rows="players", by="player.name", top=Top(1, "games")) == [("Ann", 2), ("Bob", 2)]
    assert rows("games", rows="players", by="player.name", top=Top(1, "games", skip=1)) == [("Eve", 1)]
    kept = rows("games", rows="players", by="player.name", having=(MetricFilter("games", "eq", (0,)),))
    assert kept == [("Ann", 0), ("Cy", 0), ("Dan", 0)]
    shares = ask("games", rows="players", by="player.name", share=Share()).values("games__share")
    assert sorted(shares) == [0, 0, 0, 0.2, 0.4, 0.4]


def test_a_condition_on_the_rows_does_not_have_to_reach_what_is_counted_for_them():
    at_home = Exists("games", Compare("game.place", "eq", ("home",)))
    assert rows("games", rows="players", by="player.name", filters=(at_home,)) == [("Ann", 2), ("Bob", 2)]


def test_a_condition_on_something_finer_keeps_the_rows_that_have_it():
    away = (Compare("game.place", "eq", ("away",)),)
    assert rows("games", rows="players", by="player.name", filters=away) == [("Ann", 1), ("Eve", 1)]
    own = MetricRef("games", filters=away)
    assert len(rows(own, rows="players", by="player.name")) == 6


def test_a_metric_over_many_rows_has_no_value_for_one():
    with pytest.raises(NotAdditive):
        ask("repeaters", rows="players", by="player.name")
    assert len(rows("repeaters", rows="teams", by="team.city")) == 3


@pytest.mark.parametrize(
    ("error", "metrics", "fields"),
    [
        (BadQuery, (), {"rows": "nobody", "by": "player.name"}),
        (BadQuery, (), {"rows": "players"}),
        (FanOut, (), {"rows": "players", "by": "game.place"}),
        (FanOut, (), {"rows": "teams", "by": "points.kind"}),
        (FanOut, (), {"rows": "players", "by": "player.name", "filters": (Compare("game.place", "eq", ("home",)),)}),
        (FanOut, ("players",), {"rows": "games", "by": "game.place"}),
        (BadQuery, ("games",), {"rows": "players", "by": "player.name", "grain": "month"}),
        (BadQuery, ("games",), {"rows": "players", "by": "player.name", "totals": True}),
        (BadQuery, ("games",), {"rows": "players", "by": "player.name", "top": Top(1, "games", others=True)}),
        (BadQuery, (), {"rows": "players", "by": "player.name", "top": Top(1, "games")}),
        (BadQuery, (), {"rows": "players", "by": "player.name", "top": Top(1, "player.name", skip=-1)}),
        (
            BadQuery,
            ("games",),
            {
                "rows": "games",
                "by": "game.place",
                "window": between("2024-02-01", "2024-03-01"),
                "compare": (Comparison("previous"),),
            },
        ),
    ],
)
def test_what_rows_do_not_have_is_refused(error, metrics, fields):
    with pytest.raises(error):
        ask(*metrics, **fields)


# --- policies -------------------------------------------------------------------------------------------------------


def governed(**fields):
    return replace(MODEL, policies=(Policy(name="rule", **fields),))


def test_hidden_rows_and_masked_values_stay_so():
    only_rome = governed(dataset="teams", rows="city = 'Rome'")
    assert rows(rows="players", by="player.name", model=only_rome) == [("Ann",), ("Ann",)]


def test_single_rows_of_those_who_are_shown_in_groups_only_are_refused():
    grouped = governed(dataset="players", min_group_entity="player", min_group_k=2)
    for listed in ("players", "games", "points"):
        with pytest.raises(PolicyError):
            ask(rows=listed, by="player.name", model=grouped)
    table = ask("games", rows="teams", by="team.city", model=grouped)
    assert table.rows == ((None, 0),)  # all games of Rome are one player's; with those of Oslo they would be told
    assert [item.rows for item in table.left_out if item.code == "suppressed_groups"] == [2]


# --- parts of a time ------------------------------------------------------------------------------------------------

PARTS = {
    "weekday": "ISODOW", "month_of_year": "MONTH", "quarter_of_year": "QUARTER",
    "day_of_month": "DAY", "hour": "HOUR", "year": "YEAR",
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "op", "values"),
    [
        ("weekday", "in", (6, 7)),
        ("weekday", "not_in", (6, 7)),
        ("month_of_year", "eq", (2,)),
        ("quarter_of_year", "ne", (1,)),
        ("day_of_month", "between", (10, 13)),
        ("hour", "lt", (10,)),
        ("hour", "ge", (20,)),
        ("year", "le", (2024,)),
        ("weekday", "gt", (3,)),
    ],
)
@pytest.mark.parametrize("field", ["metric_time", "game.started"])
def test_a_condition_on_a_part_of_the_time(field, part, op, values):
    wanted = Compare(field, op, values, part=part)
    value = f"EXTRACT({PARTS[part]} FROM started)"
    listed = ", ".join(map(str, values))
    condition = {
        "in": f"{value} IN ({listed})", "not_in": f"(started IS NULL OR {value} NOT IN ({listed}))",
        "eq": f"{value} = {listed}", "ne": f"(started IS NULL OR {value} <> {listed})",
        "between": f"{value} BETWEEN {values[0]} AND {values[-1]}",
        "lt": f"{value} < {listed}", "le": f"{value} <= {listed}",
        "gt": f"{value} > {listed}", "ge": f"{value} >= {listed}",
    }[op]  # fmt: skip
    text = f"SELECT COUNT(*) FROM games WHERE (started IS NULL OR started < '2024-07-01') AND {condition}"
    assert rows("games", filters=(wanted,)) == by_hand(text)
    assert rows(MetricRef("games", filters=(wanted,))) == by_hand(text)


def test_each_metric_is_taken_by_its_own_time():
    second = (Compare("metric_time", "eq", (2,), part="month_of_year"),)
    assert rows("games", "points", filters=second) == [(2, 2)]
    assert rows("games", rows="players", by="player.name", filters=second, top=Top(1, "games")) == [
        ("Ann", 1),
        ("Bob", 1),
    ]
    assert rows(rows="players", by="player.name", filters=second) == [("Ann",)]


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (GrainTooFine, Compare("player.joined", "lt", (12,), part="hour")),
        (BadQuery, Compare("player.name", "eq", (1,), part="weekday")),
        (BadQuery, Compare("player.joined", "eq", (8,), part="weekday")),
        (BadQuery, Compare("player.joined", "eq", ("Monday",), part="weekday")),
        (BadQuery, Compare("player.joined", "contains", ("1",), part="weekday")),
    ],
)
def test_a_part_that_a_time_does_not_have_is_refused(error, wanted):
    with pytest.raises(error):
        ask("players", filters=(wanted,))


def test_rows_without_time_have_no_parts():
    with pytest.raises(NoTime):
        ask(rows="teams", by="team.city", filters=(Compare("metric_time", "eq", (1,), part="weekday"),))


def test_an_hour_is_not_grouped_by_where_no_hour_is_known():
    with pytest.raises(GrainTooFine):
        ask("players", by=DimensionRef("player.joined", part="hour"))
    assert rows("games", by=DimensionRef("game.started", part="hour"))


# --- sets of nothing ------------------------------------------------------------------------------------------------

ANY = Combine("all_of", ())


def test_members_without_any_event():
    never = (EntitySet("player", "games", never=(ANY,)),)
    same(
        rows(rows="players", by="player.name", members=never),
        f"SELECT name FROM players WHERE {IN_TIME} AND player_id NOT IN (SELECT player_id FROM games "
        "WHERE player_id IS NOT NULL AND (started IS NULL OR started < '2024-07-01'))",
    )
    in_may = (EntitySet("player", "games", never=(ANY,), window=between("2024-05-01", "2024-06-01")),)
    assert [row[0] for row in rows(rows="players", by="player.name", members=in_may)] == [
        "Ann",
        "Ann",
        "Cy",
        "Dan",
        "Eve",
    ]
    ever = (EntitySet("player", "games", has=(ANY,)),)
    assert [row[0] for row in rows(rows="players", by="player.name", members=ever)] == ["Ann", "Bob", "Eve"]


def test_a_set_of_an_entity_whose_rows_lie_two_steps_away():
    without = (EntitySet("team", "games", never=(ANY,)),)
    assert rows(rows="teams", by="team.city", members=without) == [(None,)]
    same(
        rows(rows="teams", by="team.city", filters=(Exists("points", negated=True),)),
        "SELECT city FROM teams WHERE team_id NOT IN (SELECT team_id FROM points JOIN players USING (player_id) "
        "WHERE team_id IS NOT NULL)",
    )


@pytest.mark.parametrize(("how", "kept"), [("all_of", 6), ("none_of", 6), ("any_of", 0)])
def test_no_condition_at_all(how, kept):
    assert len(rows(rows="players", by="player.name", filters=(Combine(how, ()),))) == kept


def test_the_moment_of_a_listed_row_is_shown_as_it_is():
    first = ask(rows="games", by="game.started", order=(Order("game.started"),), limit=1)
    assert first.rows[0] == (datetime(2024, 1, 6, 8, 0),)


def test_nobody_sees_rows_where_a_policy_does_not_know_who_asks():
    only_rome = governed(dataset="teams", rows="city = 'Rome'")
    assert rows(rows="players", by="player.name", model=only_rome, who=Who(name="")) == []


def test_a_part_of_the_time_of_events_chooses_who_has_them():
    evening = Compare("metric_time", "ge", (20,), part="hour")
    for chosen in (
        {"members": (EntitySet("player", "games", has=(evening,)),)},
        {"filters": (Exists("games", evening),)},
    ):
        assert rows(rows="players", by="player.name", **chosen) == [("Ann",), ("Bob",)]


def test_a_number_of_finer_rows_is_aggregated_for_each_row():
    longest = MetricRef("minutes", agg="max")
    found = rows(longest, rows="players", by="player.name")
    assert sorted(found, key=str) == [("Ann", 90), ("Ann", None), ("Bob", 10), ("Cy", None), ("Dan", None), ("Eve", 20)]


def test_ties_in_the_column_of_a_ranking_are_cut_in_the_same_way_each_time():
    top = Top(2, "games")
    first = rows("games", "minutes", rows="players", by="player.name", top=top)
    assert (
        first
        == rows("games", "minutes", rows="players", by="player.name", top=top)
        == [("Ann", 2, 135), ("Bob", 2, 10)]
    )
