/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulatedFaults;
import org.cryosgd.simulate.SimulatedOptics;
import org.cryosgd.simulate.SimulationOptions;
import org.cryosgd.testimages.KeptImages;
import org.junit.jupiter.api.Test;

/** Faults of the microscope that the table describes cost nothing: the same particles, with the same noise, give as good a map. */
class OpticsReconstructionTest {
    /** 48 voxels of 3 Å. */
    private static final Volume MAP = phantom();

    private static final Magnification STRETCHED = new Magnification(1.06, 0.02, 0.01, 0.95);

    private static Volume phantom() {
        try {
            return MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ParticleSet particles(SimulatedOptics optics) {
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(400)
                .withSnr(0.5)
                .withDefocus(5000, 12000)
                .withOptics(optics)
                .withSeed(3);
        return KeptImages.of(new ParticleSimulation(MAP, options).particles("simulated"));
    }

    private static SimulatedOptics twoGroups(Aberrations aberrations, Magnification magnification) {
        return new SimulatedOptics(aberrations, magnification, 2, List.of(), List.of());
    }

    private static SimulatedOptics pixels(List<Double> pixels, List<Integer> boxes) {
        return new SimulatedOptics(Aberrations.NONE, Magnification.NONE, 2, pixels, boxes);
    }

    /** The mean FSC against the truth over the shells 1 … last. */
    private static double agreement(ParticleSet set, int last) throws IOException {
        Volume map = map(set);
        assertEquals(MAP.size(), map.size());
        double[] fsc = FourierShellCorrelation.of(map, MAP).values();
        return IntStream.rangeClosed(1, last)
                .mapToDouble(shell -> fsc[shell])
                .average()
                .orElseThrow();
    }

    /** Beam tilts of opposite sign do not average out; left out they cost more than what is tolerated with them. */
    @Test
    void faultsThatAreKnownCostNothing() throws IOException {
        double plain = agreement(particles(SimulatedOptics.plain()), 22);
        assertTrue(plain > 0.8, "a good map: " + plain);
        List<SimulatedOptics> faults = new ArrayList<>();
        faults.add(twoGroups(new Aberrations(6, -4, List.of(), List.of()), Magnification.NONE));
        faults.add(twoGroups(
                new Aberrations(0, 0, List.of(0.0, 0.0, 150.0, 0.0, 0.0, -250.0), List.of()), Magnification.NONE));
        faults.add(twoGroups(
                new Aberrations(0, 0, List.of(), List.of(0.0, 0.0, 0.0, 0.0, 2000.0, 0.0, 0.0, 0.0, -2500.0)),
                Magnification.NONE));
        faults.add(twoGroups(Aberrations.NONE, STRETCHED));
        faults.add(twoGroups(new Aberrations(3, 2, List.of(1.0, -2.0), List.of(0.0, 20.0)), STRETCHED));
        for (SimulatedOptics fault : faults) {
            ParticleSet set = particles(fault);
            ParticleSet unknown = set.withOptics(o -> o.with(Aberrations.NONE, Magnification.NONE));
            double corrected = agreement(set, 22);
            double left = agreement(unknown, 22);
            assertTrue(corrected > plain - 0.003, fault + ": " + corrected + " for " + plain);
            assertTrue(left < corrected - 0.01, fault + " left out: " + left + " for " + corrected);
        }
    }

    /**
     * Images of 46 pixels of 3.1 Å beside those of 48 pixels of 3 Å. Shells up to 21 are within the Nyquist frequency of both:
     * 23 cycles in 142.6 Å are 23.2 cycles in 144 Å.
     */
    @Test
    void groupsOfOtherPixelSizesAndBoxesMakeOneMap() throws IOException {
        double plain = agreement(particles(SimulatedOptics.plain()), 21);
        ParticleSet mixed = particles(pixels(List.of(3.0, 3.1), List.of(48, 46)));
        assertTrue(mixed.mixed());
        double together = agreement(mixed, 21);
        assertTrue(together > plain - 0.003, together + " for " + plain);
        ParticleSet larger = particles(pixels(List.of(3.0, 2.4), List.of(48, 64)));
        together = agreement(larger, 21);
        assertTrue(together > plain - 0.003, together + " for " + plain);
    }

    /** One camera damps fine detail to a tenth, the other does not; part of the noise comes after the camera. */
    @Test
    void camerasOfOtherMtfsAreCombinedByThem() throws IOException {
        Mtf soft = new Mtf("soft", 1, List.of(0.0, 0.5), List.of(1.0, 0.1));
        Mtf sharp = new Mtf("sharp", 1, List.of(0.0, 0.5), List.of(1.0, 1.0));
        SimulatedFaults readout = new SimulatedFaults(0, 1, 0, 0, 0, 0.3, 0, 0, 0, 0, false);
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(400)
                .withSnr(0.5)
                .withDefocus(5000, 12000)
                .withOptics(twoGroups(Aberrations.NONE, Magnification.NONE).withMtfs(List.of(soft, sharp)))
                .withFaults(readout)
                .withSeed(3);
        ParticleSet set = KeptImages.of(new ParticleSimulation(MAP, options).particles("cameras"));
        double combined = agreement(set, 22);
        double left = agreement(set.withOptics(o -> o.withMtf(null)), 22);
        assertTrue(combined > left + 0.003, combined + ", without MTFs " + left);
        // a single MTF changes no bit
        ParticleSet one = set.withOptics(o -> o.withMtf(soft));
        assertArrayEquals(map(set.withOptics(o -> o.withMtf(null))).voxels(), map(one).voxels());
    }

    private static Volume map(ParticleSet set) throws IOException {
        return new Reconstruction(ReconstructionOptions.defaults())
                .run(set, ProgressMonitor.NONE)
                .map();
    }
}
