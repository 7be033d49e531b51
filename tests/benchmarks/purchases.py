"""BG/NBD fitted to simulated customers: ours against lifetimes and clvkit, on the same histories.

Run: `uv run --group bench python -m tests.benchmarks --only bgnbd` (`--customers 100000,1000000`). Nothing is asserted,
but the likelihoods that are reached are printed: who stops early is fast. A package that is not installed is left out.

lifetimes is also given the grouped histories with weights, which it knows how to use; clvkit takes single customers.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from tools.customers.histories import Histories
from tools.value.btyd import fit_purchases

SIZES = (100_000, 1_000_000)
DAYS = 730
TRUE = SimpleNamespace(r=0.8, alpha=80.0, a=0.8, b=2.5)  # alpha in days
SLOW = 200_000  # customers, above which a package without grouping is given only one run


def customers(n, seed=5):
    """x, t_x and T in weeks of n customers who were won on any day of two years; purchases of a day are one."""
    rng = np.random.default_rng(seed)
    age = rng.integers(1, DAYS, n).astype(float)
    rate, leave = rng.gamma(TRUE.r, 1 / TRUE.alpha, n), rng.beta(TRUE.a, TRUE.b, n)
    x, last, at = np.zeros(n), np.zeros(n), np.zeros(n)
    here = np.arange(n)
    while len(here):
        at[here] += rng.exponential(1 / rate[here])
        here = here[at[here] <= age[here]]
        day = np.floor(at[here])
        new = day > last[here]
        x[here[new]] += 1
        last[here[new]] = day[new]
        here = here[rng.random(len(here)) >= leave[here]]
    return x, last / 7, age / 7


def with_lifetimes(x, t_x, T, weights=None):
    from lifetimes import BetaGeoFitter

    fitter = BetaGeoFitter()
    fitter.fit(x, t_x, T, weights=weights)
    r, alpha, a, b = fitter.params_[["r", "alpha", "a", "b"]]
    return SimpleNamespace(r=r, alpha=alpha, a=a, b=b)


def with_clvkit(x, t_x, T):
    import pandas as pd
    from clvkit import BGNBD, CustomerBase

    frame = pd.DataFrame({"frequency": x.astype(int), "recency": t_x, "T": T})
    base = CustomerBase(
        frame, time_unit="W", observation_period_end=pd.Timestamp("2026-01-01"), has_monetary=False, on_negative="raise"
    )
    return SimpleNamespace(**BGNBD().fit(base).params_)


def log_likelihood(fit, h):
    """Of the parameters somebody found, by one formula for all."""
    from scipy.special import betaln, gammaln

    r, alpha, a, b = fit.r, fit.alpha, fit.a, fit.b
    stayed = betaln(a, b + h.x) - (r + h.x) * np.log(alpha + h.T)
    left = np.where(h.x > 0, betaln(a + 1, b + np.maximum(h.x, 1) - 1) - (r + h.x) * np.log(alpha + h.t_x), -np.inf)
    one = gammaln(r + h.x) - gammaln(r) + r * np.log(alpha) - betaln(a, b) + np.logaddexp(stayed, left)
    return float(h.weight @ one)


def bench(timed, line, sizes=SIZES):
    print("\nBG/NBD, maximum likelihood")
    for n in sizes:
        histories = customers(n)
        grouped = Histories.of(*histories)
        print(f"{n:,} customers, {len(grouped.x):,} distinct histories")
        fits = {"ours": fit_purchases(grouped)}
        group = timed(lambda histories=histories: Histories.of(*histories), 3)
        fit = timed(lambda grouped=grouped: fit_purchases(grouped), 3)
        line(f"group {n:,} customers", group, "our fit", fit)
        repeat = 1 if n > SLOW else 2
        others = {
            "lifetimes": lambda h=histories: with_lifetimes(*h),
            "lifetimes, grouped": lambda h=grouped: with_lifetimes(h.x, h.t_x, h.T, h.weight),
            "clvkit": lambda h=histories: with_clvkit(*h),
        }
        for name, run in others.items():
            if name == "clvkit" and n > SLOW:
                continue  # minutes
            try:
                fits[name] = run()
            except ImportError:
                print(f"  {name} is not installed")
                continue
            line(f"fit, {n:,} customers", fit, name, timed(run, repeat, warm=False), "s")
        for name, found in fits.items():
            values = "  ".join(f"{key} {getattr(found, key):.5f}" for key in ("r", "alpha", "a", "b"))
            print(f"  {name:20} {values}  log-likelihood {log_likelihood(found, grouped):.3f}")
