"""A robust log-linear fit of over-dispersed counts, many series side by side: quasi-Poisson with weak prior beliefs.

Newton's method for all series at once (McCullagh & Nelder 1989, ch. 9). Earlier departures are weighed down by their
Anscombe residuals with leverage (Noufaily et al. 2013, Stat. Med. 32: 1206-1222). The more skew a count is, the
farther out that begins: else ordinary large figures of small counts would be taken for departures, and the dispersion
found too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools

Reals = NDArray[np.floating[Any]]
"""Of any precision: float32 is twice as fast and agrees with float64 to 1e-6 in the logarithm of the mean."""

FAR, SKEW = (
    2.58,
    0.5,
)  # a residual weighs less from FAR + SKEW * skewness (Noufaily's 2.58; the slope found by summation)
ROUNDS = 2  # of weighing down
HALF = 0.5  # an event more than was seen: a series of noughts has a mean as well
STEPS, AGAIN = (
    3,
    1,
)  # of Newton before and after the first weighing, for all; then for those alone that are not there
CLOSE, NEAR, MOST = (
    5e-3,
    0.05,
    25,
)  # a step this short (in the logarithm) is the last, or will do to weigh by: its square is left
_LEAP, _STEEP = 2.0, 20.0
ONE_CORE = 250_000  # multiplications


@dataclass(frozen=True, slots=True)
class Fit:
    """(p, N) `coefficients`, (p, p, N) `covariance` of them, (N,) `dispersion` (variance over mean, at least 1)."""

    coefficients: Reals
    covariance: Reals
    dispersion: Reals


@dataclass(slots=True)
class _Task:
    """y, known (0 or 1), weights: (T, N); offset: (T, N) or (T, 1), a logarithm; design (T, p), prior (p,) precisions;
    products (p (p+1) / 2, T): of the design's columns, two and two."""

    y: Reals
    known: Reals
    weights: Reals
    offset: Reals
    design: Reals
    prior: Reals
    products: Reals

    def some(self, rows: Bools) -> _Task:
        offset = self.offset if self.offset.shape[1] == 1 else self.offset[:, rows]
        parts = (self.y[:, rows], self.known[:, rows], self.weights[:, rows])
        return _Task(*parts, offset, self.design, self.prior, self.products)


def fit(
    y: Reals,
    known: Reals,
    offset: Reals,
    design: Reals,
    prior: Reals,
    products: Reals,
    *,
    start: Reals | None = None,
) -> Fit:
    """The mean of y is exp(offset + design @ coefficients), its variance dispersion times as much.

    y, known: (T, N), known 1.0 or 0.0 (then y is not read, but must be a number); offset: (T, N) or (T, 1);
    design: (T, p), its first column ones; prior: (p,) precisions of coefficients believed to be nought;
    products: from `products(design)`; start: (p, N) coefficients of a fit like this one.
    """
    filled = known * (y + HALF / np.maximum(known.sum(axis=0), 1.0))
    task = _Task(filled, known, known, offset, design, prior, products)
    roots = np.cbrt(filled) ** 2
    b = _begin(task) if start is None else start.copy()
    dispersion = np.ones(y.shape[1], y.dtype)
    shape: Reals | None = None
    for round_ in range(ROUNDS + 1):
        steps = STEPS if round_ == 0 and start is None else AGAIN
        b, normal = _newton(task, b, dispersion, steps, NEAR if round_ < ROUNDS else CLOSE)
        eta = _eta(task, b)
        mean = np.exp(eta)
        dispersion = _dispersion(task, mean)
        if round_ < ROUNDS:
            if shape is None:  # hardly changed by the weighing
                shape = _quadratic(task.products, _inverse(normal))
            task.weights = _weights(task, roots, eta, mean, dispersion, shape)
    return Fit(b, _inverse(_normal(task, task.weights * mean, dispersion)) * dispersion, dispersion)


def products(design: Reals) -> Reals:
    """(p (p+1) / 2, T): the products of the columns of design (T, p), each pair once."""
    rows, columns = np.tril_indices(design.shape[1])
    return np.ascontiguousarray((design[:, rows] * design[:, columns]).T)


def _begin(task: _Task) -> Reals:
    """Least squares on a logarithm that is bent so that noughts and large figures pull little."""
    exposed = (task.known * np.exp(task.offset)).sum(axis=0)
    rate = task.y.sum(axis=0) / np.where(exposed > 0, exposed, 1.0)
    level = np.maximum(rate, 1e-12) * np.exp(task.offset)
    z = task.known * 2 * np.log((task.y + level) / (2 * level))
    x = task.design
    b = np.linalg.solve(x.T @ x + np.diag(task.prior), x.T) @ z
    b[0] += np.log(np.maximum(rate, 1e-12))
    return np.asarray(b)


def _eta(task: _Task, b: Reals) -> Reals:
    eta = _across(task.design, b)
    eta += task.offset
    return np.clip(eta, -_STEEP, _STEEP, out=eta)


