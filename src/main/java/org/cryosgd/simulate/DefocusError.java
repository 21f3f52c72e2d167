/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import org.cryosgd.optics.Defocus;

/** A table whose defocus is wrong: U and V are both off by one normal number of the given standard deviation. */
final class DefocusError {
    private DefocusError() {}

    static Defocus of(Defocus truth, double sigmaAngstrom, Gaussian gaussian) {
        return sigmaAngstrom == 0 ? truth : moved(truth, sigmaAngstrom * gaussian.next());
    }

    /** The defocus of a particle that is so much further from the focus. */
    static Defocus moved(Defocus defocus, double byAngstrom) {
        return defocus.with(
                defocus.defocusUAngstrom() + byAngstrom,
                defocus.defocusVAngstrom() + byAngstrom,
                defocus.angleDegrees());
    }
}
