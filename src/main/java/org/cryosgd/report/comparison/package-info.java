/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The page and the tables of a comparison of optimizers. May use {@code report.figure}, {@code report.file},
 * {@code experiments} and {@code io}.
 */
package org.cryosgd.report.comparison;
