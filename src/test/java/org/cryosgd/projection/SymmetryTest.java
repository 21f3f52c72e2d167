/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetryTest {
    private static double distance(DMatrix3x3 a, DMatrix3x3 b) {
        double[] d = {
            a.a11 - b.a11, a.a12 - b.a12, a.a13 - b.a13,
            a.a21 - b.a21, a.a22 - b.a22, a.a23 - b.a23,
            a.a31 - b.a31, a.a32 - b.a32, a.a33 - b.a33
        };
        return Arrays.stream(d).map(Math::abs).max().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "C1, 1", "C2, 2", "C3, 3", "C4, 4", "C5, 5", "C6, 6", "C7, 7", "D1, 2", "D2, 4", "D3, 6", "D4, 8", "D5, 10",
        "T, 12", "O, 24", "I, 60", "I1, 60", "I2, 60", "I3, 60", "I4, 60"
    })
    void operationsAreAGroupOfTheRightOrder(String name, int order) {
        Symmetry group = Symmetry.of(name);
        assertEquals(order, group.order());
        assertEquals(
                0,
                distance(
                        new DMatrix3x3(1, 0, 0, 0, 1, 0, 0, 0, 1),
                        group.operations().get(0)),
                1e-15);
        for (DMatrix3x3 a : group.operations()) {
            DMatrix3x3 transposed = new DMatrix3x3(a.a11, a.a21, a.a31, a.a12, a.a22, a.a32, a.a13, a.a23, a.a33);
            // rounding of sines and cosines, and of products of up to ten matrices
            assertEquals(
                    0, distance(group.operations().get(0), Rotation.multiply(a, transposed)), 1e-14, "not orthonormal");
            assertEquals(1, CommonOps_DDF3.det(a), 1e-14, "a mirror");
            assertEquals(
                    1,
                    group.operations().stream()
                            .filter(b -> distance(a, b) < 1e-6)
                            .count(),
                    "twice the same");
            for (DMatrix3x3 b : group.operations()) {
                DMatrix3x3 product = Rotation.multiply(a, b);
                assertTrue(group.operations().stream().anyMatch(c -> distance(c, product) < 1e-14), "not closed");
            }
        }
    }

    /** The equivalents of one view, from RELION's own list: to 1e-6, as its constants have six digits. */
    @ParameterizedTest
    @ValueSource(strings = {"C3", "D3", "T", "O", "I", "I1", "I2", "I3", "I4"})
    void operationsAreThoseOfRelion(String name) throws IOException {
        Symmetry group = Symmetry.of(name);
        DMatrix3x3 view = Rotation.fromEuler(10, 50, 30);
        List<DMatrix3x3> relion = new ArrayList<>();
        try (BufferedReader csv = new BufferedReader(new InputStreamReader(
                getClass().getResourceAsStream("/projection/relion_symmetry.csv"), StandardCharsets.UTF_8))) {
            for (String line = csv.readLine(); line != null; line = csv.readLine()) {
                String[] v = line.split(",");
                if (v[0].equals(name))
                    relion.add(Rotation.fromEuler(
                            Double.parseDouble(v[1]), Double.parseDouble(v[2]), Double.parseDouble(v[3])));
            }
        }
        assertEquals(group.order(), relion.size());
        for (DMatrix3x3 s : group.operations()) {
            DMatrix3x3 ours = Rotation.multiply(view, s);
            assertEquals(
                    1,
                    relion.stream()
                            .filter(theirs -> distance(theirs, ours) < 1e-6)
                            .count());
        }
    }

    /** Cn turns around z; Dn has a twofold axis along x besides. */
    @Test
    void axesAreThoseOfRelion() {
        DMatrix3x3 quarter = Rotation.aroundZ(90);
        assertTrue(Symmetry.of("C4").operations().stream().anyMatch(a -> distance(a, quarter) < 1e-15));
        DMatrix3x3 aroundX = new DMatrix3x3(1, 0, 0, 0, -1, 0, 0, 0, -1);
        assertTrue(Symmetry.of("D3").operations().stream().anyMatch(a -> distance(a, aroundX) < 1e-15));
        assertFalse(Symmetry.of("C6").operations().stream().anyMatch(a -> distance(a, aroundX) < 0.1));
    }

    @Test
    void namesAreReadInAnyCaseAndNonsenseIsRefused() {
        assertEquals("D2", Symmetry.of(" d2 ").name());
        assertEquals(12, Symmetry.of("C12").order());
        assertEquals("I3", Symmetry.of("i3").name());
        for (String name : new String[] {
            "", "C0", "C", "C-2", "D2x", "T1", "O2", "I0", "I5", "C2v", "C2h", "D3d", "S4", "Ci", "Cs", "Td", "Th",
            "Oh", "Ih"
        }) {
            Exception refused = assertThrows(IllegalArgumentException.class, () -> Symmetry.of(name), name);
            assertEquals(
                    "symmetry must be Cn or Dn with n from 1 to 99, T, O, I, I1, I2, I3 or I4 (rotations only), found "
                            + name,
                    refused.getMessage());
        }
    }

    /** Where the operations take voxels to voxels, nothing is interpolated and only the mean is rounded. */
    @ParameterizedTest
    @ValueSource(strings = {"C1", "C2", "C4", "D1", "D2", "D4", "O"})
    void averagingIsAProjectionOntoInvariantVolumes(String name) {
        Symmetry group = Symmetry.of(name);
        HalfCube cube = new HalfCube(9);
        float[] once = Samples.volume(cube, 1);
        float[] original = once.clone();
        group.average(cube, once, 2);
        float[] twice = once.clone();
        group.average(cube, twice, 2);
        assertArrayEquals(once, twice);
        for (DMatrix3x3 r : group.operations())
            cube.forEachFrequency((i, kx, ky, kz) -> {
                int x = (int) Math.rint(r.a11 * kx + r.a12 * ky + r.a13 * kz);
                int y = (int) Math.rint(r.a21 * kx + r.a22 * ky + r.a23 * kz);
                int z = (int) Math.rint(r.a31 * kx + r.a32 * ky + r.a33 * kz);
                int sign = x < 0 ? -1 : 1;
                int j = cube.index(sign * x, sign * y, sign * z);
                assertEquals(once[2 * i], once[2 * j], 0f);
                assertEquals(once[2 * i + 1], sign * once[2 * j + 1], 0f);
            });
        // an orthogonal projection: what is taken away is orthogonal to what stays; 3000 floats of order 1
        assertEquals(cube.dot(once, once), cube.dot(original, once), 3000 * 6e-8);
    }

    @Test
    void realValuesAreAveragedLikeRealParts() {
        HalfCube cube = new HalfCube(6);
        float[] real = new float[cube.size()];
        float[] complex = new float[2 * cube.size()];
        cube.forEachFrequency((i, kx, ky, kz) -> complex[2 * i] = real[i] = (kx * kx + 3 * Math.abs(ky + 2 * kz)) % 7);
        Symmetry.of("C3").average(cube, real, 1);
        Symmetry.of("C3").average(cube, complex, 2);
        for (int i = 0; i < real.length; i++) assertEquals(complex[2 * i], real[i], 0f);
    }

    /** Between voxels the average interpolates linearly: ⅜ max|f''| = ⅜/σ². */
    @ParameterizedTest
    @ValueSource(strings = {"C3", "C5", "C7", "D3", "D5", "T", "O", "I1", "I2", "I3", "I4"})
    void aGaussianStaysAGaussian(String name) {
        HalfCube cube = new HalfCube(16);
        float[] volume = Samples.gaussian(cube, 4);
        cube.clip(volume, 2);
        Symmetry.of(name).average(cube, volume, 2);
        cube.forEachFrequency((i, kx, ky, kz) -> {
            // at the edge of the ball corners beyond it are missing, where the Gaussian is below exp(−8) = 3e-4
            assertEquals(Samples.gaussian(kx * kx + ky * ky + kz * kz, 4), volume[2 * i], 0.375 / 16 + 1e-3);
            assertEquals(0, volume[2 * i + 1], 0f);
        });
    }

    /**
     * A phantom of soft balls, whose transform is known everywhere: its average is the transform of the symmetrised
     * phantom, and averaging that again leaves it. Other groups' phantoms do change.
     */
    @ParameterizedTest
    @ValueSource(strings = {"C3", "D3", "T", "O", "I1", "I2", "I3", "I4"})
    void theAverageIsThatOfTheSymmetrisedPhantom(String name) {
        Symmetry group = Symmetry.of(name);
        HalfCube cube = new HalfCube(16);
        float[] plain = balls(cube, Symmetry.NONE);
        float[] symmetrised = balls(cube, group);
        float[] average = plain.clone();
        group.average(cube, average, 2);
        float[] again = symmetrised.clone();
        group.average(cube, again, 2);
        // ⅛ Σ max|∂²f| over the axes: a² of the phase with a = 2π 9.7/n, 3/σ² of the height, 2√3 a e^-½/σ of both
        double a = 2 * Math.PI * 9.7 / BALLS_BOX;
        double bound =
                (a * a + 2 * Math.sqrt(3) * a * Math.exp(-0.5) / BALLS_SIGMA + 3 / BALLS_SIGMA / BALLS_SIGMA) / 8;
        double changed = 0;
        for (int i = 0; i < plain.length; i++) changed = Math.max(changed, Math.abs(plain[i] - symmetrised[i]));
        assertTrue(changed > 5 * bound, changed + " against " + bound);
        cube.forEachFrequency((i, kx, ky, kz) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                assertEquals(symmetrised[c], average[c], bound);
                assertEquals(symmetrised[c], again[c], bound);
            }
        });
    }

    private static final int BALLS_BOX = 128;
    private static final double BALLS_SIGMA = 8;

    /** Σ exp(−2πi k·Sx/n) exp(−k²/2σ²) / count over three balls at x and the operations S. */
    private static float[] balls(HalfCube cube, Symmetry group) {
        double[][] balls = {{9, 3, 2}, {-1, 6, 5}, {4, -2, 7}};
        float[] volume = new float[2 * cube.size()];
        int e = cube.extent();
        for (int kz = -e; kz <= e; kz++)
            for (int ky = -e; ky <= e; ky++)
                for (int kx = 0; kx <= e; kx++) {
                    double height =
                            Samples.gaussian(kx * kx + ky * ky + kz * kz, BALLS_SIGMA) / (balls.length * group.order());
                    double re = 0;
                    double im = 0;
                    for (DMatrix3x3 s : group.operations())
                        for (double[] x : balls) {
                            double dot = kx * (s.a11 * x[0] + s.a12 * x[1] + s.a13 * x[2])
                                    + ky * (s.a21 * x[0] + s.a22 * x[1] + s.a23 * x[2])
                                    + kz * (s.a31 * x[0] + s.a32 * x[1] + s.a33 * x[2]);
                            re += Math.cos(2 * Math.PI * dot / BALLS_BOX);
                            im -= Math.sin(2 * Math.PI * dot / BALLS_BOX);
                        }
                    volume[2 * cube.index(kx, ky, kz)] = (float) (height * re);
                    volume[2 * cube.index(kx, ky, kz) + 1] = (float) (height * im);
                }
        return volume;
    }
}
