/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optimize.Method;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is stopped and resumed against one that is not. */
class CheckpointTest {
    @TempDir
    Path folder;

    private ParticleFile file;

    @BeforeEach
    void open() throws IOException {
        file = ParticleStar.open(Path.of("sample-images/particles.star"), null);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    /** Stops after so many mini-batches. */
    private static final class StopAfter implements ProgressMonitor {
        private int left;

        StopAfter(int batches) {
            left = batches;
        }

        @Override
        public void at(long done, long total, String what) {
            if (what.equals("Fitting") || what.startsWith("Epoch")) left--;
        }

        @Override
        public boolean stopped() {
            return left <= 0;
        }
    }

    private static ReconstructionOptions options(String method) {
        ReconstructionOptions options = ReconstructionOptions.defaults();
        FitOptions f = method.equals("paper") ? FitOptions.paper() : FitOptions.defaults();
        FitOptions fit = new FitOptions(
                method.equals("paper") || method.equals("gridding") ? f.method() : Method.of(method),
                f.hutchinson(),
                f.probes(),
                3,
                0,
                20,
                f.batches(),
                f.steps(),
                f.eta(),
                f.armijo(),
                f.decay(),
                f.threshold(),
                f.start());
        return method.equals("paper") ? options.with(fit).with(ModelOptions.paper()) : options.with(fit);
    }

    /** 150 particles in each half are 8 mini-batches an epoch: a stop in either half, at an epoch's end, and at once. */
    @ParameterizedTest
    @CsvSource({
        "precomputed, 3",
        "precomputed, 11",
        "precomputed, 16",
        "precomputed, 1",
        "paper, 3",
        "paper, 27",
        "sgd, 21",
        "gridding, 3",
        "gridding, 5"
    })
    void resumedRunsGiveTheSameMapBitForBit(String method, int batches) throws IOException {
        ReconstructionResult whole = new Reconstruction(options(method)).run(file.particles(), ProgressMonitor.NONE);
        Reconstruction stopped = new Reconstruction(options(method));
        ReconstructionResult soFar = stopped.run(file.particles(), new StopAfter(batches));
        assertTrue(soFar.ending().startsWith("Stopped"), soFar.ending());
        Path saved = folder.resolve("c.bin");
        stopped.checkpoint().write(saved);

        Reconstruction rest = new Reconstruction(options(method)).resume(Checkpoint.read(saved));
        ReconstructionResult resumed = rest.run(file.particles(), ProgressMonitor.NONE);
        assertNull(rest.checkpoint());
        assertArrayEquals(whole.map().voxels(), resumed.map().voxels());
        assertArrayEquals(whole.half1().voxels(), resumed.half1().voxels());
        assertArrayEquals(whole.half2().voxels(), resumed.half2().voxels());
        assertEquals(whole.history().size(), resumed.history().size());
        for (int i = 0; i < whole.history().size(); i++)
            assertEquals(whole.history().get(i).loss(), resumed.history().get(i).loss());
    }

    @Test
    void aRunMayBeStoppedManyTimes() throws IOException {
        ReconstructionResult whole = new Reconstruction(options("paper")).run(file.particles(), ProgressMonitor.NONE);
        Reconstruction run = new Reconstruction(options("paper"));
        ReconstructionResult result = run.run(file.particles(), new StopAfter(5));
        int stops = 1;
        for (; run.checkpoint() != null; stops++) {
            Checkpoint last = run.checkpoint();
            run = new Reconstruction(options("paper")).resume(last);
            result = run.run(file.particles(), new StopAfter(5));
        }
        assertTrue(stops > 8, "stopped " + stops + " times");
        assertArrayEquals(whole.map().voxels(), result.map().voxels());
    }

    @Test
    void otherSettingsOrParticlesAreRefused() throws IOException {
        Reconstruction stopped = new Reconstruction(options("precomputed"));
        stopped.run(file.particles(), new StopAfter(3));
        Checkpoint checkpoint = stopped.checkpoint();
        assertNotNull(checkpoint);
        String method = assertThrows(IllegalArgumentException.class, () -> new Reconstruction(options("sgd"))
                        .resume(checkpoint)
                        .run(file.particles(), ProgressMonitor.NONE))
                .getMessage();
        assertTrue(method.contains("method"), method);
        String particles = assertThrows(IllegalArgumentException.class, () -> new Reconstruction(options("precomputed"))
                        .resume(checkpoint)
                        .run(file.particles().with(file.particles().particles().subList(0, 299)), ProgressMonitor.NONE))
                .getMessage();
        assertTrue(particles.contains("300 particles"), particles);
    }

    @Test
    void aFileThatIsNoneOrCutShortIsRefused() throws IOException {
        Reconstruction stopped = new Reconstruction(options("precomputed"));
        stopped.run(file.particles(), new StopAfter(3));
        Path saved = folder.resolve("c.bin");
        stopped.checkpoint().write(saved);
        byte[] bytes = Files.readAllBytes(saved);
        Files.write(saved, Arrays.copyOf(bytes, bytes.length - 5));
        assertThrows(FormatException.class, () -> Checkpoint.read(saved));
        assertThrows(FormatException.class, () -> Checkpoint.read(Path.of("sample-images/particles.star")));
    }
}
