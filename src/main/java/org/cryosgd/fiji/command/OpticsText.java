/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ParticleSet;

/** What optics groups hold beside voltage, spherical aberration and amplitude contrast, in words. */
public final class OpticsText {
    private OpticsText() {}

    /** Of one group; empty for a plain one, otherwise with a comma before it. */
    public static String of(Optics optics) {
        List<String> words = new ArrayList<>();
        Aberrations a = optics.aberrations();
        if (isTilted(optics))
            words.add(String.format(Locale.ROOT, "beam tilt (%.4g, %.4g) mrad", a.beamTiltXMrad(), a.beamTiltYMrad()));
        if (hasOdd(optics)) words.add("odd Zernike " + list(a.odd()));
        if (hasEven(optics)) words.add("even Zernike " + list(a.even()));
        Magnification m = optics.magnification();
        if (!m.isNone())
            words.add(String.format(
                    Locale.ROOT,
                    "magnification [%.5g,%.5g,%.5g,%.5g], which stretches by %.2f to %.2f %%",
                    m.xx(),
                    m.xy(),
                    m.yx(),
                    m.yy(),
                    100 * (m.smallestStretch() - 1),
                    100 * (m.largestStretch() - 1)));
        if (optics.mtf() != null) words.add("MTF " + optics.mtf().name());
        return words.stream().map(word -> ", " + word).collect(Collectors.joining());
    }

    /** One line on what is corrected in a set, with the names of the columns; null where all groups are plain. */
    public static String corrected(ParticleSet set) {
        List<String> parts = new ArrayList<>();
        add(parts, set, OpticsText::isTilted, "beam tilt (rlnBeamTiltX, rlnBeamTiltY)");
        add(parts, set, OpticsText::hasOdd, "odd aberrations (rlnOddZernike)");
        add(parts, set, OpticsText::hasEven, "even aberrations (rlnEvenZernike)");
        add(parts, set, o -> !o.magnification().isNone(), "magnification (rlnMagMat00 …)");
        if (set.mixed())
            parts.add(String.format(
                    Locale.ROOT,
                    "other boxes and pixel sizes; the map has the %d pixels of %.5g Å of the first group",
                    set.box(),
                    set.pixelSizeAngstrom()));
        return parts.isEmpty() ? null : "Optics groups: " + String.join("; ", parts) + ".";
    }

    /** One line on the MTFs of the cameras, which leave the resolution as it is; null where no group has one. */
    public static String cameras(ParticleSet set) {
        List<Mtf> mtfs =
                set.optics().stream().map(Optics::mtf).filter(Objects::nonNull).toList();
        if (mtfs.isEmpty()) return null;
        boolean differ = Mtf.differ(set.optics());
        // the mean is over groups
        List<Mtf> named = differ ? mtfs : mtfs.subList(0, 1);
        String files = named.stream().map(Mtf::name).collect(Collectors.joining(","));
        String sizes = named.stream()
                .map(m -> new BigDecimal(m.pixelSizeAngstrom(), new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString())
                .collect(Collectors.joining(","));
        return (differ
                        ? "The cameras differ: images are combined with the MTF of their group over the mean of all"
                                + " (rlnMtfFileName)."
                        : "The MTF of the camera (rlnMtfFileName) changes no map.")
                + " To undo the damping, give Post-process... (postprocess) mtf=" + files + " mtfPixelSize=" + sizes
                + ".";
    }

    private static void add(List<String> parts, ParticleSet set, Predicate<Optics> has, String what) {
        long count = set.optics().stream().filter(has).count();
        if (count > 0) parts.add(what + " of " + count + " of " + set.optics().size());
    }

    private static boolean isTilted(Optics optics) {
        return optics.aberrations().beamTiltXMrad() != 0 || optics.aberrations().beamTiltYMrad() != 0;
    }

    private static boolean hasOdd(Optics optics) {
        return optics.aberrations().odd().stream().anyMatch(value -> value != 0);
    }

    private static boolean hasEven(Optics optics) {
        return optics.aberrations().even().stream().anyMatch(value -> value != 0);
    }

    private static String list(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.5g", value))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
