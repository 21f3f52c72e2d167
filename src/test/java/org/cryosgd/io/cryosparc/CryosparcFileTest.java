/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.Rotation;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CryosparcFileTest {
    private static final Path FORMATS = Path.of("../shared/data/formats");

    @TempDir
    Path folder;

    /** A structured array of version 1 with fields as cryoSPARC has them; rows are filled by the caller. */
    private static byte[] npy(String descr, int rows, int rowBytes, ByteBuffer data) {
        String header = "{'descr': [" + descr + "], 'fortran_order': False, 'shape': (" + rows + ",), }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer file =
                ByteBuffer.allocate(10 + header.length() + rows * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII)).put(data.flip());
        return file.array();
    }

    private Path particles(boolean withBlobs) throws IOException {
        int rowBytes = 8 + 12 + 8 + 4 + 4 + (withBlobs ? 20 + 4 + 8 + 4 + 4 : 0);
        ByteBuffer data = ByteBuffer.allocate(3 * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 3; i++) {
            data.putLong(-1000L - i);
            data.putFloat(0.3f * i).putFloat(-0.2f).putFloat(1.1f);
            data.putFloat(1.5f).putFloat(-2 + i);
            data.putFloat(2.5f);
            data.putInt(i % 2);
            if (withBlobs) blob(data, 2 - i);
        }
        String descr = "('uid', '<u8'), ('alignments3D/pose', '<f4', (3,)), ('alignments3D/shift', '<f4', (2,)),"
                + " ('alignments3D/psize_A', '<f4'), ('alignments3D/split', '<u4')" + (withBlobs ? BLOB : "");
        Path file = folder.resolve("cryosparc_P1_J7_particles.cs");
        Files.write(file, npy(descr, 3, rowBytes, data));
        return file;
    }

    private static final String BLOB = ", ('blob/path', '|S20'), ('blob/idx', '<u4'), ('blob/shape', '<u4', (2,)),"
            + " ('blob/psize_A', '<f4'), ('blob/sign', '<f4')";

    private static void blob(ByteBuffer data, int index) {
        data.put(Arrays.copyOf(">J1/x/stack.mrcs".getBytes(StandardCharsets.US_ASCII), 20));
        data.putInt(index).putInt(64).putInt(64).putFloat(1.25f).putFloat(-1);
    }

    @Test
    void posesShiftsAndNamesBecomeRelions() throws IOException {
        CryosparcFile file = CryosparcFile.read(particles(true), CryosparcOptions.NONE);
        StarFile star = file.toStar();
        StarBlock table = star.block("particles");
        assertEquals("000003@J1/x/stack.mrcs", table.text(0, "rlnImageName"));
        assertEquals(1.5 * 2.5, table.number(0, "rlnOriginXAngst"), 1e-6);
        assertEquals(-2 * 2.5, table.number(0, "rlnOriginYAngst"), 1e-6);
        assertArrayEquals(new int[] {1, 2, 1}, table.integers("rlnRandomSubset"));
        assertEquals(1.25, star.block("optics").number(0, "rlnImagePixelSize"), 1e-6);
        assertEquals(64, star.block("optics").integer(0, "rlnImageSize"));
        assertTrue(file.notes().stream().anyMatch(note -> note.contains("invert=true")), file.notes()::toString);
    }

    /** The transpose of Rodrigues' formula I + sin θ K + (1 − cos θ) K², K the cross product with the unit vector. */
    @Test
    void aRotationVectorGivesTheTransposeOfItsRotation() {
        double[] p = {0.4, -0.7, 1.2};
        double angle = Math.sqrt(0.16 + 0.49 + 1.44);
        double[] w = {p[0] / angle, p[1] / angle, p[2] / angle};
        double[][] k = {{0, -w[2], w[1]}, {w[2], 0, -w[0]}, {-w[1], w[0], 0}};
        double[] e = CryosparcFile.eulerDegrees(p[0], p[1], p[2]);
        DMatrix3x3 a = Rotation.fromEuler(e[0], e[1], e[2]);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                double square = 0;
                for (int m = 0; m < 3; m++) square += k[i][m] * k[m][j];
                double rodrigues = (i == j ? 1 : 0) + Math.sin(angle) * k[i][j] + (1 - Math.cos(angle)) * square;
                assertEquals(rodrigues, a.get(j, i), 1e-12);
            }
        assertArrayEquals(new double[3], CryosparcFile.eulerDegrees(0, 0, 0), 1e-12);
    }

    /** A vector along z is the sum of rot and psi. */
    @Test
    void aTurnAboutZIsATurnInThePlane() {
        double[] e = CryosparcFile.eulerDegrees(0, 0, Math.toRadians(30));
        assertEquals(30, e[0] + e[2], 1e-9);
        assertEquals(0, e[1], 1e-9);
    }

    @Test
    void missingColumnsComeFromThePassthroughFileByUid() throws IOException {
        Path file = particles(false);
        String message = assertThrows(FormatException.class, () -> CryosparcFile.read(file, CryosparcOptions.NONE)
                        .toStar())
                .getMessage();
        assertTrue(message.contains("passthrough="), message);
        ByteBuffer data = ByteBuffer.allocate(3 * 48).order(ByteOrder.LITTLE_ENDIAN);
        for (int i : new int[] {2, 0, 1}) { // another order
            data.putLong(-1000L - i);
            blob(data, 10 + i);
        }
        byte[] bytes = npy("('uid', '<u8')" + BLOB, 3, 48, data);
        Files.write(folder.resolve("P1_J7_passthrough_particles.cs"), bytes);
        CryosparcFile read = CryosparcFile.read(file, CryosparcOptions.NONE);
        assertEquals("cryoSPARC with columns of P1_J7_passthrough_particles.cs", read.format());
        StarBlock table = read.toStar().block("particles");
        assertTrue(read.notes().stream().noneMatch(note -> note.contains("passthrough")), "not a warning");
        assertEquals("000011@J1/x/stack.mrcs", table.text(0, "rlnImageName"));
        assertEquals("000013@J1/x/stack.mrcs", table.text(2, "rlnImageName"));
    }

    @Test
    void filesThatAreNoneOrCutShortAreRefused() throws IOException {
        Path file = particles(true);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
        String message = assertThrows(FormatException.class, () -> CryosparcFile.read(file, CryosparcOptions.NONE))
                .getMessage();
        assertTrue(message.contains("cut short"), message);
        assertThrows(
                FormatException.class,
                () -> CryosparcFile.read(Path.of("sample-images/particles.star"), CryosparcOptions.NONE));
    }

    /** Seven particles that cryoSPARC imported from the STAR file beside it. */
    @Test
    void cryosparcsOwnFileGivesTheStarFileItCameFrom() throws IOException {
        assumeTrue(Files.exists(FORMATS), "no files of other programs in " + FORMATS);
        StarFile star = CryosparcFile.read(FORMATS.resolve("empiar_10076_7.cs"), CryosparcOptions.NONE)
                .toStar();
        StarBlock table = star.block("particles");
        StarBlock original =
                StarFile.read(FORMATS.resolve("empiar_10076_7.star")).blocks().get(0);
        assertArrayEquals(original.numbers("rlnDefocusU"), table.numbers("rlnDefocusU"), 0.01);
        assertArrayEquals(original.numbers("rlnDefocusV"), table.numbers("rlnDefocusV"), 0.01);
        assertArrayEquals(original.numbers("rlnDefocusAngle"), table.numbers("rlnDefocusAngle"), 1e-5);
        assertEquals("000007@empiar_10076_7.mrc", table.text(6, "rlnImageName"));
        assertEquals(5e4 / 38168, star.block("optics").number(0, "rlnImagePixelSize"), 1e-4);
        try (ParticleFile file = ParticleFiles.open(FORMATS.resolve("empiar_10076_7.cs"), null, null, null)) {
            assertEquals(320, file.particles().box());
            file.requireCtf();
            float[] pixels = new float[320 * 320];
            file.particles().images().read(6, pixels);
        }
        // alignments in two dimensions only: no poses
        StarFile two = CryosparcFile.read(FORMATS.resolve("cryosparc_J2_particles_exported.cs"), CryosparcOptions.NONE)
                .toStar();
        assertEquals(22, two.block("particles").rows());
    }
}
