/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.StackImages;
import org.cryosgd.io.star.ParticleFile.Missing;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;

/**
 * Particles in RELION's STAR files.
 *
 * <p>3.1 and later: {@code data_optics} and {@code data_particles}, shifts in Å. 3.0 and earlier: one block, shifts in
 * pixels, optics in every row. Columns that are absent take RELION's defaults where it has some: shifts 0, defocus V
 * equal to U, phase shift 0, B-factor 0, scale 1.
 */
public final class ParticleStar {
    private static final String IMAGE_NAME = "rlnImageName";

    /** A hundred turns are still an angle. */
    private static final double MAX_DEGREES = 36_000;

    private static final String POSES_NEEDED =
            " Reconstruction at known poses needs it: add the column, or refine the particles first.";

    private ParticleStar() {}

    /**
     * Opens a STAR file and checks the header of every stack it names; images are read on demand.
     *
     * @param projectDir folder that image paths start from, or null to look in the STAR file's folder and those above
     * @throws FormatException with file and line, what was found and what to do
     */
    public static ParticleFile open(Path path, Path projectDir) throws IOException {
        return open(path, StarFile.read(path), projectDir, null);
    }

    /**
     * As {@link #open(Path, Path)}, for a table that has been read or made already.
     *
     * @param path for messages, and the folder where stacks are looked for
     * @param given images, that of row i being number i, in place of those that the table names, or null; those that are
     *     {@link Closeable} are closed with the particle file, but stay open where this throws
     */
    public static ParticleFile open(Path path, StarFile star, Path projectDir, ImageSource given) throws IOException {
        StarBlock table = particleTable(path, star);
        StarBlock opticsBlock = star.find("optics");
        boolean is31 = opticsBlock != null;
        StarOptics optics = is31 ? StarOptics.relion31(opticsBlock.asTable(), table) : StarOptics.relion30(table);
        List<String> notes = new ArrayList<>(optics.notes());

        String missingPoses = missing(table, POSES_NEEDED, "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi");
        String missingDefocus = missing(table, StarOptics.CTF_NEEDED, "rlnDefocusU");
        String missingCtf = missingDefocus != null ? missingDefocus : optics.missingCtf();
        Pose[] poses = missingPoses == null ? poses(table, optics.pixelSizeAngstrom()) : new Pose[table.rows()];
        if (missingCtf == null) notes.addAll(astigmatismNotes(table));
        Defocus[] defocus = missingCtf == null ? defocus(table) : new Defocus[table.rows()];
        int[] halfSets = halfSets(table);
        String[] groups = groups(table);

        StackImages stacks = given != null ? null : StarStacks.open(path, projectDir, table, optics, notes);
        if (given != null) StarStacks.check(given, path, table);
        ImageSource images = given != null ? given : stacks;
        checkPoses(table, poses, images.box() * optics.pixelSizeAngstrom());
        List<Particle> particles = new ArrayList<>(table.rows());
        for (int row = 0; row < table.rows(); row++)
            particles.add(new Particle(
                    table.text(row, IMAGE_NAME),
                    row,
                    poses[row],
                    optics.ofRow()[row],
                    defocus[row],
                    halfSets[row],
                    groups[row]));
        ParticleSet set = new ParticleSet(path.getFileName().toString(), particles, images, optics.pixelSizeAngstrom());
        return new ParticleFile(
                path,
                is31 ? "RELION 3.1" : "RELION 3.0",
                set,
                star,
                table,
                new Missing(missingPoses, missingCtf),
                notes,
                images instanceof Closeable files ? files : () -> {});
    }

