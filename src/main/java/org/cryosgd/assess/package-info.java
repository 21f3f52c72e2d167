/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * How good a map is: Fourier shell correlation, masked and corrected for the mask, and the masks themselves.
 *
 * <p>{@link org.cryosgd.assess.FourierShellCorrelation} compares two maps, {@link org.cryosgd.assess.CubeCorrelation} two
 * half cubes; {@link org.cryosgd.assess.MaskedFsc} compares under a mask and says whether the mask can be trusted;
 * {@link org.cryosgd.assess.FscCurve} knows the resolution, and whether the curve comes back.
 * {@link org.cryosgd.assess.MapChecks} tells maps that cannot be compared, and the same data given twice.
 * {@link org.cryosgd.assess.Masks} and {@link org.cryosgd.assess.MaskCreation} make masks,
 * {@link org.cryosgd.assess.PostProcessing} sharpens, {@link org.cryosgd.assess.LocalResolution} measures how good each
 * place is, and {@link org.cryosgd.assess.LocalCurves} filters by it, {@link org.cryosgd.assess.PoseAgreement} compares poses.
 *
 * <p>May use {@code math}, {@code particles}, {@code io} (a mask is a file) and {@code projection} (half cubes).
 */
package org.cryosgd.assess;
