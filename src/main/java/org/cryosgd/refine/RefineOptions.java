/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.cryosgd.math.Require.require;

import org.cryosgd.heterogeneity.Classification;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;

/**
 * Everything that decides a {@link Refinement}.
 *
 * @param preparation of the images
 * @param ctf whether images have a CTF
 * @param symmetry point group
 * @param initial map to start from, of the box of the prepared images; null for a random start
 * @param initialResolutionAngstrom to which the initial map is filtered
 * @param mask values 0 to 1 that the maps are multiplied by before poses are searched, and the final map; null for none
 * @param shiftRangeAngstrom largest shift of the first search; 0 takes 8 % of the box
 * @param epochs at most
 * @param classes that the particles are sorted into at the poses of their common map, and refined each; 1 is no sorting
 * @param starts how often a pair of starts that disagree is tried anew, at most
 * @param seed of half sets, batches and random starts
 * @param cacheMegabytes memory for packed images; 0 for what is left of Java's memory
 * @param ctfRefine whether optics and defocus are estimated once the resolution has settled, and used from then on
 * @param local how far from the poses of the table they may be; null to look for them anywhere
 * @param regularise what is known of the signal in the map that poses are searched in
 */
public record RefineOptions(
        Preparation preparation,
        boolean ctf,
        Symmetry symmetry,
        Volume initial,
        double initialResolutionAngstrom,
        Volume mask,
        double shiftRangeAngstrom,
        int epochs,
        int classes,
        int starts,
        long seed,
        int cacheMegabytes,
        boolean ctfRefine,
        LocalPoses local,
        Regularisation regularise) {
    public static final int MOST_CLASSES = Classification.MOST_CLASSES;

    public RefineOptions {
        require(
                initialResolutionAngstrom > 0 && initialResolutionAngstrom < 1e4,
                "initial resolution (Å)",
                "positive",
                initialResolutionAngstrom);
        require(
                shiftRangeAngstrom >= 0 && shiftRangeAngstrom < 1e5,
                "shift range (Å)",
                "at least 0",
                shiftRangeAngstrom);
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(classes >= 1 && classes <= MOST_CLASSES, "classes", "from 1 to " + MOST_CLASSES, classes);
        require(starts >= 1, "starts", "at least 1", starts);
        require(cacheMegabytes >= 0, "cache", "at least 0", cacheMegabytes);
        require(ctf || !ctfRefine, "ctfRefine", "false where ctf=none", ctfRefine);
        require(local == null || classes == 1, "classes", "1 where local=true", classes);
        require(
                local == null || initial == null,
                "initial",
                "empty where local=true: the map is made at the poses",
                "a map");
    }

    /** These from nothing or from a map, not from poses, without a refinement of the CTF, with the default regularisation. */
    public RefineOptions(
            Preparation preparation,
            boolean ctf,
            Symmetry symmetry,
            Volume initial,
            double initialResolutionAngstrom,
            Volume mask,
            double shiftRangeAngstrom,
            int epochs,
            int classes,
            int starts,
            long seed,
            int cacheMegabytes) {
        this(
                preparation,
                ctf,
                symmetry,
                initial,
                initialResolutionAngstrom,
                mask,
                shiftRangeAngstrom,
                epochs,
                classes,
                starts,
                seed,
                cacheMegabytes,
                false,
                null,
                Regularisation.LOCAL);
    }

    public static RefineOptions defaults() {
        return new RefineOptions(Preparation.defaults(), true, Symmetry.NONE, null, 30, null, 0, 30, 1, 3, 0, 0);
    }

    /** The largest shift of the first search in pixels of a box. */
    double shiftRangePixels(int box, double voxel) {
        return shiftRangeAngstrom > 0 ? shiftRangeAngstrom / voxel : 0.08 * box;
    }

    /** These with another seed. */
    public RefineOptions withSeed(long other) {
        return with(symmetry, initial, initialResolutionAngstrom, mask, classes, other, ctfRefine, local, regularise);
    }

    /** These with another number of classes. */
    public RefineOptions withClasses(int other) {
        return with(symmetry, initial, initialResolutionAngstrom, mask, other, seed, ctfRefine, local, regularise);
    }

    /** These with another map to start from; null for a random start. */
    public RefineOptions withInitial(Volume other) {
        return with(symmetry, other, initialResolutionAngstrom, mask, classes, seed, ctfRefine, local, regularise);
    }

    /** These for one class, from its map filtered to a resolution. */
    RefineOptions ofClass(Volume map, double resolutionAngstrom) {
        return with(symmetry, map, resolutionAngstrom, mask, 1, seed, ctfRefine, local, regularise);
    }

    /** These with another symmetry. */
    public RefineOptions withSymmetry(Symmetry other) {
        return with(other, initial, initialResolutionAngstrom, mask, classes, seed, ctfRefine, local, regularise);
    }

    /** These with or without a refinement of the CTF. */
    public RefineOptions withCtfRefine(boolean other) {
        return with(symmetry, initial, initialResolutionAngstrom, mask, classes, seed, other, local, regularise);
    }

    /** These near the poses of the particles; null to look for them anywhere. */
    public RefineOptions withLocal(LocalPoses other) {
        return with(symmetry, initial, initialResolutionAngstrom, mask, classes, seed, ctfRefine, other, regularise);
    }

    /** These with another mask; null for none. */
    public RefineOptions withMask(Volume other) {
        return with(symmetry, initial, initialResolutionAngstrom, other, classes, seed, ctfRefine, local, regularise);
    }

    /** These with another prior of the signal. */
    public RefineOptions withRegularise(Regularisation other) {
        return with(symmetry, initial, initialResolutionAngstrom, mask, classes, seed, ctfRefine, local, other);
    }

    private RefineOptions with(
            Symmetry otherSymmetry,
            Volume otherInitial,
            double otherResolution,
            Volume otherMask,
            int otherClasses,
            long otherSeed,
            boolean otherCtfRefine,
            LocalPoses otherLocal,
            Regularisation otherRegularise) {
        return new RefineOptions(
                preparation,
                ctf,
                otherSymmetry,
                otherInitial,
                otherResolution,
                otherMask,
                shiftRangeAngstrom,
                epochs,
                otherClasses,
                starts,
                otherSeed,
                cacheMegabytes,
                otherCtfRefine,
                otherLocal,
                otherRegularise);
    }
}
