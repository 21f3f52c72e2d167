/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * How good a map is: Fourier shell correlation, masked and corrected for the mask, and the masks themselves.
 *
 * <p>{@link org.cryosgd.assess.FourierShellCorrelation} compares two maps; {@link org.cryosgd.assess.MaskedFsc} does so
 * under a mask; {@link org.cryosgd.assess.FscCurve} knows the resolution.
 */
package org.cryosgd.assess;
