/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import java.util.Arrays;
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
