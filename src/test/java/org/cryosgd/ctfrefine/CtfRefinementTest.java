/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryosgd.assess.Masks;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulatedOptics;
import org.cryosgd.simulate.SimulationOptions;
import org.cryosgd.testimages.KeptImages;
import org.cryosgd.testimages.ParticlesWithoutPoses;
import org.junit.jupiter.api.Test;

/** Particles of known optics, compared with the map that they are made of. */
class CtfRefinementTest {
    /** 48 voxels of 3 Å. */
    private static final Volume MAP = phantom();

    private static final Aberrations LENS = new Aberrations(
            2,
            -1.5,
            List.of(0.0, 0.0, 60.0, 0.0, 0.0, -40.0),
            List.of(0.0, 0.0, 0.0, 0.0, 600.0, 0.0, 0.0, 0.0, -500.0));

    private static final Magnification STRETCHED = new Magnification(1.02, 0.006, 0.004, 0.99);

    private static Volume phantom() {
        try {
            return MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ParticleSet particles(Aberrations lens, Magnification matrix, int count, double snr, long seed) {
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(count)
                .withSnr(snr)
                .withDefocus(5000, 12000)
                .withOptics(new SimulatedOptics(lens, matrix, 1, List.of(), List.of()))
                .withSeed(seed);
        ParticleSet set = KeptImages.of(new ParticleSimulation(MAP, options).particles("simulated"));
        return set.with(set.size(), i -> set.particles().get(i).withHalfSet(1 + i % 2));
    }

    private static ParticleSet perfectLens(ParticleSet set) {
        return set.withOptics(o -> o.with(Aberrations.NONE, Magnification.NONE));
    }

    private static ParticleSet withDefocusErrors(ParticleSet set, double[] errors) {
        return set.with(set.size(), i -> {
            Particle p = set.particles().get(i);
            Defocus d = p.defocus();
            return p.withDefocus(
                    Defocus.of(d.defocusUAngstrom() + errors[i], d.defocusVAngstrom() + errors[i], d.angleDegrees()));
        });
    }

    private static CtfRefineResult run(CtfRefineOptions options, ParticleSet set) throws IOException {
        return new CtfRefinement(options).run(set, MAP, MAP, null, ProgressMonitor.NONE);
    }

    private static CtfRefineOptions lensOnly() {
        return CtfRefineOptions.defaults().only(true, true, true, false);
    }

    /** With next to no noise every value comes back: phases to 1 % of what they were, the matrix to 2e-4, a hundredth of its fault. */
    @Test
    void opticsComeBackFromCleanImages() throws IOException {
        CtfRefineResult result = run(lensOnly(), perfectLens(particles(LENS, STRETCHED, 120, 50, 3)));
        Optics found = result.groups().get(0).after();
        Aberrations a = found.aberrations();
        assertEquals(2, a.beamTiltXMrad(), 0.02);
        assertEquals(-1.5, a.beamTiltYMrad(), 0.02);
        assertEquals(60, a.odd().get(2), 1.5);
        assertEquals(-40, a.odd().get(5), 1.5);
        assertEquals(600, a.even().get(4), 15);
        assertEquals(-500, a.even().get(8), 15);
        Magnification m = found.magnification();
        assertEquals(STRETCHED.xx(), m.xx(), 2e-4);
        assertEquals(STRETCHED.xy(), m.xy(), 2e-4);
        assertEquals(STRETCHED.yx(), m.yx(), 2e-4);
        assertEquals(STRETCHED.yy(), m.yy(), 2e-4);
    }

    /** Errors of ±200 Å go down to a tenth of that where there is next to no noise; rings are taken as one frequency. */
    @Test
    void defocusComesBackFromCleanImages() throws IOException {
        ParticleSet truth = particles(Aberrations.NONE, Magnification.NONE, 100, 50, 4);
        Random random = new Random(5);
        double[] errors = random.doubles(truth.size(), -200, 200).toArray();
        CtfRefineResult result =
                run(CtfRefineOptions.defaults().only(false, false, false, true), withDefocusErrors(truth, errors));
        double sum = 0;
        for (int i = 0; i < errors.length; i++) {
            double left = result.particles().get(i).defocus().defocusUAngstrom()
                    - truth.particles().get(i).defocus().defocusUAngstrom();
            sum += left * left;
        }
        assertEquals(0, Math.sqrt(sum / errors.length), 20);
    }

    /**
     * Beam tilts and matrices of several sets with noise differ from the truth by as much as their errors say. χ² of 10 sets with
     * 2 + 4 values has 60 degrees of freedom; 32 to 100 holds it but once in a thousand times.
     */
    @Test
    void standardErrorsAreRight() throws IOException {
        double chi = 0;
        for (int seed = 0; seed < 10; seed++) {
            ParticleSet set = perfectLens(
                    particles(new Aberrations(3, 2, List.of(), List.of()), STRETCHED, 200, 0.2, 100 + seed));
            CtfRefineResult.Group group = run(lensOnly(), set).groups().get(0);
            assertTrue(
                    group.used().containsAll(Set.of(Term.BEAM_TILT, Term.MAGNIFICATION)),
                    group.lines().toString());
            Aberrations a = group.after().aberrations();
            Magnification m = group.after().magnification();
            CtfRefineResult.Errors e = group.errors();
            chi += square((a.beamTiltXMrad() - 3) / e.tilt()[0]) + square((a.beamTiltYMrad() - 2) / e.tilt()[1]);
            chi += square((m.xx() - STRETCHED.xx()) / e.matrix()[0])
                    + square((m.xy() - STRETCHED.xy()) / e.matrix()[1]);
            chi += square((m.yx() - STRETCHED.yx()) / e.matrix()[2])
                    + square((m.yy() - STRETCHED.yy()) / e.matrix()[3]);
        }
        assertTrue(chi > 32 && chi < 100, "χ² of 60: " + chi);
    }

    private static double square(double x) {
        return x * x;
    }

    /** Optics that are right stay as they are, to the last bit. */
    @Test
    void nothingIsChangedWithoutEvidence() throws IOException {
        ParticleSet set = particles(Aberrations.NONE, Magnification.NONE, 300, 0.2, 7);
        CtfRefineResult result = run(CtfRefineOptions.defaults(), set);
        assertFalse(result.changed(), result.groups().get(0).lines().toString());
        for (int i = 0; i < set.size(); i++) {
            assertEquals(
                    set.particles().get(i).defocus(), result.particles().get(i).defocus());
            assertEquals(
                    set.particles().get(i).pose(), result.particles().get(i).pose());
            assertEquals(
                    set.particles().get(i).optics(), result.particles().get(i).optics());
        }
    }

    /** What the second half has does not reach the particles of the first one. */
    @Test
    void halvesAreIndependent() throws IOException {
        ParticleSet truth = particles(Aberrations.NONE, Magnification.NONE, 160, 1, 8);
        double[] errors = new Random(9).doubles(truth.size(), -200, 200).toArray();
        double[] others = errors.clone();
        for (int i = 1; i < others.length; i += 2) others[i] = -others[i] / 2;
        CtfRefineOptions options = CtfRefineOptions.defaults().only(false, false, false, true);
        CtfRefineResult one = run(options, withDefocusErrors(truth, errors));
        CtfRefineResult two = run(options, withDefocusErrors(truth, others));
        for (int i = 0; i < truth.size(); i += 2)
            assertEquals(
                    one.particles().get(i).defocus(), two.particles().get(i).defocus());
    }

    @Test
    void imagesThatWereFlippedAreLeftAlone() {
        ParticleSet set = particles(Aberrations.NONE, Magnification.NONE, 60, 1, 8)
                .withOptics(o -> o.withApplied(AppliedCtf.PHASE_FLIPPED));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> run(CtfRefineOptions.defaults(), set));
        assertTrue(e.getMessage().contains("no optics group that can be refined"), e.getMessage());
    }

    /** Other images in a fold change the map of the other fold, and not one bit of the map that they are compared with. */
    @Test
    void noImageIsInTheMapThatItIsComparedWith() throws IOException {
        ParticleSet set = particles(Aberrations.NONE, Magnification.NONE, 80, 1, 12);
        int[] half = IntStream.range(0, set.size()).filter(i -> i % 2 == 0).toArray();
        CtfRefineOptions options = CtfRefineOptions.defaults();
        Volume ball = Masks.insideBox(MAP.size(), MAP.voxelSizeAngstrom());
        FoldMaps before = FoldMaps.made(set, half, options, null, ball, ProgressMonitor.NONE);
        Set<Integer> first = Arrays.stream(before.folds()[0]).boxed().collect(Collectors.toSet());
        FoldMaps after = FoldMaps.made(
                ParticlesWithoutPoses.noise(set, 3, first::contains), half, options, null, ball, ProgressMonitor.NONE);
        assertArrayEquals(before.folds(), after.folds());
        assertArrayEquals(before.maps()[0].voxels(), after.maps()[0].voxels());
        assertFalse(Arrays.equals(before.maps()[1].voxels(), after.maps()[1].voxels()));
    }

    /**
     * A tilt is not shrunk by maps that were made at the wrong tilt: it differs from the truth by less than four standard errors, and
     * these are a tenth of it at most. Noise is outside once in 16 000 times. The isotropic magnification, which the map has too, stays.
     */
    @Test
    void aTiltComesBackFromMapsOfTheSameImages() throws IOException {
        ParticleSet set =
                perfectLens(particles(new Aberrations(4, 0, List.of(), List.of()), Magnification.NONE, 400, 0.5, 13));
        CtfRefineResult.Group group = new CtfRefinement(lensOnly())
                .run(set, null, null, ProgressMonitor.NONE)
                .groups()
                .get(0);
        assertTrue(group.used().contains(Term.BEAM_TILT), group.lines().toString());
        double error = group.errors().tilt()[0];
        assertEquals(4, group.after().aberrations().beamTiltXMrad(), 4 * error);
        assertTrue(error < 0.4, "error " + error);
        Magnification m = group.after().magnification();
        assertEquals(2, m.xx() + m.yy(), 1e-6);
    }

    /**
     * A camera that damps fine detail makes the shells of an image fall off faster than those of the map of all groups, and a wrong
     * magnification does nearly that too. With the MTFs of both groups known nothing is changed; without them a magnification is found
     * that is not there.
     */
    @Test
    void camerasThatDifferAreNotTakenForMagnification() throws IOException {
        Mtf soft = new Mtf("soft.star", 3, List.of(0.0, 0.25, 0.5), List.of(1.0, 0.45, 0.15));
        Mtf sharp = new Mtf("sharp.star", 3, List.of(0.0, 0.5), List.of(1.0, 0.9));
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(400)
                .withSnr(2)
                .withDefocus(5000, 12000)
                .withOptics(new SimulatedOptics(Aberrations.NONE, Magnification.NONE, 2, List.of(), List.of())
                        .withMtfs(List.of(soft, sharp)))
                .withSeed(21);
        ParticleSet drawn = KeptImages.of(new ParticleSimulation(MAP, options).particles("simulated"));
        ParticleSet set = drawn.with(drawn.size(), i -> drawn.particles().get(i).withHalfSet(1 + i / 2 % 2));
        for (CtfRefineResult.Group group : new CtfRefinement(lensOnly())
                .run(set, null, null, ProgressMonitor.NONE)
                .groups()) assertTrue(group.used().isEmpty(), group.lines().toString());
        assertTrue(
                new CtfRefinement(lensOnly())
                        .run(set.withOptics(o -> o.withMtf(null)), null, null, ProgressMonitor.NONE).groups().stream()
                                .anyMatch(group -> group.used().contains(Term.MAGNIFICATION)),
                "the test would see it");
    }

    /**
     * A run that starts from what a run has found stays there, and still counts the evidence from the table on: χ² of the tilt differs
     * by as little as the maps do.
     */
    @Test
    void aRunThatStartsFromAnEarlierOneStaysThere() throws IOException {
        ParticleSet set =
                perfectLens(particles(new Aberrations(4, 0, List.of(), List.of()), Magnification.NONE, 400, 0.5, 13));
        CtfRefineResult one = new CtfRefinement(lensOnly()).run(set, null, null, ProgressMonitor.NONE);
        CtfRefineResult two = new CtfRefinement(lensOnly()).run(set, one.particles(), null, null, ProgressMonitor.NONE);
        CtfRefineResult.Group first = one.groups().get(0);
        CtfRefineResult.Group second = two.groups().get(0);
        assertEquals(first.used(), second.used(), second.lines().toString());
        assertEquals(first.before(), second.before());
        double error = first.errors().tilt()[0];
        // a round changes less than half of a standard error where the first run ended
        assertEquals(
                first.after().aberrations().beamTiltXMrad(),
                second.after().aberrations().beamTiltXMrad(),
                0.5 * error);
        assertEquals(error, second.errors().tilt()[0], 0.1 * error);
    }

    /** What a lens and an astigmatism change in a particle gives back the change. */
    @Test
    void aChangeComesBackFromItsParticles() {
        Random random = new Random(8);
        double unit = 0.15;
        for (double cs : new double[] {2.7, 0}) {
            double[] odd = random.doubles(Term.ODD, -0.5, 0.5).toArray();
            double[] even = random.doubles(Term.EVEN, -0.5, 0.5).toArray();
            odd[0] = odd[1] = even[0] = 0;
            LensChange change = new LensChange(odd, even, unit);
            Particle any = particles(Aberrations.NONE, Magnification.NONE, 1, 1, 2)
                    .particles()
                    .get(0);
            Optics o = any.optics();
            Particle one = any.withOptics(new Optics(
                            o.name(),
                            o.voltageKv(),
                            cs,
                            o.amplitudeContrast(),
                            o.pixelSizeAngstrom(),
                            o.box(),
                            o.applied(),
                            new Aberrations(cs == 0 ? 0 : 0.3, 0, List.of(0.0, 0.0, 7.0), List.of(0.0, 5.0)),
                            o.magnification(),
                            null))
                    .withDefocus(Defocus.of(10300, 9900, 25));
            Particle two = one.withOptics(change.ofLens().applied(one.optics()))
                    .withDefocus(change.defocus(one.defocus(), one.optics().voltageKv(), 150));
            LensChange back = LensChange.between(one, two, unit);
            // doubles of 1e4 (defocus) and of 1 / unit^4 = 2e3 (coefficients), of 16 digits
            assertArrayEquals(odd, back.odd(), 1e-9);
            assertArrayEquals(even, back.even(), 1e-9);
            assertEquals(150, LensChange.meanDefocus(two.defocus()) - LensChange.meanDefocus(one.defocus()), 1e-8);
        }
    }

    /** Half maps of other particles are told. */
    @Test
    void givenMapsMustBeThoseOfTheParticles() {
        ParticleSet set = particles(Aberrations.NONE, Magnification.NONE, 80, 1, 14);
        float[] noise = new float[MAP.voxels().length];
        Random random = new Random(15);
        for (int i = 0; i < noise.length; i++) noise[i] = (float) random.nextGaussian();
        Volume other = new Volume(MAP.size(), MAP.voxelSizeAngstrom(), noise);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new CtfRefinement(lensOnly())
                .run(set, new Volume[] {other, other}, null, ProgressMonitor.NONE));
        assertTrue(e.getMessage().contains("first half map is not that of the particles"), e.getMessage());
    }
}
