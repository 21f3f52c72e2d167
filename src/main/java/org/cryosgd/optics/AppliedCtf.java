/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

/** What another program has done about the CTF in the images themselves. */
public enum AppliedCtf {
    /** Nothing: the images are as the microscope gave them. */
    NONE,
    /** The sign was made positive at each frequency, so that |CTF| is left (RELION's rlnCtfDataArePhaseFlipped). */
    PHASE_FLIPPED,
    /** They were multiplied by their CTF, noise included (RELION's rlnCtfDataAreCtfPremultiplied). */
    PREMULTIPLIED
}
