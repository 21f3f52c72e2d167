/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;

/**
 * The lens and the cameras of simulated particles. Particle i is of group i modulo their number. Every second group has
 * aberrations of the opposite sign and the inverse magnification, as of a microscope that was adjusted in between.
 *
 * @param aberrations of the first group
 * @param magnification of the first group
 * @param groups number of optics groups
 * @param pixelSizesAngstrom of each group; where there are fewer than groups they are repeated; empty for that of the map
 * @param boxes of each group in pixels, likewise
 * @param mtfs of the camera of each group, likewise; empty for none. The camera's pixels are those of the images
 * @param applied what is done about the CTF in the images at the end
 */
public record SimulatedOptics(
        Aberrations aberrations,
        Magnification magnification,
        int groups,
        List<Double> pixelSizesAngstrom,
        List<Integer> boxes,
        List<Mtf> mtfs,
        AppliedCtf applied) {
    public SimulatedOptics {
        require(groups >= 1 && groups <= 1000, "number of optics groups", "from 1 to 1000", groups);
        pixelSizesAngstrom = List.copyOf(pixelSizesAngstrom);
        boxes = List.copyOf(boxes);
        mtfs = List.copyOf(mtfs);
        for (int box : boxes) require(box >= 16 && box % 2 == 0, "box", "even and at least 16", box);
        require(pixelSizesAngstrom.size() <= groups, "pixel sizes", "at most one for each group", pixelSizesAngstrom);
        require(boxes.size() <= groups, "boxes", "at most one for each group", boxes);
        require(mtfs.size() <= groups, "number of MTFs", "at most one for each group", mtfs.size());
    }

    /** Of perfect cameras, the images as they are recorded. */
    public SimulatedOptics(
            Aberrations aberrations,
            Magnification magnification,
            int groups,
            List<Double> pixelSizesAngstrom,
            List<Integer> boxes) {
        this(aberrations, magnification, groups, pixelSizesAngstrom, boxes, List.of(), AppliedCtf.NONE);
    }

    /** The same with other cameras. */
    public SimulatedOptics withMtfs(List<Mtf> other) {
        return new SimulatedOptics(aberrations, magnification, groups, pixelSizesAngstrom, boxes, other, applied);
    }

    /** The same with something else done about the CTF. */
    public SimulatedOptics withApplied(AppliedCtf other) {
        return new SimulatedOptics(aberrations, magnification, groups, pixelSizesAngstrom, boxes, mtfs, other);
    }

    /** One group of a perfect lens, with the pixels and the box of the map. */
    public static SimulatedOptics plain() {
        return new SimulatedOptics(Aberrations.NONE, Magnification.NONE, 1, List.of(), List.of());
    }

    /** The groups for a map. */
    List<Optics> optics(SimulationOptions options, double voxelSizeAngstrom, int mapBox) {
        List<Optics> all = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            Optics plain = new Optics(
                    "opticsGroup" + (g + 1),
                    options.voltageKv(),
                    options.sphericalAberrationMm(),
                    options.amplitudeContrast(),
                    pixelSizesAngstrom.isEmpty()
                            ? voxelSizeAngstrom
                            : pixelSizesAngstrom.get(g % pixelSizesAngstrom.size()),
                    boxes.isEmpty() ? mapBox : boxes.get(g % boxes.size()),
                    applied);
            Mtf mtf = mtfs.isEmpty() ? null : mtfs.get(g % mtfs.size()).withPixelSize(plain.pixelSizeAngstrom());
            all.add((g % 2 == 0
                            ? plain.with(aberrations, magnification)
                            : plain.with(aberrations.opposite(), magnification.inverse()))
                    .withMtf(mtf));
        }
        return all;
    }
}
