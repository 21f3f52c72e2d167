/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct.options;

import static org.cryosgd.math.Require.require;

import org.cryosgd.math.Volume;
import org.cryosgd.objective.DiagonalVolume;
import org.cryosgd.optimize.Method;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.Reconstruction;

/**
 * Everything that decides a {@link Reconstruction}.
 *
 * @param preparation of the images
 * @param model the objective
 * @param fit the optimizer
 * @param halfMaps whether two maps are made from independent halves of the particles
 * @param mask for the combined map and the masked FSC; null for none
 * @param preconditioner the Hessian's diagonal as {@link DiagonalVolume} makes it; null to compute it
 * @param seed of half sets, batches, probes and random starts
 * @param cacheMegabytes memory for packed images, the rest goes to a scratch file; 0 for what is left of Java's memory
 */
public record ReconstructionOptions(
        Preparation preparation,
        ModelOptions model,
        FitOptions fit,
        boolean halfMaps,
        Volume mask,
        Volume preconditioner,
        long seed,
        int cacheMegabytes) {
    public ReconstructionOptions {
        require(cacheMegabytes >= 0, "cache", "at least 0", cacheMegabytes);
        require(
                preconditioner == null || fit.method() == Method.PRECOMPUTED,
                "method",
                "precomputed where a preconditioner is given",
                fit.method());
    }

    public static ReconstructionOptions defaults() {
        return new ReconstructionOptions(
                Preparation.defaults(), ModelOptions.defaults(), FitOptions.defaults(), true, null, null, 0, 0);
    }

    /** Half maps at known poses as {@code reconstruct} makes them by default, on the way of another computation. */
    public static ReconstructionOptions defaults(
            Preparation preparation, boolean ctf, Symmetry symmetry, Volume mask, long seed, int cacheMegabytes) {
        ModelOptions d = ModelOptions.defaults();
        ModelOptions model = new ModelOptions(
                ctf,
                d.whiteNoise(),
                d.interpolation(),
                d.padding(),
                d.radius(),
                d.lambda(),
                d.prior(),
                d.sphere(),
                symmetry);
        return new ReconstructionOptions(
                preparation, model, FitOptions.defaults(), true, mask, null, seed, cacheMegabytes);
    }

    /** These with another objective. */
    public ReconstructionOptions with(ModelOptions other) {
        return new ReconstructionOptions(preparation, other, fit, halfMaps, mask, preconditioner, seed, cacheMegabytes);
    }

    /** These with another optimizer. */
    public ReconstructionOptions with(FitOptions other) {
        return new ReconstructionOptions(
                preparation, model, other, halfMaps, mask, preconditioner, seed, cacheMegabytes);
    }

    /** These with or without half maps. */
    public ReconstructionOptions withHalfMaps(boolean wanted) {
        return new ReconstructionOptions(preparation, model, fit, wanted, mask, preconditioner, seed, cacheMegabytes);
    }
}
