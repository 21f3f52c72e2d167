/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.mrc.StackImages;
import org.cryosgd.io.star.ParticleFile.Missing;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleColumns;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.table.TextColumn;

/**
 * Particles in RELION's STAR files.
 *
 * <p>3.1 and later: {@code data_optics} and {@code data_particles}, shifts in Å. 3.0 and earlier: one block, shifts in
 * pixels, optics in every row. Columns that are absent take RELION's defaults where it has some: shifts 0, defocus V
 * equal to U, phase shift 0, B-factor 0, scale 1.
 */
public final class ParticleStar {
    private static final String IMAGE_NAME = "rlnImageName";

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
        return open(
                path, star, OpenOptions.defaults().withProjectDir(projectDir).withImages(given));
    }

    /**
     * As {@link #open(Path, Path)}, for a table that has been read or made already; {@code star} becomes part of the result.
     *
     * @param path for messages, and the folder where stacks are looked for
     * @throws IllegalArgumentException if the options choose no row, or are not for this table
     */
    public static ParticleFile open(Path path, StarFile star, OpenOptions options) throws IOException {
        StarBlock all = particleTable(path, star);
        int[] rows = Selection.of(options.select(), all);
        StarBlock table = all;
        if (!options.select().isBlank()) {
            table = all.select(rows);
            star.replace(all, table);
        }
        StarBlock opticsBlock = star.find("optics");
        boolean is31 = opticsBlock != null;
        StarBlock opticsTable = is31 ? opticsBlock.asTable() : null;
        if (is31) opticsTable.madeOf(path.toString());
        Subtomograms.refuse(star, opticsTable, table);
        List<String> notes = new ArrayList<>();
        double pixelSize = pixelSize(path, options, opticsTable, table, notes);
        StarOptics optics = is31
                ? StarOptics.relion31(
                        opticsTable,
                        table,
                        pixelSize,
                        StarMtf.read(opticsTable, new StackLocator(path, options.projectDir()), notes))
                : StarOptics.relion30(table, pixelSize);
        notes.addAll(optics.notes());

        String missingPoses = missing(table, POSES_NEEDED, "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi");
        String missingCtf = missing(table, StarOptics.CTF_NEEDED, "rlnDefocusU");
        StarCtf ctf = missingCtf == null ? StarCtf.read(table) : null;
        if (missingCtf == null) missingCtf = optics.missingCtf() != null ? optics.missingCtf() : ctf.fault();
        if (ctf != null) notes.addAll(ctf.notes());
        StarCtf correct = missingCtf == null ? ctf : null;
        StarPoses poses = missingPoses == null ? StarPoses.read(table, optics::pixelSizeOf) : null;
        String doubt = poses == null ? null : poses.note();
        if (doubt != null) notes.add(doubt);
        int[] halfSets = halfSets(table);

        StackImages stacks =
                options.images() != null ? null : StarStacks.open(path, options.projectDir(), table, optics, notes);
        if (options.images() != null) StarStacks.check(options.images(), path, table);
        ImageSource images = options.images() != null ? options.images() : stacks;
        boolean mixed = optics.mixed() || stacks != null && stacks.boxesDiffer();
        if (poses != null) poses.check(table, row -> images.box(row) * optics.pixelSizeOf(row));
        ParticleColumns particles = ParticleColumns.of(
                table.rows(),
                row -> new Particle(
                        "",
                        row,
                        poses == null ? null : poses.pose(row),
                        optics.ofRow()[row],
                        correct == null ? null : correct.defocus(row),
                        halfSets[row],
                        ""),
                table.column(IMAGE_NAME),
                groups(table),
                table.bytes());
        ParticleSet set =
                new ParticleSet(path.getFileName().toString(), particles, images, optics.pixelSizeAngstrom(), mixed);
        return new ParticleFile(
                path,
                is31 ? "RELION 3.1" : "RELION 3.0",
                set,
                star,
                table,
                rows,
                all.rows(),
                new Missing(missingPoses, missingCtf, optics.unknown()),
                notes,
                images instanceof Closeable files ? files : () -> {});
    }

    /** That of all images where the table's own does not count, or 0. */
    private static double pixelSize(
            Path path, OpenOptions options, StarBlock optics, StarBlock table, List<String> notes) throws IOException {
        double given = options.pixelSizeAngstrom();
        if (given > 0 || StarOptics.hasPixelSize(optics, table) || options.images() != null) return given;
        return StarStacks.headerPixelSize(path, options.projectDir(), table, notes);
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
        file.with(posed(file, posed, more, target), target).write(target);
    }

    /** The table with poses, half sets and further columns, for the file {@code target}. */
    static StarBlock posed(ParticleFile file, List<Particle> posed, Map<String, double[]> more, Path target)
            throws IOException {
        StarBlock table = file.found(posed.stream().mapToInt(Particle::image).toArray(), target);
        table.set("rlnAngleRot", column(posed, p -> p.pose().rotDegrees()), 6);
        table.set("rlnAngleTilt", column(posed, p -> p.pose().tiltDegrees()), 6);
        table.set("rlnAnglePsi", column(posed, p -> p.pose().psiDegrees()), 6);
        boolean is31 = file.star().find("optics") != null;
        ToDoubleFunction<Particle> unit = p -> is31 ? 1 : file.particles().pixelSizeOf(p);
        String end = is31 ? "Angst" : "";
        String other = is31 ? "" : "Angst";
        for (String axis : List.of("X", "Y"))
            if (table.has("rlnOrigin" + axis + other)) table.remove("rlnOrigin" + axis + other);
        table.set("rlnOriginX" + end, column(posed, p -> p.pose().shiftXAngstrom() / unit.applyAsDouble(p)), 6);
        table.set("rlnOriginY" + end, column(posed, p -> p.pose().shiftYAngstrom() / unit.applyAsDouble(p)), 6);
        table.set("rlnRandomSubset", column(posed, Particle::halfSet), 0);
        if (isScaled(posed, file.particles().particles()))
            table.set("rlnCtfScalefactor", column(posed, p -> p.defocus().scale()), 6);
        more.forEach((name, values) -> table.set(name, values, 6));
        return table;
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
                    + " (it has " + star.blockNames() + ")." + Subtomograms.withoutImages(star)
                    + " Choose a particles' STAR file, such as run_data.star.");
        StarBlock table = found.asTable();
        if (!table.has(IMAGE_NAME) && !Subtomograms.withoutImages(star).isEmpty())
            throw new FormatException(table.missing(IMAGE_NAME) + Subtomograms.withoutImages(star)
                    + " Choose a file with particle images.");
        table.require(IMAGE_NAME, "It says where the images are: add the column, or choose another file.");
        if (table.rows() == 0)
            throw new FormatException(path + ":" + table.line() + ": block data_" + Shown.of(table.name())
                    + " has no rows. Choose a file with particles.");
        if (table != found) star.replace(found, table);
        table.madeOf(path.toString());
        return table;
    }

    private static String missing(StarBlock table, String need, String... columns) {
        for (String column : columns) if (!table.has(column)) return table.missing(column) + need;
        return null;
    }

    /**
     * The column of the particle groups, as RELION has it: the group's name, or else the micrograph, and in tables that have
     * neither the group's number; null where there is none.
     */
    public static String groupColumn(StarBlock table) {
        for (String column : List.of("rlnGroupName", "rlnMicrographName", "rlnGroupNumber"))
            if (table.has(column)) return column;
        return null;
    }

    private static TextColumn groups(StarBlock table) throws FormatException {
        String column = groupColumn(table);
        return column == null ? TextColumn.of(Collections.nCopies(table.rows(), "")) : table.column(column);
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
        write(target, set, Map.of());
    }

    /**
     * The same with further columns, or other ones.
     *
     * @param more by name, one value for each particle
     */
    public static void write(Path target, ParticleSet set, Map<String, String[]> more) throws IOException {
        StarFile star = new StarFile();
        Map<Optics, Integer> groups = new HashMap<>();
        StarBlock optics = new StarBlock("optics");
        StarBlock table = new StarBlock("particles");
        Map<Optics, Integer> boxes = new HashMap<>();
        for (Particle particle : set.particles()) {
            groups.putIfAbsent(particle.optics(), groups.size() + 1);
            boxes.put(particle.optics(), set.boxOf(particle));
        }
        star.add(optics);
        star.add(table);
        writeOptics(optics, groups, boxes);
        writeParticles(table, groups, set.particles());
        more.forEach(table::set);
        star.write(target);
    }

    private static void writeOptics(StarBlock block, Map<Optics, Integer> groups, Map<Optics, Integer> boxes) {
        Optics[] ordered = new Optics[groups.size()];
        groups.forEach((optics, number) -> ordered[number - 1] = optics);
        block.set("rlnOpticsGroup", texts(ordered.length, i -> String.valueOf(i + 1)));
        block.set("rlnOpticsGroupName", texts(ordered.length, i -> ordered[i].name()));
        block.set("rlnVoltage", doubles(List.of(ordered), Optics::voltageKv), 6);
        block.set("rlnSphericalAberration", doubles(List.of(ordered), Optics::sphericalAberrationMm), 6);
        block.set("rlnAmplitudeContrast", doubles(List.of(ordered), Optics::amplitudeContrast), 6);
        block.set("rlnImagePixelSize", doubles(List.of(ordered), Optics::pixelSizeAngstrom), 6);
        block.set("rlnImageSize", texts(ordered.length, i -> String.valueOf(boxes.get(ordered[i]))));
        block.set("rlnImageDimensionality", texts(ordered.length, i -> "2"));
        StarLens.columns(List.of(ordered)).forEach(block::set);
        StarOptics.appliedColumns(List.of(ordered)).forEach(block::set);
        StarMtf.columns(List.of(ordered)).forEach(block::set);
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
