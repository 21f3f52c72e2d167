/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.cryosgd.math.Require.require;

import java.io.Serializable;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The modulation transfer function of a camera: by how much it damps each frequency. Between the frequencies that are given
 * it is a straight line, beyond them it stays as it is there, as in RELION.
 *
 * @param name of the file, for messages and tables
 * @param pixelSizeAngstrom size of the camera's pixels on the specimen, which are smaller than those of binned images
 * @param frequencies rising, in cycles per pixel of the camera
 * @param values one for each frequency, above 0
 */
public record Mtf(String name, double pixelSizeAngstrom, List<Double> frequencies, List<Double> values)
        implements Serializable {
    /** Above this it is no MTF; a little more than 1 may be noise of the measurement. */
    public static final double MOST = 1.5;

    public Mtf {
        frequencies = List.copyOf(frequencies);
        values = List.copyOf(values);
        require(pixelSizeAngstrom > 0, "pixel size of the camera (Å)", "positive", pixelSizeAngstrom);
        require(frequencies.size() >= 2, "number of frequencies of an MTF", "at least 2", frequencies.size());
        require(
                values.size() == frequencies.size(),
                "number of values of an MTF",
                "that of frequencies",
                values.size());
        for (int i = 0; i < values.size(); i++) {
            require(
                    frequencies.get(i) >= 0 && (i == 0 || frequencies.get(i) > frequencies.get(i - 1)),
                    "frequency of an MTF",
                    "at least 0, and above that of the row before",
                    frequencies.get(i));
            // as RELION, which divides by it
            require(
                    values.get(i) > 1e-10 && values.get(i) <= MOST,
                    "value of an MTF",
                    "above 0 and at most " + MOST,
                    values.get(i));
        }
    }

    /** The same of a camera with other pixels. */
    public Mtf withPixelSize(double angstrom) {
        return new Mtf(name, angstrom, frequencies, values);
    }

    /** The value at a frequency in 1/Å. */
    public double at(double perAngstrom) {
        double f = perAngstrom * pixelSizeAngstrom;
        if (f <= frequencies.get(0)) return values.get(0);
        for (int i = 1; i < frequencies.size(); i++) {
            if (f > frequencies.get(i)) continue;
            double part = (f - frequencies.get(i - 1)) / (frequencies.get(i) - frequencies.get(i - 1));
            return values.get(i - 1) + part * (values.get(i) - values.get(i - 1));
        }
        return values.get(values.size() - 1);
    }

    /**
     * The mean of the MTFs of optics groups, of a frequency in 1/Å, as in RELION; null where not every group has one. It is what
     * a map of particles of all of these cameras is damped by.
     */
    public static DoubleUnaryOperator mean(List<Optics> groups) {
        if (groups.isEmpty() || groups.stream().anyMatch(o -> o.mtf() == null)) return null;
        return meanOf(groups.stream().map(Optics::mtf).toList());
    }

    /** The mean of at least one, of a frequency in 1/Å. */
    public static DoubleUnaryOperator meanOf(List<Mtf> each) {
        return s -> each.stream().mapToDouble(mtf -> mtf.at(s)).average().orElseThrow();
    }

    /** Whether groups have MTFs, all of them, and not all the same. */
    public static boolean differ(List<Optics> groups) {
        return groups.stream().allMatch(o -> o.mtf() != null)
                && groups.stream().map(Optics::mtf).distinct().count() > 1;
    }
}
