/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

/**
 * What the map explains of an image at a pose, of each ring and without temperature.
 *
 * @param cross Σ re(conj(b_t) s)
 * @param power Σ w |s|²; the image's energy falls by 2 cross − power
 */
public record Explained(double[] cross, double[] power) {}
