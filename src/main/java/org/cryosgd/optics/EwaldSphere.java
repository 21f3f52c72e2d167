/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

/**
 * How far slices of a particle's transform may be taken as planes. At frequency k the true slice, a sphere, is λ k²/2 away from the
 * plane. At the ends of a particle of diameter D, D/2 from its middle, that is a phase of 2π · λ k²/2 · D/2.
 */
public final class EwaldSphere {
    private EwaldSphere() {}

    /** The detail in Å at which this phase is one radian, d = √(π λ D/2); coarser detail is not touched. */
    public static double finestFlatAngstrom(double voltageKv, double diameterAngstrom) {
        return Math.sqrt(Math.PI * Ctf.wavelengthAngstrom(voltageKv) * diameterAngstrom / 2);
    }
}
