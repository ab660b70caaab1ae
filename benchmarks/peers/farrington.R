# R's surveillance on the series: Rscript farrington.R FILE NUMBER
# farringtonFlexible on the newest month: five years back, one month to each side, four seasons' periods, reweighted.
suppressMessages(library(surveillance))
asked <- commandArgs(trailingOnly = TRUE)
values <- t(as.matrix(read.csv(asked[1], header = FALSE, nrows = as.integer(asked[2]))))
months <- nrow(values)
control <- list(
  range = months, b = 5, w = 1, noPeriods = 4, pastWeeksNotIncluded = 3, reweight = TRUE, weightsThreshold = 2.58,
  alpha = .01, trend = TRUE, pThresholdTrend = 1, limit54 = c(0, 4), thresholdMethod = "nbPlugin", glmWarnings = FALSE
)
begin <- sum(proc.time()[-3])  # of the processor: the machine may be shared
for (unit in seq_len(ncol(values))) {
  counts <- sts(observed = matrix(values[, unit]), frequency = 12, start = c(2018, 1))
  suppressWarnings(farringtonFlexible(counts, control))
}
cat(sprintf('{"number": %d, "seconds": %.3f}\n', ncol(values), sum(proc.time()[-3]) - begin))
