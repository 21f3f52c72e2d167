/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Averages of particles that are seen from about the same side, beside projections of the map:
 * {@link org.cryosgd.report.average.ViewAverages}.
 */
package org.cryosgd.report.average;
