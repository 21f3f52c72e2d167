/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulatedOptics;
import org.cryosgd.simulate.SimulationOptions;
import org.cryosgd.testimages.KeptImages;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refinement that also finds the optics. */
class RefinementCtfTest {
    private static final double TILT = 4;

    /** Of 48 voxels of 3 Å; the table does not know of the beam tilt. */
    private static ParticleSet particles(Volume map) {
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(160)
                .withSnr(1)
                .withShift(2)
                .withDefocus(5000, 12000)
                .withOptics(new SimulatedOptics(
                        new Aberrations(TILT, 0, List.of(), List.of()), Magnification.NONE, 1, List.of(), List.of()))
                .withSeed(11);
        return KeptImages.of(new ParticleSimulation(map, options).particles("tilted"))
                .withOptics(o -> o.with(Aberrations.NONE, Magnification.NONE));
    }

    private static RefineOptions options(Volume map, int epochs) {
        RefineOptions d = Phantoms.refine(epochs, 1);
        return new RefineOptions(d.preparation(), true, Symmetry.NONE, map, 20, null, 6, epochs, 1, 1, 1, 100)
                .withCtfRefine(true);
    }

    /**
     * The tilt is found and used. Poses are found with the wrong tilt first and keep a part of it, which the later rounds take from
     * them: it is found to four standard errors, and these are a fifth of it at most. A run that goes on from the state after the estimate has the same bits.
     */
    @Test
    void aWrongTiltIsFoundAndARunThatGoesOnHasTheSameBits(@TempDir Path folder) throws Exception {
        Volume map = MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        ParticleSet set = particles(map);
        Path checkpoint = folder.resolve("refine.checkpoint");
        Path kept = folder.resolve("kept.checkpoint");
        boolean[] estimated = {false};
        RefineResult whole = new Refinement(options(map, 20))
                .checkpoint(checkpoint)
                .listener((history, fsc, now) -> {
                    if (!estimated[0] || Files.exists(kept)) return;
                    // the state that is written before the first epoch with the new optics
                    try {
                        Files.copy(checkpoint, kept);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .run(set, new ProgressMonitor() {
                    @Override
                    public void say(String line) {
                        estimated[0] |= line.startsWith("CTF refined");
                    }
                });
        assertNotNull(whole.ctf());
        Optics found = whole.particles().particles().get(0).optics();
        String lines = whole.ctf().groups().get(0).lines().toString();
        assertTrue(whole.ctf().changed(), lines);
        double error = whole.ctf().groups().get(0).errors().tilt()[0];
        assertEquals(TILT, found.aberrations().beamTiltXMrad(), 4 * error, lines);
        assertTrue(error < TILT / 5, "error " + error);

        RefineResult goneOn = new Refinement(options(map, 20)).resume(kept).run(set, ProgressMonitor.NONE);
        assertEquals(found, goneOn.particles().particles().get(0).optics());
        assertEquals(whole.particles().particles(), goneOn.particles().particles());
        assertArrayEquals(whole.maps().map().voxels(), goneOn.maps().map().voxels());
    }
}
