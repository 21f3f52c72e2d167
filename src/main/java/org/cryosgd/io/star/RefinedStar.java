/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;

/** Writes a table again with other optics, defocus and shifts of its particles. */
public final class RefinedStar {
    private static final String GROUP = "rlnOpticsGroup";

    private RefinedStar() {}

    /**
     * Writes all rows of {@code file}. Columns of the optics go where the table has its optics, in {@code data_optics} or, in old
     * tables, in each row. Image names are made to be found from the folder of {@code target}.
     *
     * @param particles all particles of the file, in its order
     * @param more further columns of the particles, one value for each
     * @param perOptics further columns of the optics by name, for optics as {@code particles} have them; "0" where there is none
     */
    public static void write(
            ParticleFile file,
            List<Particle> particles,
            Map<String, double[]> more,
            Map<String, Map<Optics, String>> perOptics,
            Path target)
            throws IOException {
        StarBlock table =
                file.named(particles.stream().mapToInt(Particle::image).toArray(), target);
        write(file, table, particles, more, perOptics, target);
    }

    /** As {@link #write}, of some particles with other poses and half sets. */
    public static void writePosed(
            ParticleFile file,
            List<Particle> particles,
            Map<String, double[]> more,
            Map<String, Map<Optics, String>> perOptics,
            Path target)
            throws IOException {
        write(file, ParticleStar.posed(file, particles, more, target), particles, more, perOptics, target);
    }

    private static void write(
            ParticleFile file,
            StarBlock table,
            List<Particle> particles,
            Map<String, double[]> more,
            Map<String, Map<Optics, String>> perOptics,
            Path target)
            throws IOException {
        StarBlock block = file.star().find("optics");
        boolean is31 = block != null;
        table.set("rlnDefocusU", column(particles, p -> p.defocus().defocusUAngstrom()), 6);
        table.set("rlnDefocusV", column(particles, p -> p.defocus().defocusVAngstrom()), 6);
        table.set("rlnDefocusAngle", column(particles, p -> p.defocus().angleDegrees()), 6);
        ToDoubleFunction<Particle> unit = p -> is31 ? 1 : file.particles().pixelSizeOf(p);
        for (String axis : List.of("X", "Y")) {
            String name = "rlnOrigin" + axis + (is31 ? "Angst" : "");
            table.remove("rlnOrigin" + axis + (is31 ? "" : "Angst"));
            ToDoubleFunction<Particle> shift =
                    p -> axis.equals("X") ? p.pose().shiftXAngstrom() : p.pose().shiftYAngstrom();
            table.set(name, column(particles, p -> shift.applyAsDouble(p) / unit.applyAsDouble(p)), 6);
        }
        more.forEach((name, values) -> table.set(name, values, 6));
        StarFile changed = file.with(table, target);
        if (!is31) set(table, particles.stream().map(Particle::optics).toList(), perOptics);
        else {
            StarBlock optics = block.asTable();
            set(optics, ofRows(optics, table, particles), perOptics);
            if (optics != block) changed.replace(block, optics);
        }
        changed.write(target);
    }

    /** The optics of each row of {@code data_optics}; those of groups without particles as they are. */
    private static List<Optics> ofRows(StarBlock optics, StarBlock table, List<Particle> particles) throws IOException {
        Optics[] found = new Optics[optics.rows()];
        for (int i = 0; i < particles.size(); i++) {
            int row = 0;
            for (int r = 0; r < found.length && table.has(GROUP); r++)
                if (!optics.has(GROUP) && table.integer(i, GROUP) == r + 1
                        || optics.has(GROUP) && optics.integer(r, GROUP) == table.integer(i, GROUP)) row = r;
            if (found[row] == null) found[row] = particles.get(i).optics();
        }
        List<Optics> all = new ArrayList<>();
        for (int r = 0; r < found.length; r++) {
            StarLens lens = StarLens.read(optics, r, true);
            all.add(
                    found[r] != null
                            ? found[r]
                            : particles.get(0).optics().with(lens.aberrations(), lens.magnification()));
        }
        return all;
    }

    private static void set(StarBlock block, List<Optics> ofRow, Map<String, Map<Optics, String>> perOptics) {
        StarLens.columns(ofRow).forEach(block::set);
        perOptics.forEach((name, values) -> block.set(
                name, ofRow.stream().map(o -> values.getOrDefault(o, "0")).toArray(String[]::new)));
    }

    private static double[] column(List<Particle> particles, ToDoubleFunction<Particle> value) {
        return particles.stream().mapToDouble(value).toArray();
    }
}
