/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.cryosgd.math.Require.require;

import java.io.Serializable;
import java.util.List;

/**
 * What the lens does to the phase beside defocus, astigmatism and spherical aberration. The odd part is no part of the CTF: it
 * turns the phase of the image's transform. The signs are RELION's; docs/optics.md says where they are from.
 *
 * @param beamTiltXMrad beam tilt along x in mrad, which adds −2π C_s λ² tilt k² kx to the phase of the image
 * @param beamTiltYMrad beam tilt along y in mrad
 * @param odd coefficients of the odd Zernike polynomials in radians, added to the phase of the image
 * @param even coefficients of the even Zernike polynomials in radians, subtracted from the phase of the CTF
 */
public record Aberrations(double beamTiltXMrad, double beamTiltYMrad, List<Double> odd, List<Double> even)
        implements Serializable {
    /** None that is known. */
    public static final Aberrations NONE = new Aberrations(0, 0, List.of(), List.of());

    /** So many coefficients, of n ≤ 11 and n ≤ 12, are more than any program fits. */
    private static final int MOST = 49;

    public Aberrations {
        odd = List.copyOf(odd);
        even = List.copyOf(even);
        require(
                Math.abs(beamTiltXMrad) <= 100 && Math.abs(beamTiltYMrad) <= 100,
                "beam tilt (mrad)",
                "between -100 and 100",
                beamTiltXMrad + ", " + beamTiltYMrad);
        for (List<Double> list : List.of(odd, even)) {
            require(list.size() <= MOST, "number of Zernike coefficients", "at most " + MOST, list.size());
            for (double value : list) require(Double.isFinite(value), "Zernike coefficient", "a finite number", value);
        }
    }

    /** The phase that is added to the transform of the image, of frequencies in 1/Å. */
    FrequencyPolynomial oddPhase(double sphericalAberrationMm, double wavelengthAngstrom) {
        // Å · Å² · rad = 1e7 mm · Å² · 1e-3 mrad
        double factor = -2 * Math.PI * 1e4 * sphericalAberrationMm * wavelengthAngstrom * wavelengthAngstrom;
        FrequencyPolynomial square = FrequencyPolynomial.term(2, 0, 1).plus(FrequencyPolynomial.term(0, 2, 1));
        FrequencyPolynomial tilt = FrequencyPolynomial.term(1, 0, factor * beamTiltXMrad)
                .plus(FrequencyPolynomial.term(0, 1, factor * beamTiltYMrad));
        return Zernike.odd(odd).plus(square.times(tilt));
    }

    /** The phase that is subtracted from that of the CTF, of frequencies in 1/Å. */
    FrequencyPolynomial evenPhase() {
        return Zernike.even(even);
    }

    /** Whether the CTF is what it would be without. */
    boolean leavesCtf() {
        return evenPhase().isZero();
    }

    /** The same with every sign changed. */
    public Aberrations opposite() {
        return isNone()
                ? this
                : new Aberrations(
                        0 - beamTiltXMrad,
                        0 - beamTiltYMrad,
                        odd.stream().map(value -> 0 - value).toList(),
                        even.stream().map(value -> 0 - value).toList());
    }

    /** Whether there is none. */
    public boolean isNone() {
        return beamTiltXMrad == 0 && beamTiltYMrad == 0 && isZero(odd) && isZero(even);
    }

    private static boolean isZero(List<Double> coefficients) {
        return coefficients.stream().allMatch(value -> value == 0);
    }
}
