/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.average;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.surface.FourierResampling;
import org.cryosgd.simulate.Projections;
import org.ejml.data.DMatrix3x3;

/**
 * Averages of the particles in the fullest view bins: moved and turned in the plane by their poses, multiplied by their
 * CTF and divided by the sum of its squares (Wiener). Beside each is the mean of the map's projections at the same poses,
 * filtered alike, so that both show the same where the poses are right.
 *
 * @param preparation of the images; wider images are cropped in Fourier space to 128 pixels
 * @param ctf whether images have a CTF
 * @param symmetry of the map
 * @param limitAngstrom finer details are filtered away; 0 keeps all
 */
public record ViewAverages(Preparation preparation, boolean ctf, Symmetry symmetry, double limitAngstrom) {
    /** Images that are read of each bin, at most. */
    public static final int MOST_IMAGES = 100;
    /** Averages are not wider, in pixels. */
    public static final int WIDEST = 128;
    /** Regularises the division by the sum of CTF², as a part of its mean. */
    private static final double WIENER = 0.1;
    /** Radius of the circle in which images are compared, as a part of the box. */
    private static final double CIRCLE = 0.45;

    /** Width of the averages of images of this width. */
    public int box(int imageBox) {
        return Math.min(WIDEST, preparation.boxFor(imageBox));
    }

