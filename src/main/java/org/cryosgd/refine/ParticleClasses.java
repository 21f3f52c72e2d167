/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.cryosgd.images.Images;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.refine.fit.AbInitio;
import org.cryosgd.refine.fit.VolumeModel;

/**
 * Particles sorted by which of several maps at low resolution they fit best. All maps start from random clouds and are
 * found together from all images ({@link AbInitio}). Nothing of them but the choice of particles goes into a refinement.
 *
 * @param classOf class of each particle, from 1 on; the classes are numbered by their size, the largest first
 * @param probabilities of that class
 * @param maps of the classes at low resolution; empty after a resumed run
 */
public record ParticleClasses(int[] classOf, double[] probabilities, List<Volume> maps) {
    /**
     * Sorts.
     *
     * @param images packed without poses, all of them
     * @param box of the images in pixels
     * @param voxel their size in Å
     */
    static ParticleClasses sort(Images images, int box, double voxel, RefineOptions options, ProgressMonitor monitor) {
        AbInitio start = new AbInitio(
                images,
                IntStream.range(0, images.size()).toArray(),
                box,
                Math.min(Starts.RADIUS, images.disc().radius()),
                options.shiftRangePixels(box, voxel),
                options.symmetry(),
                options.classes(),
                options.seed());
        List<VolumeModel> models = start.run(null, null, monitor, "Maps of " + options.classes() + " classes");
        stopIfAsked(monitor);
        double[][] probabilities = start.classify(monitor, "Sorting particles");
        stopIfAsked(monitor);
        HalfCube cube = new HalfCube(images.disc().radius());
        FourierVolume maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, box);
        List<Volume> found = new ArrayList<>();
        for (VolumeModel model : models)
            found.add(maps.toMap(VolumeModel.resized(model.cube(), model.volume(), cube), voxel));
        return bySize(probabilities, found);
    }

    private static void stopIfAsked(ProgressMonitor monitor) {
        if (monitor.stopped()) throw new CancellationException("stopped before there were classes: nothing is written");
    }

    /** Classes of the likeliest map of each particle, numbered by their size. */
    static ParticleClasses bySize(double[][] probabilities, List<Volume> maps) {
        int count = probabilities[0].length;
        int[] likeliest = new int[probabilities.length];
        int[] sizes = new int[count];
        for (int i = 0; i < likeliest.length; i++) {
            for (int c = 1; c < count; c++) if (probabilities[i][c] > probabilities[i][likeliest[i]]) likeliest[i] = c;
            sizes[likeliest[i]]++;
        }
        int[] ordered = IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> sizes[b] - sizes[a])
                .mapToInt(c -> c)
                .toArray();
        int[] number = new int[count];
        for (int n = 0; n < count; n++) number[ordered[n]] = n + 1;
        return new ParticleClasses(
                Arrays.stream(likeliest).map(c -> number[c]).toArray(),
                IntStream.range(0, likeliest.length)
                        .mapToDouble(i -> probabilities[i][likeliest[i]])
                        .toArray(),
                Arrays.stream(ordered).mapToObj(maps::get).toList());
    }

    /** Numbers of the particles of a class. */
    public int[] members(int number) {
        return IntStream.range(0, classOf.length)
                .filter(i -> classOf[i] == number)
                .toArray();
    }

    /**
     * The particles of the largest class in each half.
     *
     * @param halves numbers of all particles of each half
     */
    int[][] largest(int[][] halves) {
        int[][] chosen = new int[halves.length][];
        for (int h = 0; h < halves.length; h++) {
            chosen[h] = Arrays.stream(halves[h]).filter(i -> classOf[i] == 1).toArray();
            if (chosen[h].length == 0)
                throw new IllegalArgumentException("the largest class has no particle of half set " + (h + 1)
                        + ": the particles are too few or too different for classes=. Choose fewer classes.");
        }
        return chosen;
    }
}
