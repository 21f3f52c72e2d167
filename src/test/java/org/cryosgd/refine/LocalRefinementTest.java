/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.testimages.AlteredImages;
import org.cryosgd.testimages.KeptImages;
import org.cryosgd.testimages.Phantoms;
import org.cryosgd.testimages.PoseErrors;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refinements near given poses. */
class LocalRefinementTest {
    private static final int BOX = 48;
    private static final double VOXEL = 3;

    /** Poses turned by {@code degrees} about a random axis, and shifted by {@code angstrom} in a random direction. */
    private static ParticleSet off(ParticleSet set, double degrees, double angstrom) {
        Random random = new Random(1);
        List<Particle> moved = set.particles().stream()
                .map(p -> {
                    double[] axis = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
                    double length = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
                    double s = Math.sin(Math.toRadians(degrees) / 2) / length;
                    DMatrix3x3 turn = Rotation.fromQuaternion(
                            Math.cos(Math.toRadians(degrees) / 2), s * axis[0], s * axis[1], s * axis[2]);
                    double[] euler = Rotation.toEuler(Rotation.multiply(turn, PoseErrors.matrix(p.pose())));
                    double angle = 2 * Math.PI * random.nextDouble();
                    return p.withPose(new Pose(
                            euler[0],
                            euler[1],
                            euler[2],
                            p.pose().shiftXAngstrom() + angstrom * Math.cos(angle),
                            p.pose().shiftYAngstrom() + angstrom * Math.sin(angle)));
                })
                .toList();
        return set.with(moved);
    }

    private static double[] degrees(ParticleSet a, ParticleSet b) {
        return IntStream.range(0, a.size())
                .mapToDouble(i -> Math.toDegrees(Rotation.angle(
                        PoseErrors.matrix(a.particles().get(i).pose()),
                        PoseErrors.matrix(b.particles().get(i).pose()))))
                .sorted()
                .toArray();
    }

    private static ParticleSet particles() {
        return KeptImages.of(new ParticleSimulation(Phantom.create(BOX, VOXEL, 400, 80, 7), Phantoms.options(300, 1, 3))
                .particles("simulated"));
    }

    private static RefineOptions options(double degrees, double angstrom) {
        return Phantoms.refine(6, 1).withLocal(new LocalPoses(degrees, angstrom));
    }

    /** From maps that are blurred by it, an error of 3° and 2 Å goes down to less than a third. */
    @Test
    void posesThatStartThreeDegreesOffComeWithinOneDegree() throws Exception {
        ParticleSet truth = particles();
        ParticleSet start = off(truth, 3, 2);
        assertEquals(3, degrees(start, truth)[150], 1e-3);
        RefineResult result = Phantoms.run(options(5, 5), start);
        assertTrue(result.supported(), result.objection());
        double[] errors = degrees(result.particles(), truth);
        assertTrue(errors[150] < 1, "median " + errors[150]);
        assertTrue(errors[270] < 2, "nine of ten " + errors[270]);
        assertTrue(Phantoms.errors(result, truth).medianPixels() * VOXEL < 2 / 3.0);
        // a shell of the box
        double known = new Reconstruction(ReconstructionOptions.defaults())
                .run(truth, ProgressMonitor.NONE)
                .resolutionAngstrom();
        double length = BOX * VOXEL;
        assertTrue(
                length / result.resolutionAngstrom() > length / known - 1, "resolution " + result.resolutionAngstrom());
    }

    /**
     * A part off the middle, with a prior narrower than the error. The weight of the data of an image would have to be 18 units of the
     * logarithm to pull it six standard deviations away.
     */
    @Test
    void aFocusedRefinementKeepsPosesWithinThePrior() throws Exception {
        ParticleSet truth = particles();
        ParticleSet start = off(truth, 3, 0);
        Volume ball = Masks.sphere(BOX, VOXEL, 8, 3);
        float[] mask = new float[ball.voxels().length];
        for (int i = 0; i < mask.length; i++) if (i % BOX >= 5) mask[i] = ball.voxels()[i - 5];
        Volume part = new Volume(BOX, VOXEL, mask);
        // the voxels at the border of the box are zero, so that all of the ball moved
        assertArrayEquals(new double[] {5, 0, 0}, LocalPoses.centre(part), 1e-6);
        RefineResult narrow = Phantoms.run(options(0.3, 0.5).withMask(part), start);
        RefineResult wide = Phantoms.run(options(3, 3).withMask(part), start);
        double[] turned = degrees(narrow.particles(), start);
        assertTrue(turned[299] < 6 * 0.3, "largest turn " + turned[299]);
        double[] further = degrees(wide.particles(), start);
        assertTrue(further[150] > 2 * turned[150], turned[150] + " and " + further[150]);
        assertTrue(further[299] < 6 * 3, "largest turn " + further[299]);
        double[] errors = degrees(wide.particles(), truth);
        assertTrue(errors[150] < 3, "a part says less, but its poses come nearer: " + errors[150]);
    }

    /** Images of noise at any poses give no resolution. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void noiseHasNoResolution(int seed) throws Exception {
        ParticleSet noise = AlteredImages.of(Phantoms.particles(32, 100, 1, seed), (index, pixels) -> {
            Random random = new Random(1000L * seed + index);
            for (int i = 0; i < pixels.length; i++) pixels[i] = (float) random.nextGaussian();
        });
        RefineResult result = Phantoms.run(Phantoms.refine(2, seed).withLocal(new LocalPoses(5, 5)), noise);
        assertFalse(result.supported());
    }

    @Test
    void itStartsFromPosesAndNotFromAMap() {
        Volume map = Phantoms.phantom(32);
        assertThrows(IllegalArgumentException.class, () -> options(5, 5).withInitial(map));
        assertThrows(IllegalArgumentException.class, () -> options(5, 5).withClasses(2));
        assertThrows(IllegalArgumentException.class, () -> options(0, 5));
    }
}
