/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.List;
import org.cryosgd.reconstruct.ReconstructionResult;

/**
 * Maps along a direction.
 *
 * @param places coordinates that the maps are at
 * @param maps one for each; null where a half set has no image near it
 */
public record CoordinateSeries(double[] places, List<ReconstructionResult> maps) {}
