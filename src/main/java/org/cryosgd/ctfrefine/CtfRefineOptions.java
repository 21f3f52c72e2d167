/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import static org.cryosgd.math.Require.require;

import java.util.EnumSet;
import java.util.Set;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;

/**
 * What is estimated, and how.
 *
 * @param preparation of the images
 * @param beamTilt beam tilt, trefoil and the shift that goes with them
 * @param aberrations spherical aberration, tetrafoil and astigmatism of the group
 * @param magnification the matrix of the group
 * @param defocus of each particle
 * @param defocusRangeAngstrom largest change of the defocus that is looked for
 * @param symmetry point group of the map
 * @param seed of the half sets where the table has none, and of the folds
 * @param cacheMegabytes memory for images; 0 for what is left of Java's memory
 */
public record CtfRefineOptions(
        Preparation preparation,
        boolean beamTilt,
        boolean aberrations,
        boolean magnification,
        boolean defocus,
        double defocusRangeAngstrom,
        Symmetry symmetry,
        long seed,
        int cacheMegabytes) {
    public CtfRefineOptions {
        require(
                defocusRangeAngstrom >= 10 && defocusRangeAngstrom <= 5000,
                "range of the defocus (Å)",
                "from 10 to 5000",
                defocusRangeAngstrom);
        require(
                beamTilt || aberrations || magnification || defocus,
                "what is estimated",
                "at least one of beamTilt, aberrations, magnification and defocus",
                "none");
    }

    /** All of it, within 500 Å. */
    public static CtfRefineOptions defaults() {
        return new CtfRefineOptions(Preparation.defaults(), true, true, true, true, 500, Symmetry.NONE, 0, 0);
    }

    /** The same with one of them alone, or with several. */
    public CtfRefineOptions only(boolean tilt, boolean even, boolean matrix, boolean focus) {
        return new CtfRefineOptions(
                preparation, tilt, even, matrix, focus, defocusRangeAngstrom, symmetry, seed, cacheMegabytes);
    }

    /** The terms that are estimated: with even ones or a matrix always the defocus and the astigmatism that go with them. */
    Set<Term> terms() {
        Set<Term> terms = EnumSet.noneOf(Term.class);
        if (beamTilt) terms.addAll(EnumSet.of(Term.SHIFT, Term.BEAM_TILT, Term.TREFOIL));
        if (aberrations || magnification) terms.addAll(EnumSet.of(Term.DEFOCUS, Term.ASTIGMATISM));
        if (aberrations) terms.addAll(EnumSet.of(Term.SPHERICAL, Term.SECONDARY, Term.TETRAFOIL));
        if (magnification) terms.add(Term.MAGNIFICATION);
        return terms;
    }
}