    /**
     * Writes rows of {@code file} with other poses, half sets and, where they have changed, scales of the CTF; every
     * other column stays as it is.
     *
     * @param posed particles of the file, with poses
     * @param more further columns by name, one value for each of them
     */
    public static void write(ParticleFile file, List<Particle> posed, Map<String, double[]> more, Path target)
            throws IOException {
        StarBlock table =
                file.table().select(posed.stream().mapToInt(Particle::image).toArray());
        table.set("rlnAngleRot", column(posed, p -> p.pose().rotDegrees()), 6);
        table.set("rlnAngleTilt", column(posed, p -> p.pose().tiltDegrees()), 6);
        table.set("rlnAnglePsi", column(posed, p -> p.pose().psiDegrees()), 6);
        boolean is31 = file.star().find("optics") != null;
        double unit = is31 ? 1 : file.particles().pixelSizeAngstrom();
        String end = is31 ? "Angst" : "";
        String other = is31 ? "" : "Angst";
        for (String axis : List.of("X", "Y"))
            if (table.has("rlnOrigin" + axis + other)) table.remove("rlnOrigin" + axis + other);
        table.set("rlnOriginX" + end, column(posed, p -> p.pose().shiftXAngstrom() / unit), 6);
        table.set("rlnOriginY" + end, column(posed, p -> p.pose().shiftYAngstrom() / unit), 6);
        table.set("rlnRandomSubset", column(posed, Particle::halfSet), 0);
        if (isScaled(posed, file.particles().particles()))
            table.set("rlnCtfScalefactor", column(posed, p -> p.defocus().scale()), 6);
        more.forEach((name, values) -> table.set(name, values, 6));
        file.with(table, target).write(target);
    }

    private static boolean isScaled(List<Particle> now, List<Particle> before) {
        return now.stream()
                .anyMatch(p -> p.defocus() != null
                        && p.defocus().scale()
                                != before.get(p.image()).defocus().scale());
    }

    private static double[] column(List<Particle> particles, ToDoubleFunction<Particle> value) {
        return particles.stream().mapToDouble(value).toArray();
    }

    private static StarBlock particleTable(Path path, StarFile star) throws FormatException {
        StarBlock found = star.find("particles");
        for (StarBlock block : star.blocks())
            if (found == null && block.asTable().has(IMAGE_NAME)) found = block;
        if (found == null)
            throw new FormatException(path + ": no particles, none of its blocks has a column _" + IMAGE_NAME
                    + " (it has " + star.blockNames() + "). Choose a particles' STAR file, such as run_data.star.");
        StarBlock table = found.asTable();
        table.require(IMAGE_NAME, "It says where the images are: add the column, or choose another file.");
        if (table.rows() == 0)
            throw new FormatException(path + ":" + table.line() + ": block data_" + table.name()
                    + " has no rows. Choose a file with particles.");
        if (table != found) star.put(table);
        return table;
    }

    private static String missing(StarBlock table, String need, String... columns) {
        for (String column : columns) if (!table.has(column)) return table.missing(column) + need;
        return null;
    }

    private static Pose[] poses(StarBlock table, double pixelSize) throws FormatException {
        double[] rot = table.numbers("rlnAngleRot");
        double[] tilt = table.numbers("rlnAngleTilt");
        double[] psi = table.numbers("rlnAnglePsi");
        double[] x = new double[rot.length];
        double[] y = new double[rot.length];
        double unit = 1;
        if (table.has("rlnOriginXAngst") || table.has("rlnOriginYAngst")) {
            x = table.numbers("rlnOriginXAngst");
            y = table.numbers("rlnOriginYAngst");
        } else if (table.has("rlnOriginX") || table.has("rlnOriginY")) {
            x = table.numbers("rlnOriginX");
            y = table.numbers("rlnOriginY");
            unit = pixelSize;
        }
        Pose[] poses = new Pose[rot.length];
        for (int row = 0; row < poses.length; row++)
            poses[row] = new Pose(rot[row], tilt[row], psi[row], x[row] * unit, y[row] * unit);
        return poses;
    }

