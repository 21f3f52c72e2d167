/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import java.util.Arrays;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.CentralSlices;

/** Volumes as images of ImageJ. */
public final class MapImage {
    static final String ANGSTROM = "Å";

    private MapImage() {}

    /** A map: origin at voxel n/2, central slice in front, contrast of the central slices. */
    public static ImagePlus of(String title, Volume map) {
        int n = map.size();
        ImageStack stack = new ImageStack(n, n);
        for (int z = 0; z < n; z++) stack.addSlice("", Arrays.copyOfRange(map.voxels(), z * n * n, (z + 1) * n * n));
        ImagePlus image = new ImagePlus(title, stack);
        calibrate(image, map.voxelSizeAngstrom());
        image.getCalibration().xOrigin = image.getCalibration().yOrigin = image.getCalibration().zOrigin = n / 2;
        CentralSlices slices = new CentralSlices(map);
        image.setSlice(n / 2 + 1);
        image.setDisplayRange(slices.black(), slices.white());
        return image;
    }

    /** Maps of one box as a hyperstack, z within a map and time along the maps; contrast of the first one. */
    static ImagePlus series(String title, List<Volume> maps) {
        ImagePlus first = of(title, maps.get(0));
        int n = maps.get(0).size();
        ImageStack stack = new ImageStack(n, n);
        for (Volume map : maps)
            for (int z = 0; z < n; z++)
                stack.addSlice("", Arrays.copyOfRange(map.voxels(), z * n * n, (z + 1) * n * n));
        ImagePlus image = new ImagePlus(title, stack);
        image.setCalibration(first.getCalibration());
        image.setDimensions(1, n, maps.size());
        image.setOpenAsHyperStack(true);
        image.setPosition(1, n / 2 + 1, 1);
        image.setDisplayRange(first.getDisplayRangeMin(), first.getDisplayRangeMax());
        return image;
    }

    /**
     * An image of ImgLib2 with three axes, copied: a map, a mask, or a stack of particles along the last axis.
     *
     * @param angstrom width of a voxel; 0 for a stack, or where it is not known
     */
    public static <T extends RealType<T>> ImagePlus of(
            String title, RandomAccessibleInterval<T> source, double angstrom) {
        int width = Math.toIntExact(source.dimension(0));
        int height = Math.toIntExact(source.dimension(1));
        ImageStack stack = new ImageStack(width, height);
        for (long z = source.min(2); z <= source.max(2); z++) {
            float[] pixels = new float[width * height];
            int i = 0;
            for (T value : Views.flatIterable(Views.hyperSlice(source, 2, z))) pixels[i++] = value.getRealFloat();
            stack.addSlice("", pixels);
        }
        ImagePlus image = new ImagePlus(title, stack);
        if (angstrom > 0) calibrate(image, angstrom);
        return image;
    }

    /** Gives pixels their size in Å. */
    public static void calibrate(ImagePlus image, double angstrom) {
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = calibration.pixelHeight = calibration.pixelDepth = angstrom;
        calibration.setUnit(ANGSTROM);
    }

    /** Values by frequency, the zero frequency at voxel n/2. */
    static ImagePlus ofFrequencies(String title, Volume values) {
        ImagePlus image = of(title, values);
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth =
                calibration.pixelHeight = calibration.pixelDepth = 1 / (values.size() * values.voxelSizeAngstrom());
        calibration.setUnit("1/" + ANGSTROM);
        return image;
    }
}