    /**
     * Makes the averages, the fullest bin first; fewer where there are fewer, or after {@code monitor.stopped()}. Reads up to
     * {@link #MOST_IMAGES} images of each bin, evenly from all of its particles, on the threads of {@link Tasks}; the result
     * does not depend on their number.
     *
     * @param all particles, with poses, and with CTFs where they are corrected
     *     Those of another box or pixel size than the first are left out.
     * @param map null for averages alone; of any box, its width in Å that of the images to 1 %
     * @param most number of bins
     * @throws IOException if an image cannot be read
     */
    public List<ViewAverage> of(ParticleSet all, Volume map, int most, ProgressMonitor monitor) throws IOException {
        require(most >= 1, "averages", "at least 1", most);
        ParticleSet particles = all.ofOneKind();
        int box = box(particles.box());
        double width = particles.pixelSizeAngstrom() * particles.box();
        if (map != null) {
            double mapWidth = map.size() * map.voxelSizeAngstrom();
            require(
                    Math.abs(mapWidth / width - 1) < 0.01,
                    "width of the map (Å)",
                    "that of the images, " + width,
                    mapWidth);
        }
        ParticleSet set = particles;
        Preparation cropped = new Preparation(preparation.normalise(), preparation.invert(), box);
        List<FullestViews.View> views = FullestViews.of(particles.particles(), symmetry, most);
        Projections projections = map == null ? null : new Projections(FourierResampling.to(map, box));
        ViewAverage[] averages = new ViewAverage[views.size()];
        try {
            Tasks.forEach(views.size(), () -> new Average(set, cropped, box, width, projections), (average, i) -> {
                if (!monitor.stopped()) averages[i] = average.of(views.get(i));
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<ViewAverage> done = new ArrayList<>();
        for (ViewAverage average : averages) if (average != null) done.add(average);
        return done;
    }

    /** One average after the other, for one thread. */
    private final class Average {
        private final PreparedPlane plane;
        private final int box;
        private final Projections.Image projection;
        private final float[] pixels;

        Average(ParticleSet set, Preparation cropped, int box, double width, Projections projections) {
            this.box = box;
            HalfDisc disc = new HalfDisc(box / 2 - 1);
            plane = new PreparedPlane(set, cropped, disc, box, width);
            projection = projections == null ? null : projections.image();
            pixels = new float[box * box];
        }

        ViewAverage of(FullestViews.View view) {
            List<Particle> members = view.members();
            int images = Math.min(MOST_IMAGES, members.size());
            float[] sum = new float[box * box];
            float[] model = projection == null ? null : new float[box * box];
            double[] weights = new double[box / 2];
            DMatrix3x3 middle = Rotation.fromEuler(view.rotDegrees(), view.tiltDegrees(), 0);
            for (int i = 0; i < images; i++) {
                Particle particle = members.get((int) ((long) i * members.size() / images));
                double turn = turnOnto(particle.pose(), middle);
                try {
                    plane.corrected(particle, ctf, pixels, weights);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                addTurned(pixels, turn, sum);
                if (projection == null) continue;
                Pose pose = particle.pose();
                Pose turned =
                        new Pose(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees() + Math.toDegrees(turn), 0, 0);
                projection.pixels(particle.withPose(turned).withDefocus(null), pixels);
                for (int p = 0; p < pixels.length; p++) model[p] += pixels[p] / images;
            }
            double mean = Arrays.stream(weights).average().orElse(1);
            plane.filter(sum, ring -> edge(ring) / (weights[ring] + WIENER * mean));
            if (model != null)
                plane.filter(model, ring -> edge(ring) * weights[ring] / (weights[ring] + WIENER * mean));
            return new ViewAverage(
                    view.rotDegrees(),
                    view.tiltDegrees(),
                    members.size(),
                    images,
                    sum,
                    model,
                    model == null ? Double.NaN : correlation(sum, model));
        }

        /** 1 up to two rings before the limit, 0 from two rings after it on. */
        private double edge(int ring) {
            if (!(limitAngstrom > 0)) return 1;
            double beyond = ring - plane.widthAngstrom() / limitAngstrom;
            return beyond <= -2 ? 1 : beyond >= 2 ? 0 : 0.5 - 0.5 * Math.sin(Math.PI * beyond / 4);
        }

        /** Adds an image after a turn in its plane: the new pixel q is the old one at the inverse turn of q. */
        private void addTurned(float[] image, double angle, float[] sum) {
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            int centre = box / 2;
            for (int y = 0, out = 0; y < box; y++)
                for (int x = 0; x < box; x++, out++) {
                    double dx = x - centre;
                    double dy = y - centre;
                    double px = c * dx - s * dy + centre;
                    double py = s * dx + c * dy + centre;
                    int ix = (int) Math.floor(px);
                    int iy = (int) Math.floor(py);
                    if (ix < 0 || iy < 0 || ix >= box - 1 || iy >= box - 1) continue;
                    float fx = (float) (px - ix);
                    float fy = (float) (py - iy);
                    int i = iy * box + ix;
                    float near = image[i] + fx * (image[i + 1] - image[i]);
                    float far = image[i + box] + fx * (image[i + box + 1] - image[i + box]);
                    sum[out] += near + fy * (far - near);
                }
        }

        private double correlation(float[] a, float[] b) {
            double n = 0;
            double sa = 0;
            double sb = 0;
            double aa = 0;
            double bb = 0;
            double ab = 0;
            for (int i = 0; i < a.length; i++) {
                double x = i % box - box / 2;
                double y = i / box - box / 2;
                if (x * x + y * y > CIRCLE * CIRCLE * box * box) continue;
                n++;
                sa += a[i];
                sb += b[i];
                aa += a[i] * a[i];
                bb += b[i] * b[i];
                ab += a[i] * b[i];
            }
            double scale = Math.sqrt((aa - sa * sa / n) * (bb - sb * sb / n));
            return scale > 0 ? (ab - sa * sb / n) / scale : 0;
        }
    }

    /** The turn about the direction of view, in radians, that brings a pose nearest to another rotation. */
    private static double turnOnto(Pose pose, DMatrix3x3 target) {
        DMatrix3x3 a = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
        // tr(Rz(φ) A Bᵀ) = cos φ (m11 + m22) + sin φ (m21 − m12) + m33 with M = A Bᵀ, Rz = [c s; −s c]
        double m11 = a.a11 * target.a11 + a.a12 * target.a12 + a.a13 * target.a13;
        double m22 = a.a21 * target.a21 + a.a22 * target.a22 + a.a23 * target.a23;
        double m12 = a.a11 * target.a21 + a.a12 * target.a22 + a.a13 * target.a23;
        double m21 = a.a21 * target.a11 + a.a22 * target.a12 + a.a23 * target.a13;
        return Math.atan2(m21 - m12, m11 + m22);
    }
}
