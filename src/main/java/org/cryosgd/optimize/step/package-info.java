/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * How long a step is: one small class for each rule.
 *
 * <p>It may use {@code math} and the rest below {@code optimize}; it needs no objective, only the slope and the curvature.
 */
package org.cryosgd.optimize.step;