def _newton(task: _Task, b: Reals, dispersion: Reals, steps: int, close: float) -> tuple[Reals, Reals]:
    """The coefficients, and the matrix of the last step (p, p, N)."""
    size = np.zeros(0)
    for _ in range(steps):
        mean = np.exp(_eta(task, b))
        mean *= task.weights
        normal = _normal(task, mean, dispersion)
        score = _times(task.design.T, task.weights * task.y - mean) - (task.prior[:, None] * dispersion) * b
        step = _solve(normal, score)
        b = b + np.clip(step, -_LEAP, _LEAP)
        size = np.abs(step).max(axis=0)
    slow = size > close
    if slow.any() and steps < MOST:
        b[:, slow], normal[:, :, slow] = _newton(
            task.some(slow), b[:, slow], dispersion[slow], steps + 2, close
        )
    return b, normal


def _normal(task: _Task, weights: Reals, dispersion: Reals) -> Reals:
    """(p, p, N): design' weights design, and the prior."""
    p = task.design.shape[1]
    rows, columns = np.tril_indices(p)
    packed = _times(task.products, weights)
    normal = np.empty((p, p, weights.shape[1]), weights.dtype)
    normal[rows, columns] = packed
    normal[columns, rows] = packed
    normal[np.arange(p), np.arange(p)] += task.prior[:, None] * dispersion
    return normal


def _times(left: Reals, right: Reals) -> Reals:
    """left @ right, in pieces too small for the processor's other cores.

    The linear algebra library would share larger ones with them, and wait for them: beside other work, a hundred times as long.
    """
    step = max(ONE_CORE // (len(left) * right.shape[1]), 1)
    out = left[:, :step] @ right[:step]
    for begin in range(step, len(right), step):
        out += left[:, begin : begin + step] @ right[begin : begin + step]
    return np.asarray(out)


def _across(left: Reals, right: Reals) -> Reals:
    """The same for a left side with many rows."""
    step = max(ONE_CORE // right.size, 1)
    out = np.empty((len(left), right.shape[1]), right.dtype)
    for begin in range(0, len(left), step):
        np.matmul(left[begin : begin + step], right, out=out[begin : begin + step])
    return out


def _solve(matrix: Reals, right: Reals) -> Reals:
    """(p, N) from (p, p, N), positive definite, and (p, N): Cholesky's elimination, a step for all series at once."""
    a = np.concatenate([matrix, right[:, None]], axis=1)
    p = len(matrix)
    for k in range(p):
        a[k, k + 1 :] /= a[k, k]
        if k + 1 < p:
            a[k + 1 :, k + 1 :] -= a[k + 1 :, k, None] * a[k, None, k + 1 :]
    x = a[:, p]
    for k in range(p - 1, 0, -1):
        x[:k] -= a[:k, k] * x[k]
    return np.asarray(x)


def _inverse(matrix: Reals) -> Reals:
    """(p, p, N): the inverse of each, by sweeping (Goodnight 1979, Am. Stat. 33: 149-158)."""
    a = matrix.copy()
    for k in range(len(a)):
        pivot = a[k, k].copy()
        row, column = a[k] / pivot, a[:, k].copy()
        a -= column[:, None] * row
        a[k], a[:, k] = row, -column / pivot
        a[k, k] = 1 / pivot
    return a


def _quadratic(products: Reals, matrix: Reals) -> Reals:
    """(T, N): x' matrix x of every row x of the design, from the products of its columns; matrix: (p, p, N), symmetric."""
    rows, columns = np.tril_indices(len(matrix))
    packed = matrix[rows, columns]
    packed[rows != columns] *= 2
    return _across(products.T, packed)


def _dispersion(task: _Task, mean: Reals) -> Reals:
    """Pearson's."""
    left = task.y - mean
    left *= left
    left *= task.weights
    left /= mean
    free = np.maximum(task.weights.sum(axis=0) - task.design.shape[1], 1.0)
    return np.asarray(np.maximum(left.sum(axis=0) / free, 1.0))


def _weights(task: _Task, roots: Reals, eta: Reals, mean: Reals, dispersion: Reals, shape: Reals) -> Reals:
    """(T, N), with the sum of `known`. roots: y^(2/3); shape: leverage over weight and mean."""
    sixth = np.exp(eta / -6)
    root = mean * sixth * sixth * sixth
    free = 1 - np.minimum(task.weights * mean * shape, 0.9)
    residual = (1.5 * (roots * sixth - root)) ** 2 / (dispersion * free)
    limit = (FAR + SKEW * (2 * dispersion - 1) / np.sqrt(dispersion) / root) ** 2
    weights = task.known * np.where(residual > limit, 1 / np.maximum(residual, 1.0), 1.0)
    return np.asarray(weights * (task.known.sum(axis=0) / np.maximum(weights.sum(axis=0), 1e-9)))