    /** Angles that are no angles, and shifts that move the particle out of its image, come from a wrong column. */
    private static void checkPoses(StarBlock table, Pose[] poses, double boxAngstrom) throws FormatException {
        for (int row = 0; row < poses.length && poses[row] != null; row++) {
            Pose pose = poses[row];
            for (double shift : new double[] {pose.shiftXAngstrom(), pose.shiftYAngstrom()})
                if (Math.abs(shift) > boxAngstrom)
                    throw new FormatException(table.where(row) + "a shift of " + shift + " Å is larger than the box of "
                            + boxAngstrom + " Å. Correct the column _rlnOrigin…, or remove the particle.");
            for (double angle : new double[] {pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees()})
                if (Math.abs(angle) > MAX_DEGREES)
                    throw new FormatException(table.where(row) + angle
                            + "° is not an angle of a pose. Correct the column _rlnAngle…, or remove the particle.");
        }
    }

    private static List<String> astigmatismNotes(StarBlock table) {
        if (!table.has("rlnDefocusV"))
            return List.of("no column _rlnDefocusV: defocus V is taken to be U, without astigmatism.");
        if (!table.has("rlnDefocusAngle"))
            return List.of("no column _rlnDefocusAngle: the angle of astigmatism is taken to be 0.");
        return List.of();
    }

    private static Defocus[] defocus(StarBlock table) throws FormatException {
        double[] u = table.numbers("rlnDefocusU");
        double[] v = table.has("rlnDefocusV") ? table.numbers("rlnDefocusV") : u;
        double[] angle = numbers(table, "rlnDefocusAngle", 0);
        double[] phase = numbers(table, "rlnPhaseShift", 0);
        double[] bFactor = numbers(table, "rlnCtfBfactor", 0);
        double[] scale = numbers(table, "rlnCtfScalefactor", 1);
        Defocus[] defocus = new Defocus[u.length];
        for (int i = 0; i < u.length; i++)
            defocus[i] = new Defocus(u[i], v[i], angle[i], phase[i], bFactor[i], scale[i]);
        return defocus;
    }

    private static double[] numbers(StarBlock table, String column, double otherwise) throws FormatException {
        if (table.has(column)) return table.numbers(column);
        double[] values = new double[table.rows()];
        Arrays.fill(values, otherwise);
        return values;
    }

    /** As RELION has it: the group's name, or else the micrograph. */
    private static String[] groups(StarBlock table) throws FormatException {
        for (String column : List.of("rlnGroupName", "rlnMicrographName"))
            if (table.has(column)) return table.texts(column);
        return texts(table.rows(), i -> "");
    }

    private static int[] halfSets(StarBlock table) throws FormatException {
        String column = "rlnRandomSubset";
        if (!table.has(column)) return new int[table.rows()];
        int[] halfSets = table.integers(column);
        for (int row = 0; row < halfSets.length; row++)
            if (halfSets[row] != 1 && halfSets[row] != 2)
                throw new FormatException(table.where(row) + "column _" + column + " holds " + halfSets[row]
                        + " and must hold 1 or 2. Correct it, or remove the column for half sets by seed.");
        return halfSets;
    }

    /**
     * Writes particles as a RELION 3.1 file; nothing is left behind if it fails. Image names are the particles' own;
     * {@code rlnMicrographName} is the stack of the image. Poses, CTF and half sets are written if the first particle
     * has them.
     *
     * @throws IllegalArgumentException if only some particles have a pose, a CTF or a half set
     */
    public static void write(Path target, ParticleSet set) throws IOException {
        StarFile star = new StarFile();
        Map<Optics, Integer> groups = new HashMap<>();
        StarBlock optics = new StarBlock("optics");
        StarBlock table = new StarBlock("particles");
        for (Particle particle : set.particles()) groups.putIfAbsent(particle.optics(), groups.size() + 1);
        star.add(optics);
        star.add(table);
        writeOptics(optics, groups, set.box());
        writeParticles(table, groups, set.particles());
        star.write(target);
    }

