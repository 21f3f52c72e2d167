/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlausibleCtfTest {
    /** What microscopes have: voltages and aberrations of all makers, defoci of single particles and of tomography. */
    @ParameterizedTest
    @CsvSource({
        "VOLTAGE, 80",
        "VOLTAGE, 300",
        "VOLTAGE, 1250",
        "SPHERICAL_ABERRATION, 0",
        "SPHERICAL_ABERRATION, 0.01",
        "SPHERICAL_ABERRATION, -0.015",
        "SPHERICAL_ABERRATION, 6.3",
        "AMPLITUDE_CONTRAST, 0",
        "AMPLITUDE_CONTRAST, 0.07",
        "AMPLITUDE_CONTRAST, 1",
        "PIXEL_SIZE, 0.25",
        "PIXEL_SIZE, 13.3",
        "DEFOCUS, 0",
        "DEFOCUS, -500",
        "DEFOCUS, 90000",
        "PHASE_SHIFT, 180",
        "B_FACTOR, -600",
        "SCALE, 0.5",
        "ASTIGMATISM_ANGLE, -160.4"
    })
    void whatIsFoundInPracticeIsTaken(PlausibleCtf value, double number) {
        assertNull(value.fault(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VOLTAGE|300000|looks like V. Divide it by 1000,",
                "VOLTAGE|0.3|looks like MV. Multiply it by 1000,",
                "SPHERICAL_ABERRATION|2.7e7|looks like Å. Divide it by 10000000,",
                "SPHERICAL_ABERRATION|1.2e7|looks like Å. Divide it by 10000000,",
                "SPHERICAL_ABERRATION|2700000|looks like nm. Divide it by 1000000,",
                "SPHERICAL_ABERRATION|2700|looks like µm. Divide it by 1000,",
                "AMPLITUDE_CONTRAST|7|looks like percent. Divide it by 100,",
                "PIXEL_SIZE|0.107|looks like nm. Multiply it by 10,",
                "PIXEL_SIZE|107|looks like pm. Divide it by 100,",
                "PIXEL_SIZE|1.07e-10|looks like m. Multiply it by 10000000000,",
                "DEFOCUS|1.8|looks like µm. Multiply it by 10000,",
                "DEFOCUS|-0.8|looks like µm. Multiply it by 10000,",
                "DEFOCUS|1.8e-6|looks like m. Multiply it by 10000000000,",
                "DEFOCUS|1.8e6|looks like pm. Divide it by 100,"
            })
    void theLikelyUnitIsNamed(PlausibleCtf value, double number, String words) {
        String fault = value.fault(number);
        assertTrue(fault.contains("cannot be the " + value.what()), fault);
        assertTrue(fault.contains(words), fault);
    }

    /** Doing what the message says gives a value that is taken. */
    @ParameterizedTest
    @CsvSource({
        "VOLTAGE, 200000, 1e-3",
        "SPHERICAL_ABERRATION, 1.4e7, 1e-7",
        "DEFOCUS, 1.8, 1e4",
        "PIXEL_SIZE, 0.083, 10"
    })
    void theRemedyHelps(PlausibleCtf value, double number, double factor) {
        assertNotNull(value.fault(number));
        assertNull(value.fault(number * factor));
    }

    @ParameterizedTest
    @CsvSource({
        "VOLTAGE",
        "SPHERICAL_ABERRATION",
        "AMPLITUDE_CONTRAST",
        "PIXEL_SIZE",
        "DEFOCUS",
        "ASTIGMATISM_ANGLE",
        "PHASE_SHIFT",
        "B_FACTOR",
        "SCALE"
    })
    void whatIsAbsurdIsRefused(PlausibleCtf value) {
        for (double number : new double[] {1e30, -1e30, Double.NaN, Double.POSITIVE_INFINITY})
            assertThrows(IllegalArgumentException.class, () -> value.require(number));
        assertFalse(value.fault(1e30).contains("looks like"), value.fault(1e30));
    }

    @Test
    void opticsAreChecked() {
        String message = assertThrows(IllegalArgumentException.class, () -> new Optics("o", 300_000, 2.7, 0.1, 1, 16))
                .getMessage();
        assertEquals(
                "300000 kV cannot be the voltage, which is between 20 and 3000 kV; it looks like V. Divide it by 1000, and all"
                        + " others that have this unit.",
                message);
    }
}
