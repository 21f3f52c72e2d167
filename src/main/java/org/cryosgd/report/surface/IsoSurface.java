/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

import static org.cryosgd.math.Require.require;

import org.cryosgd.assess.MaskCreation;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.ejml.data.DMatrix3x3;

/**
 * The surface on which the density of a map has one value, densities being linear between voxels. It is seen along
 * parallel rays; inside is where the density is higher. Safe to use from several threads.
 *
 * <pre>
 * IsoSurface surface = IsoSurface.of(map);
 * BufferedImage picture = SurfaceShading.draw(surface.hits(SurfaceViews.FRONT, 800, 1), 2);
 * </pre>
 */
public final class IsoSurface {
    /** Voxels along each axis of the blocks that a ray passes at once where all of their densities are low. */
    private static final int BLOCK = 8;
    /** Distance of samples along a ray in voxels of the map that is given. */
    private static final double STEP = 0.5;
    /** How often {@link #of} puts a coarse map on finer voxels along each axis. */
    private static final int FINER = 2;
    /** Halvings of that distance around the surface, before the last one is interpolated. */
    private static final int HALVINGS = 5;
    /** Maps of fewer voxels are put on twice as many, so that facets of voxels are not seen. */
    private static final int COARSE = 100;
    /** How far the outermost voxel is from the edge of the picture, as a part of its distance from the origin. */
    private static final double MARGIN = 0.04;

    private final Volume map;
    private final int n;
    private final float[] voxels;
    private final float level;
    private final double step;
    private final int blocks;
    private final float[] blockMaximum;
    private final double radius;

    /**
     * The surface of a map at a density.
     *
     * @param map at least 2 voxels wide; not copied
     * @param level density of the surface
     */
    public IsoSurface(Volume map, double level) {
        this(map, level, STEP);
    }

    /** @param step distance of samples along a ray in voxels */
    private IsoSurface(Volume map, double level, double step) {
        require(map.size() >= 2, "box of the map", "at least 2", map.size());
        this.map = map;
        n = map.size();
        voxels = map.voxels();
        this.level = (float) level;
        this.step = step;
        blocks = (n - 2) / BLOCK + 1;
        blockMaximum = new float[blocks * blocks * blocks];
        double[] farthest = new double[blocks];
        Tasks.forEach(blocks, z -> {
            for (int y = 0; y < blocks; y++)
                for (int x = 0; x < blocks; x++) farthest[z] = Math.max(farthest[z], block(x, y, z));
        });
        double most = 0;
        for (double distance : farthest) most = Math.max(most, distance);
        radius = Math.sqrt(most) + 1;
    }

    /**
     * The surface at the contour that Create Mask chooses by itself ({@link MaskCreation#automaticThreshold}); small maps
     * are put on finer voxels first.
     */
    public static IsoSurface of(Volume map) {
        double level = MaskCreation.automaticThreshold(map);
        if (map.size() >= COARSE || map.size() % 2 != 0) return new IsoSurface(map, level);
        return new IsoSurface(FourierResampling.to(map, FINER * map.size()), level, FINER * STEP);
    }

    /** Fills in the maximum of a block and returns the largest squared distance of a voxel inside from the origin. */
    private double block(int bx, int by, int bz) {
        float most = Float.NEGATIVE_INFINITY;
        double farthest = 0;
        int centre = n / 2;
        // cells of the block reach the first voxels of the next one
        for (int z = bz * BLOCK; z <= Math.min(n - 1, (bz + 1) * BLOCK); z++)
            for (int y = by * BLOCK; y <= Math.min(n - 1, (by + 1) * BLOCK); y++)
                for (int x = bx * BLOCK; x <= Math.min(n - 1, (bx + 1) * BLOCK); x++) {
                    float value = voxels[(z * n + y) * n + x];
                    most = Math.max(most, value);
                    if (value < level) continue;
                    double dx = x - centre;
                    double dy = y - centre;
                    double dz = z - centre;
                    farthest = Math.max(farthest, dx * dx + dy * dy + dz * dz);
                }
        blockMaximum[(bz * blocks + by) * blocks + bx] = most;
        return farthest;
    }

    /** The map of the surface, on finer voxels where {@link #of} made them. */
    public Volume map() {
        return map;
    }

    /** Density of the surface. */
    public double level() {
        return level;
    }

    /** Distance of the outermost voxel inside from the origin, and one more, in voxels. */
    public double radius() {
        return radius;
    }

    /** Whether some but not all densities are inside, so that there is a surface. */
    public boolean exists() {
        boolean inside = false;
        for (float value : blockMaximum) inside |= value >= level;
        if (!inside) return false;
        for (float value : voxels) if (value < level) return true;
        return false;
    }

    /**
     * Where the rays through the pixels of a picture meet the surface from outside. All of the surface is in the picture at
     * zoom 1, whatever the view. Uses the threads of {@link Tasks}; the result does not depend on their number.
     *
     * @param view rows are the axes of the picture in the map: to the right, upwards, towards the viewer
     * @param pixels width and height of the picture
     * @param zoom larger than 1 shows the middle larger
     */
    public SurfaceHits hits(DMatrix3x3 view, int pixels, double zoom) {
        float[] depth = new float[pixels * pixels];
        float[] normals = new float[3 * depth.length];
        double scale = 2 * radius * (1 + MARGIN) / zoom / pixels;
        double middle = 0.5 * (pixels - 1);
        Tasks.forEach(pixels, () -> new Ray(view), (ray, row) -> {
            for (int column = 0, i = row * pixels; column < pixels; column++, i++) {
                ray.start((column - middle) * scale, (middle - row) * scale);
                double s = ray.meet();
                depth[i] = Double.isNaN(s) ? Float.NaN : (float) (radius - s);
                if (!Double.isNaN(s)) ray.normal(s, normals, 3 * i);
            }
        });
        return new SurfaceHits(pixels, scale, depth, normals);
    }

