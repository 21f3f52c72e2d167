/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import java.util.function.Consumer;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/**
 * From a map in real space to the half cube whose slices are its projections, and back. Interpolating between the
 * voxels of the transform multiplies the map by a window in real space; on the way in the map is divided by it and on
 * the way out the map is multiplied by it.
 */
public final class FourierVolume {
    private final HalfCube cube;
    private final Interpolation interpolation;
    private final int padding;
    private final int size;

    /** @param size voxels along each axis of the map; the transform has padding·size */
    public FourierVolume(HalfCube cube, Interpolation interpolation, int padding, int size) {
        this.cube = cube;
        this.interpolation = interpolation;
        this.padding = padding;
        this.size = size;
    }

    /** The half cube of a map, 2 floats per voxel, whose unnormalised slices are those of the map. */
    public float[] fromMap(Volume map) {
        return transform(window(map.voxels(), true));
    }

    /** The map of a half cube; its values beyond the ball are taken as zero. */
    public Volume toMap(float[] volume, double voxelSizeAngstrom) {
        return new Volume(size, voxelSizeAngstrom, window(inverse(volume), false));
    }

    /** The half cube after the map, still with its window, was multiplied by {@code mask}. */
    public float[] masked(float[] volume, float[] mask) {
        return edited(volume, voxels -> Volume.multiply(voxels, mask));
    }

    /** The half cube after {@code edit} has changed the voxels of the map, which still has its window. */
    public float[] edited(float[] volume, Consumer<float[]> edit) {
        float[] voxels = inverse(volume);
        edit.accept(voxels);
        return transform(voxels);
    }

    private float[] transform(float[] voxels) {
        int m = padding * size;
        RealFft3D fft = new RealFft3D(m);
        float[] spectrum = fft.forward(resize(voxels, size, m));
        float[] cubeValues = new float[2 * cube.size()];
        Tasks.forEach(cube.ny(), plane -> {
            int kz = plane - cube.extent();
            for (int ky = -cube.extent(); ky <= cube.extent(); ky++)
                for (int kx = 0; kx <= Math.min(cube.end(ky, kz), m / 2); kx++) {
                    int in = fft.index(kx, Math.floorMod(ky, m), Math.floorMod(kz, m));
                    int out = 2 * cube.index(kx, ky, kz);
                    float sign = ((kx + ky + kz) & 1) == 0 ? 1 : -1;
                    cubeValues[out] = sign * spectrum[in];
                    cubeValues[out + 1] = sign * spectrum[in + 1];
                }
        });
        return cubeValues;
    }

    private float[] inverse(float[] volume) {
        int m = padding * size;
        RealFft3D fft = new RealFft3D(m);
        float[] spectrum = new float[fft.spectrumLength()];
        Tasks.forEach(cube.ny(), plane -> {
            int kz = plane - cube.extent();
            for (int ky = -cube.extent(); ky <= cube.extent(); ky++)
                for (int kx = 0; kx <= Math.min(cube.end(ky, kz), m / 2 - 1); kx++) {
                    int in = 2 * cube.index(kx, ky, kz);
                    int out = fft.index(kx, Math.floorMod(ky, m), Math.floorMod(kz, m));
                    float sign = ((kx + ky + kz) & 1) == 0 ? 1 : -1;
                    spectrum[out] = sign * volume[in];
                    spectrum[out + 1] = sign * volume[in + 1];
                }
        });
        return resize(fft.inverse(spectrum), m, size);
    }

    /** Copies the centre: into a larger box with zeros around it, or out of it. */
    private static float[] resize(float[] voxels, int from, int to) {
        if (from == to) return voxels;
        float[] resized = new float[to * to * to];
        int common = Math.min(from, to);
        int in = from / 2 - common / 2;
        int out = to / 2 - common / 2;
        for (int z = 0; z < common; z++)
            for (int y = 0; y < common; y++)
                System.arraycopy(
                        voxels,
                        ((z + in) * from + y + in) * from + in,
                        resized,
                        ((z + out) * to + y + out) * to + out,
                        common);
        return resized;
    }

    private float[] window(float[] voxels, boolean divide) {
        float[] along = new float[size];
        for (int i = 0; i < size; i++) {
            double window = interpolation.window((i - size / 2) / (double) (padding * size));
            along[i] = (float) (divide ? 1 / window : window);
        }
        float[] result = new float[voxels.length];
        for (int z = 0, i = 0; z < size; z++)
            for (int y = 0; y < size; y++)
                for (int x = 0; x < size; x++, i++) result[i] = voxels[i] * along[x] * along[y] * along[z];
        return result;
    }
}
