/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.PackedImages;
import org.cryosgd.images.Place;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;

/**
 * Counts how many points of some views fall on each voxel, each point with its squared CTF: what {@link ConditionNumber} sums.
 *
 * @param radius of the ball in cycles per box; views reach one voxel further
 * @param views six numbers of each, as {@link Slice} has them
 * @param particles with the CTFs of the views; null for none
 */
record PointCount(int radius, float[][] views, ParticleSet particles) implements Place.RangeWork<float[]> {
    private static final long CHUNK_BYTES = 64L << 20;

    static PointCount of(int radius, List<Slice> views) {
        return new PointCount(radius, numbers(views), null);
    }

    static PointCount withCtf(int radius, ParticleSet particles) {
        return new PointCount(radius, numbers(ConditionNumber.views(particles)), particles);
    }

    private static float[][] numbers(List<Slice> views) {
        return views.stream()
                .map(v -> new float[] {v.xx(), v.xy(), v.xz(), v.yx(), v.yy(), v.yz()})
                .toArray(float[][]::new);
    }

    /** The sum over the views of the range, within the ball of radius + 1. */
    @Override
    public float[] of(int first, int end, ProgressMonitor monitor) {
        HalfDisc disc = new HalfDisc(radius + 1);
        HalfCube cube = new HalfCube(radius + 1);
        Projector projector = new Projector(cube, disc, Interpolation.NEAREST, 1);
        int chunk = (int) Math.max(1, Math.min(end - first, CHUNK_BYTES / PackedImages.bytesPerImage(disc)));
        float[][] memory = new float[chunk][];
        float[] ones = particles == null ? ones(disc) : null;
        float[] zero = new float[2 * cube.size()];
        float[] gradient = new float[zero.length];
        float[] part = new float[cube.size()];
        float[] total = new float[cube.size()];
        for (int done = first; done < end; ) {
            if (monitor.stopped())
                throw new CancellationException("stopped while points were counted: there is no condition number yet");
            int from = done;
            SliceData[] images = new SliceData[Math.min(chunk, end - from)];
            Tasks.forEach(images.length, i -> {
                float[] points = ones;
                if (points == null) {
                    if (memory[i] == null) memory[i] = new float[3 * disc.size()];
                    points = memory[i];
                    squaredCtf(from + i, disc, points);
                }
                images[i] = new SliceData(slice(views[from + i]), points, 0);
            });
            projector.gradientAndDiagonal(zero, List.of(Arrays.asList(images)), gradient, part);
            cube.forEach((i, shell) -> total[i] += part[i]);
            done += images.length;
            monitor.at(done, views.length, "Counting points");
        }
        return cube.ball(total, 1);
    }

    private static Slice slice(float[] v) {
        return new Slice(v[0], v[1], v[2], v[3], v[4], v[5]);
    }

    private static float[] ones(HalfDisc disc) {
        float[] points = new float[3 * disc.size()];
        for (int i = 0; i < disc.size(); i++) points[3 * i + 2] = i == disc.origin() ? 0.5f : 1;
        return points;
    }

    private void squaredCtf(int number, HalfDisc disc, float[] points) {
        Particle particle = particles.particles().get(number);
        Ctf ctf = new Ctf(particle.optics(), particle.defocus(), particles.widthOf(particle));
        float[] row = new float[disc.radius() + 1];
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            int count = disc.end(ky) - disc.first(ky);
            ctf.row(ky, disc.first(ky), count, row);
            for (int x = 0; x < count; x++, i++) points[3 * i + 2] = row[x] * row[x];
        }
        points[3 * disc.origin() + 2] *= 0.5f;
    }
}