    private double inBox(double place) {
        return Math.max(0, Math.min(n - 1, place));
    }

    /** The density at a place within the box, in voxels; up to a rounding beyond it the cell at its face goes on. */
    private double density(double x, double y, double z) {
        int ix = Math.min(n - 2, (int) x);
        int iy = Math.min(n - 2, (int) y);
        int iz = Math.min(n - 2, (int) z);
        double fx = x - ix;
        double fy = y - iy;
        double fz = z - iz;
        int i = (iz * n + iy) * n + ix;
        int plane = n * n;
        double a = voxels[i] + fx * (voxels[i + 1] - voxels[i]);
        double b = voxels[i + n] + fx * (voxels[i + n + 1] - voxels[i + n]);
        double c = voxels[i + plane] + fx * (voxels[i + plane + 1] - voxels[i + plane]);
        double d = voxels[i + plane + n] + fx * (voxels[i + plane + n + 1] - voxels[i + plane + n]);
        double near = a + fy * (b - a);
        return near + fz * (c + fy * (d - c) - near);
    }

    /** One ray after the other, for one thread; s is the way from the plane of the nearest point, in voxels. */
    private final class Ray {
        private final DMatrix3x3 view;
        private double x0;
        private double y0;
        private double z0;

        Ray(DMatrix3x3 view) {
            this.view = view;
        }

        /** The ray through a point of the picture, in voxels from its middle. */
        void start(double right, double up) {
            int centre = n / 2;
            x0 = centre + right * view.a11 + up * view.a21 + radius * view.a31;
            y0 = centre + right * view.a12 + up * view.a22 + radius * view.a32;
            z0 = centre + right * view.a13 + up * view.a23 + radius * view.a33;
        }

        /** Where the ray enters the surface, or NaN. */
        double meet() {
            double from = 0;
            double to = 2 * radius;
            for (int axis = 0; axis < 3; axis++) {
                double start = axis == 0 ? x0 : axis == 1 ? y0 : z0;
                double speed = -(axis == 0 ? view.a31 : axis == 1 ? view.a32 : view.a33);
                if (Math.abs(speed) < 1e-12) {
                    if (start < 0 || start > n - 1) return Double.NaN;
                    continue;
                }
                double a = -start / speed;
                double b = (n - 1 - start) / speed;
                from = Math.max(from, Math.min(a, b));
                to = Math.min(to, Math.max(a, b));
            }
            double before = Double.NaN;
            for (double s = from; s <= to; ) {
                int bx = block(x0 - s * view.a31);
                int by = block(y0 - s * view.a32);
                int bz = block(z0 - s * view.a33);
                double leave = Math.min(
                        leave(x0, -view.a31, bx), Math.min(leave(y0, -view.a32, by), leave(z0, -view.a33, bz)));
                if (blockMaximum[(bz * blocks + by) * blocks + bx] < level) {
                    before = Double.NaN;
                    s = Math.max(leave, s) + 1e-6;
                    continue;
                }
                // at least one step, also where rounding has put s beyond the block
                do {
                    if (at(s) >= level)
                        return Double.isNaN(before) ? entered(Math.max(from, s - step), s) : entered(before, s);
                    before = s;
                    s += step;
                } while (s < leave && s <= to);
            }
            return Double.NaN;
        }

        /** The surface between a place outside and one inside; at the face of the box the first may be inside too. */
        private double entered(double outside, double inside) {
            double low = outside;
            double high = inside;
            if (at(low) >= level) return low;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = 0.5 * (low + high);
                if (at(middle) >= level) high = middle;
                else low = middle;
            }
            double a = at(low);
            double b = at(high);
            return b > a ? low + (high - low) * (level - a) / (b - a) : high;
        }

        private double at(double s) {
            return density(x0 - s * view.a31, y0 - s * view.a32, z0 - s * view.a33);
        }

        private int block(double place) {
            return Math.max(0, Math.min(blocks - 1, (int) (place / BLOCK)));
        }

        /** Where the ray leaves the slab of a block along one axis. */
        private static double leave(double start, double speed, int block) {
            if (Math.abs(speed) < 1e-12) return Double.POSITIVE_INFINITY;
            return ((speed > 0 ? block + 1 : block) * BLOCK - start) / speed;
        }

        /** The direction in which the density falls fastest, in axes of the picture. */
        void normal(double s, float[] normals, int out) {
            double x = x0 - s * view.a31;
            double y = y0 - s * view.a32;
            double z = z0 - s * view.a33;
            double gx = density(inBox(x - 1), y, z) - density(inBox(x + 1), y, z);
            double gy = density(x, inBox(y - 1), z) - density(x, inBox(y + 1), z);
            double gz = density(x, y, inBox(z - 1)) - density(x, y, inBox(z + 1));
            double length = Math.sqrt(gx * gx + gy * gy + gz * gz);
            if (length == 0) {
                normals[out + 2] = 1;
                return;
            }
            normals[out] = (float) ((gx * view.a11 + gy * view.a12 + gz * view.a13) / length);
            normals[out + 1] = (float) ((gx * view.a21 + gy * view.a22 + gz * view.a23) / length);
            normals[out + 2] = (float) ((gx * view.a31 + gy * view.a32 + gz * view.a33) / length);
        }
    }
}
