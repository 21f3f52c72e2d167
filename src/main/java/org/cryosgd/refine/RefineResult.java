/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.List;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.ctfrefine.CtfRefineResult;
import org.cryosgd.heterogeneity.OneMapCheck;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.refine.fit.PoseCheck;
import org.cryosgd.refine.views.Evenness;

/**
 * What a refinement found.
 *
 * @param particles with their poses and half sets, and with their contrast in the scale of the CTF
 * @param classes that all particles were sorted into, this being the result of the largest; null where there was no sorting
 * @param symmetry that was asked for
 * @param logLikelihoods of each particle at its pose, against no particle at all; 0 where it has no pose
 * @param probabilities of the pose among the maxima of the likelihood that were found
 * @param maps reconstructed at those poses
 * @param evenness over what part of each shell 0 … n/2 the half maps agree: {@link Evenness}
 * @param agreement FSC of the two independent starts after they were aligned, of shells 0 … n/2; zero beyond
 *     the frequencies of the starts
 * @param objection why the data do not support the map, a sentence; empty where they do
 * @param memory that the search was planned with
 * @param history epoch by epoch
 * @param converged whether it ended by itself, or could go on
 * @param ending why it ended, a sentence
 * @param seconds of the whole run
 * @param ctf optics and defocus that were estimated; null where they were not
 * @param poseCheck whether the images determine their poses
 * @param oneMap whether one map explains the images; null where that was not looked at
 */
public record RefineResult(
        ParticleSet particles,
        RefinedClasses classes,
        Symmetry symmetry,
        double[] logLikelihoods,
        double[] probabilities,
        ReconstructionResult maps,
        double[] evenness,
        FscCurve agreement,
        String objection,
        MemoryPlan memory,
        List<RefineRecord> history,
        boolean converged,
        String ending,
        double seconds,
        CtfRefineResult ctf,
        PoseCheck poseCheck,
        OneMapCheck oneMap) {
    public RefineResult {
        history = List.copyOf(history);
    }

    /** This as the result of the largest of some classes. */
    RefineResult of(RefinedClasses sorted, boolean allConverged, double allSeconds) {
        return with(sorted, allConverged, allSeconds, oneMap);
    }

    /** This with what was found of the question whether one map explains the images. */
    RefineResult with(OneMapCheck check, double allSeconds) {
        return with(classes, converged, allSeconds, check);
    }

    private RefineResult with(
            RefinedClasses otherClasses, boolean otherConverged, double otherSeconds, OneMapCheck otherOneMap) {
        return new RefineResult(
                particles,
                otherClasses,
                symmetry,
                logLikelihoods,
                probabilities,
                maps,
                evenness,
                agreement,
                objection,
                memory,
                history,
                otherConverged,
                ending,
                otherSeconds,
                ctf,
                poseCheck,
                otherOneMap);
    }

    /** Whether the images say that the particles differ, so that one map does not explain them. */
    public boolean differ() {
        return oneMap != null && oneMap.differ();
    }

    /** Whether the data support the map. */
    public boolean supported() {
        return objection.isEmpty();
    }

    /** The FSC that can be relied upon, {@link #reliable} of that of the half maps. */
    public FscCurve fsc() {
        FscCurve halves = maps.bestFsc();
        float[] map = maps.map().voxels();
        int filled = 0;
        for (float voxel : map) if (voxel != 0) filled++;
        double[] values = halves.values().clone();
        for (int shell = 1; shell < values.length; shell++) {
            double independent = 4 * Math.PI * shell * shell * filled / map.length / symmetry.order();
            values[shell] = reliable(values[shell], evenness[shell], independent);
        }
        return new FscCurve(values, halves.box(), halves.voxelSizeAngstrom());
    }

    /**
     * The FSC of two maps whose mean agrees with the signal as well as the half maps predict, less its standard error
     * (1 − FSC²)/√n. An FSC predicts a squared correlation C² = 2 FSC/(1 + FSC) with the signal; where the half maps agree
     * over a part e of the shell only, it is e C².
     *
     * @param independent number n of independent values of the shell: the more, the more of the box the map fills, and the
     *     fewer the higher the symmetry
     */
    static double reliable(double fsc, double e, double independent) {
        double value = fsc <= 0 ? fsc : e * fsc / (1 + (1 - e) * fsc);
        return value - (1 - value * value) / Math.sqrt(Math.max(1, independent));
    }

    /** Resolution in Å where {@link #fsc} falls below 0.143; NaN where no map is supported. */
    public double resolutionAngstrom() {
        return supported() ? fsc().resolutionAt(FscCurve.HALF_MAPS) : Double.NaN;
    }
}
