/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import java.util.Locale;

/**
 * The range that each value of a CTF has in practice. A value outside is a mistake, most often of the unit, and is refused
 * with the unit that it looks like. What cannot be told from one value, such as a phase shift of 1.6 in radians, is for
 * those who see the whole column.
 */
public enum PlausibleCtf {
    VOLTAGE("voltage", "kV", 20, 3000, new Meant(60, 1300), new Unit("V", 1e-3), new Unit("MV", 1e3)),
    SPHERICAL_ABERRATION(
            "spherical aberration",
            "mm",
            -0.2,
            20,
            new Meant(0.3, 8),
            new Unit("µm", 1e-3),
            new Unit("nm", 1e-6),
            new Unit("Å", 1e-7)),
    AMPLITUDE_CONTRAST("amplitude contrast", "", 0, 1, new Meant(0.01, 1), new Unit("percent", 1e-2)),
    PIXEL_SIZE(
            "pixel size",
            "Å",
            0.2,
            60,
            new Meant(0.2, 30),
            new Unit("nm", 10),
            new Unit("pm", 1e-2),
            new Unit("m", 1e10)),
    /** Positive is underfocus. 0 is plausible, and what programs write that have not measured it. */
    DEFOCUS(
            "defocus",
            "Å",
            -300_000,
            300_000,
            new Meant(1000, 100_000),
            new Unit("µm", 1e4),
            new Unit("pm", 1e-2),
            new Unit("m", 1e10)) {
        /** Nobody records so near to focus, and a defocus in µm has such numbers. */
        @Override
        boolean canBe(double value) {
            return super.canBe(value) && (value == 0 || Math.abs(value) >= LEAST_DEFOCUS);
        }

        @Override
        String range() {
            return super.range() + " and, unless it is 0, at least 20 Å from focus";
        }
    },
    ASTIGMATISM_ANGLE("angle of astigmatism", "°", -720, 720, new Meant(0, 0)),
    PHASE_SHIFT("phase shift", "°", -360, 360, new Meant(0, 0)),
    /** Positive makes the CTF fall with frequency. */
    B_FACTOR("B-factor", "Å²", -10_000, 10_000, new Meant(0, 0)),
    SCALE("scale of the CTF", "", 0, 1000, new Meant(0, 0));

    private static final double LEAST_DEFOCUS = 20;

    private final String what;
    private final String unit;
    private final double least;
    private final double most;
    private final Meant meant;
    private final Unit[] others;

    /** What microscopes have most often, regardless of the sign: a value that another unit brings here has that unit. */
    private record Meant(double least, double most) {}

    /** Another unit, and its size in that of the value. */
    private record Unit(String name, double factor) {}

    PlausibleCtf(String what, String unit, double least, double most, Meant meant, Unit... others) {
        this.what = what;
        this.unit = unit;
        this.least = least;
        this.most = most;
        this.meant = meant;
        this.others = others;
    }

    /** What is measured, in words. */
    public String what() {
        return what;
    }

    /** What is wrong with a value and what to do, as a sentence or two; null for one that can be. */
    public String fault(double value) {
        if (canBe(value)) return null;
        String wrong = text(value) + " cannot be the " + what + ", which " + range();
        for (Unit other : others) {
            double converted = Math.abs(value * other.factor);
            if (converted < meant.least || converted > meant.most) continue;
            return wrong + "; it looks like " + other.name + ". "
                    + (other.factor < 1
                            ? "Divide it by " + number(Math.rint(1 / other.factor))
                            : "Multiply it by " + number(other.factor))
                    + ", and all others that have this unit.";
        }
        return wrong + ". Correct it.";
    }

    /**
     * Throws unless the value can be.
     *
     * @throws IllegalArgumentException saying what {@link #fault} does
     */
    public void require(double value) {
        String fault = fault(value);
        if (fault != null) throw new IllegalArgumentException(fault);
    }

    boolean canBe(double value) {
        return value >= least && value <= most;
    }

    String range() {
        return "is between " + number(least) + " and " + text(most);
    }

    /** With its unit. */
    private String text(double value) {
        return number(value) + (unit.isEmpty() || unit.equals("°") ? unit : " " + unit);
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) return String.valueOf((long) value);
        return String.format(Locale.ROOT, "%.6g", value)
                .replaceAll("(\\.\\d*?)0+(e|$)", "$1$2")
                .replaceAll("\\.(e|$)", "$1");
    }
}