    private static void writeOptics(StarBlock block, Map<Optics, Integer> groups, int box) {
        Optics[] ordered = new Optics[groups.size()];
        groups.forEach((optics, number) -> ordered[number - 1] = optics);
        block.set("rlnOpticsGroup", texts(ordered.length, i -> String.valueOf(i + 1)));
        block.set("rlnOpticsGroupName", texts(ordered.length, i -> ordered[i].name()));
        block.set("rlnVoltage", doubles(List.of(ordered), Optics::voltageKv), 6);
        block.set("rlnSphericalAberration", doubles(List.of(ordered), Optics::sphericalAberrationMm), 6);
        block.set("rlnAmplitudeContrast", doubles(List.of(ordered), Optics::amplitudeContrast), 6);
        block.set("rlnImagePixelSize", doubles(List.of(ordered), Optics::pixelSizeAngstrom), 6);
        block.set("rlnImageSize", texts(ordered.length, i -> String.valueOf(box)));
        block.set("rlnImageDimensionality", texts(ordered.length, i -> "2"));
    }

    private static void writeParticles(StarBlock block, Map<Optics, Integer> groups, List<Particle> p) {
        block.set("rlnImageName", texts(p.size(), i -> p.get(i).name()));
        block.set("rlnMicrographName", texts(p.size(), i -> stackOf(p.get(i).name())));
        if (all(p, particle -> particle.defocus() != null, "a CTF")) {
            block.set("rlnDefocusU", doubles(p, q -> q.defocus().defocusUAngstrom()), 6);
            block.set("rlnDefocusV", doubles(p, q -> q.defocus().defocusVAngstrom()), 6);
            block.set("rlnDefocusAngle", doubles(p, q -> q.defocus().angleDegrees()), 6);
            block.set("rlnPhaseShift", doubles(p, q -> q.defocus().phaseShiftDegrees()), 6);
            if (p.stream().anyMatch(q -> q.defocus().bFactorAngstrom2() != 0))
                block.set("rlnCtfBfactor", doubles(p, q -> q.defocus().bFactorAngstrom2()), 6);
            if (p.stream().anyMatch(q -> q.defocus().scale() != 1))
                block.set("rlnCtfScalefactor", doubles(p, q -> q.defocus().scale()), 6);
        }
        if (all(p, particle -> particle.pose() != null, "a pose")) {
            block.set("rlnAngleRot", doubles(p, q -> q.pose().rotDegrees()), 6);
            block.set("rlnAngleTilt", doubles(p, q -> q.pose().tiltDegrees()), 6);
            block.set("rlnAnglePsi", doubles(p, q -> q.pose().psiDegrees()), 6);
            block.set("rlnOriginXAngst", doubles(p, q -> q.pose().shiftXAngstrom()), 6);
            block.set("rlnOriginYAngst", doubles(p, q -> q.pose().shiftYAngstrom()), 6);
        }
        block.set("rlnOpticsGroup", texts(p.size(), i -> groups.get(p.get(i).optics())
                .toString()));
        if (all(p, particle -> particle.halfSet() != 0, "a half set"))
            block.set(
                    "rlnRandomSubset",
                    texts(p.size(), i -> String.valueOf(p.get(i).halfSet())));
    }

    private static boolean all(List<Particle> particles, Predicate<Particle> has, String what) {
        long count = particles.stream().filter(has).count();
        if (count > 0 && count < particles.size())
            throw new IllegalArgumentException(
                    "particles must all have " + what + " or none, found " + count + " of " + particles.size());
        return count > 0;
    }

    private static String stackOf(String imageName) {
        return imageName.substring(imageName.indexOf('@') + 1);
    }

    private static String[] texts(int count, IntFunction<String> text) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) texts[i] = text.apply(i);
        return texts;
    }

    private static <T> double[] doubles(List<T> items, ToDoubleFunction<T> value) {
        return items.stream().mapToDouble(value).toArray();
    }
}
