/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.cryosgd.particles.Particle;

/**
 * Columns of what was simulated and what no microscope tells. No program reads the ones that begin with {@code rlnCryosgdTrue}.
 */
final class TruthColumns {
    private TruthColumns() {}

    /**
     * The columns of the faults and conformations that there are.
     *
     * @param truth of each particle
     * @param own faults of each image, or null
     * @param conformations of each particle
     * @param count of the first particles
     */
    static Map<String, String[]> of(
            SimulatedFaults faults, List<Particle> truth, ImageFaults[] own, Conformations conformations, int count) {
        Map<String, String[]> columns = new LinkedHashMap<>();
        if (faults.micrographs() > 0)
            columns.put("rlnMicrographName", texts(count, i -> truth.get(i).group()));
        if (faults.micrographContrast() > 0 || faults.imageContrast() > 0)
            columns.put("rlnCryosgdTrueContrast", numbers(count, i -> own[i].contrast()));
        if (faults.noiseSpread() > 1) columns.put("rlnCryosgdTrueNoise", numbers(count, i -> own[i].noise()));
        if (faults.ramp() > 0) {
            columns.put("rlnCryosgdTrueRampX", numbers(count, i -> own[i].ramp().x()));
            columns.put("rlnCryosgdTrueRampY", numbers(count, i -> own[i].ramp().y()));
        }
        if (faults.neighbours() > 0)
            columns.put("rlnCryosgdTrueNeighbour", texts(count, i -> own[i].neighbour() == null ? "0" : "1"));
        if (faults.carbon() > 0)
            columns.put("rlnCryosgdTrueCarbon", texts(count, i -> own[i].carbon() == null ? "0" : "1"));
        if (faults.defocusErrorAngstrom() > 0) {
            columns.put(
                    "rlnCryosgdTrueDefocusU",
                    numbers(count, i -> truth.get(i).defocus().defocusUAngstrom()));
            columns.put(
                    "rlnCryosgdTrueDefocusV",
                    numbers(count, i -> truth.get(i).defocus().defocusVAngstrom()));
        }
        if (!conformations.mixture().others().isEmpty())
            columns.put("rlnCryosgdTrueClass", texts(count, i -> String.valueOf(conformations.map(i) + 1)));
        if (conformations.mixture().domain() != null)
            columns.put("rlnCryosgdTrueTurn", numbers(count, i -> conformations.turns()[i]));
        return columns;
    }

    private static String[] numbers(int count, IntToDoubleFunction value) {
        return texts(count, i -> String.format(Locale.ROOT, "%.6f", value.applyAsDouble(i)));
    }

    private static String[] texts(int count, IntFunction<String> text) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) texts[i] = text.apply(i);
        return texts;
    }
}
