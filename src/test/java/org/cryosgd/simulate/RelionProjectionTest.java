/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Defocus;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.testimages.ReferenceFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agreement with relion_project 3.1.3: 24 noise-free projections with shifts; see the README of src/test/resources. */
class RelionProjectionTest {
    @TempDir
    Path folder;

    private Projections.Image image;

    @BeforeEach
    void readMap() throws IOException {
        image = new Projections(MrcFiles.readVolume(ReferenceFiles.copy(folder, "simulate/gs_64.mrc"))).image();
    }

    @Test
    void projectionsWithoutCtf() throws IOException {
        compare("proj24_noctf", false);
    }

    /** Astigmatic CTFs, with a phase shift of 30° on the seventh. */
    @Test
    void projectionsWithCtf() throws IOException {
        compare("proj24_ctf", true);
    }

    /** rlnOrigin moves the image onto the projection; the other sign does not reproduce the images that have one. */
    @Test
    void theOtherSignOfTheShiftDisagrees() throws IOException {
        try (ParticleFile file = open("proj24_noctf")) {
            Particle p = file.particles().particles().get(4);
            Pose pose = p.pose();
            assertEquals(5.2, pose.shiftXAngstrom());
            Pose opposite = new Pose(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees(), -5.2, 0);
            assertTrue(correlation(file, p, opposite, null) < 0.9);
        }
    }

    /** What is left of images 5 to 8, shifts and a phase shift among them, without half of the map. */
    @Test
    void subtractionOfAPart() throws IOException {
        Volume part = MrcFiles.readVolume(folder.resolve("gs_64.mrc"));
        for (int i = 0; i < part.voxels().length; i++)
            part.voxels()[i] *= Math.min(1, Math.max(0, (i % 64 - 24) / 16f));
        try (ParticleFile file = open("proj24_ctf");
                MrcStack relion = MrcStack.open(ReferenceFiles.copy(folder, "simulate/subtracted4.mrcs"))) {
            ImageSource left = new SignalSubtraction(
                            part, file.particles(), new SubtractionOptions(Normalise.NONE, false, true, 1))
                    .images();
            float[] ours = new float[64 * 64];
            float[] theirs = new float[64 * 64];
            float[] whole = new float[64 * 64];
            for (int i = 0; i < 4; i++) {
                left.read(4 + i, ours);
                relion.read(i, theirs);
                file.particles().images().read(4 + i, whole);
                assertTrue(correlation(ours, theirs) > 0.9999, "image " + (5 + i) + ": " + correlation(ours, theirs));
                assertTrue(correlation(whole, theirs) < 0.9, "half of the map is much of the image");
            }
        }
    }

    private ParticleFile open(String name) throws IOException {
        String base = "simulate/" + name;
        return ParticleStar.open(ReferenceFiles.copy(folder, base + ".star", base + ".mrcs"), null);
    }

    private void compare(String name, boolean ctf) throws IOException {
        try (ParticleFile file = open(name)) {
            assertEquals(24, file.particles().size());
            for (Particle p : file.particles().particles()) {
                double correlation = correlation(file, p, p.pose(), ctf ? p.defocus() : null);
                // the project demands 0.9999; the same frequencies and the same interpolation leave rounding alone
                assertTrue(correlation > 0.99999, p.name() + ": " + correlation);
            }
        }
    }

    private double correlation(ParticleFile file, Particle particle, Pose pose, Defocus defocus) throws IOException {
        float[] ours = new float[64 * 64];
        float[] theirs = new float[64 * 64];
        image.pixels(new Particle(particle.name(), particle.image(), pose, particle.optics(), defocus, 0), ours);
        file.particles().images().read(particle.image(), theirs);
        return correlation(ours, theirs);
    }

    static double correlation(float[] a, float[] b) {
        double meanA = 0;
        double meanB = 0;
        for (int i = 0; i < a.length; i++) {
            meanA += a[i] / a.length;
            meanB += b[i] / b.length;
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
