/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.average;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On noise-free images with CTF and shifts, so that an average at right poses must be the projection. */
class ViewAveragesTest {
    private static final Preparation AS_THEY_ARE = new Preparation(Normalise.NONE, false, 0);
    private static final ViewAverages AVERAGES = new ViewAverages(AS_THEY_ARE, true, Symmetry.NONE, 0);

    @TempDir
    Path folder;

    private Volume map;
    private ParticleFile file;
    private ParticleSet particles;

    @BeforeEach
    void simulate() throws Exception {
        map = Phantom.create(32, 4, 120, 150, 3);
        Path star = folder.resolve("p.star");
        SimulationOptions options = SimulationOptions.defaults().withCount(400).withSnr(0);
        new ParticleSimulation(map, options).write(star, ProgressMonitor.NONE);
        file = ParticleStar.open(star, null);
        particles = file.particles();
    }

    @AfterEach
    void close() throws Exception {
        file.close();
    }

    private static List<ViewAverage> averages(ParticleSet set, Volume map) throws Exception {
        return AVERAGES.of(set, map, 12, ProgressMonitor.NONE);
    }

    private static double least(List<ViewAverage> averages) {
        return averages.stream().mapToDouble(ViewAverage::correlation).min().orElseThrow();
    }

    @Test
    void averagesAtRightPosesAreTheProjections() throws Exception {
        List<ViewAverage> averages = averages(particles, map);
        assertEquals(12, averages.size());
        // what is left: the bilinear turn, images that leave the box with their shift, the CTF's rings
        assertTrue(least(averages) > 0.97, "least correlation " + least(averages));
        for (int i = 1; i < averages.size(); i++)
            assertTrue(averages.get(i - 1).particles() >= averages.get(i).particles(), "the fullest first");
    }

    @Test
    void wrongPosesShow() throws Exception {
        Random random = new Random(1);
        List<Particle> wrong = new ArrayList<>();
        for (Particle particle : particles.particles()) {
            Pose p = particle.pose();
            wrong.add(particle.withPose(new Pose(
                    p.rotDegrees(),
                    p.tiltDegrees(),
                    360 * random.nextDouble(),
                    p.shiftXAngstrom(),
                    p.shiftYAngstrom())));
        }
        double right = averages(particles, map).stream()
                .mapToDouble(ViewAverage::correlation)
                .average()
                .orElseThrow();
        double found = averages(particles.with(wrong), map).stream()
                .mapToDouble(ViewAverage::correlation)
                .average()
                .orElseThrow();
        // a turn at random leaves what is round in the particle
        assertTrue(found < right - 0.05, found + " against " + right);
    }

    /** Shifts of 4 Å rms are a pixel: without them the average is not the projection any more. */
    @Test
    void shiftsAreUndone() throws Exception {
        List<Particle> still = new ArrayList<>();
        for (Particle particle : particles.particles()) {
            Pose p = particle.pose();
            still.add(particle.withPose(new Pose(
                    p.rotDegrees(), p.tiltDegrees(), p.psiDegrees(), -p.shiftXAngstrom(), -p.shiftYAngstrom())));
        }
        assertTrue(least(averages(particles.with(still), map)) < least(averages(particles, map)) - 0.01);
    }

    @Test
    void everyParticleIsInOneBinUnderASymmetry() {
        List<FullestViews.View> views = FullestViews.of(particles.particles(), Symmetry.of("D2"), 1000);
        assertEquals(
                particles.size(),
                views.stream().mapToInt(v -> v.members().size()).sum());
        assertTrue(views.size() < 46 / 2, "equivalent views are put together: " + views.size() + " bins");
    }

    @Test
    void theResultDoesNotDependOnTheThreads() throws Exception {
        Callable<List<ViewAverage>> work = () -> averages(particles, map);
        List<ViewAverage> one = Parallelization.runWithNumThreads(1, work);
        List<ViewAverage> two = Parallelization.runWithNumThreads(2, work);
        for (int i = 0; i < one.size(); i++)
            assertArrayEquals(one.get(i).average(), two.get(i).average());
    }

    @Test
    void imagesAreCroppedWithThePreparation() throws Exception {
        ViewAverages small = new ViewAverages(new Preparation(Normalise.NONE, false, 24), true, Symmetry.NONE, 0);
        List<ViewAverage> averages = small.of(particles, map, 2, ProgressMonitor.NONE);
        assertEquals(24 * 24, averages.get(0).average().length);
        assertTrue(least(averages) > 0.97, "least correlation " + least(averages));
    }

    @Test
    void aMapOfAnotherWidthIsRefused() {
        Volume other = new Volume(32, 5, map.voxels());
        assertThrows(IllegalArgumentException.class, () -> averages(particles, other));
    }

    @Test
    void aStopLeavesWhatIsDone() throws Exception {
        ProgressMonitor stopped = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return true;
            }
        };
        assertEquals(List.of(), AVERAGES.of(particles, map, 12, stopped));
    }
}
