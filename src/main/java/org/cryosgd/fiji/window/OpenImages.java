/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.cryosgd.assess.Masks;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.cryosparc.CryosparcOptions;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcHeader;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.OpenOptions;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ImageSource;

/**
 * Images of ImageJ as maps and particle stacks. Where a key takes an image, its value is the title of an open image or
 * else the name of a file. Row 0 of an image is y = 0.
 */
public final class OpenImages {
    private OpenImages() {}

    /**
     * Whether an image of that title is open, or was given by a script under that name.
     *
     * @throws IllegalArgumentException if several are
     */
    public static boolean has(String title) {
        if (GivenImages.find(title) != null) return true;
        long count = titles().stream().filter(title::equals).count();
        if (count > 1)
            throw new IllegalArgumentException(title + ": " + count
                    + " open images have this title. Rename one with Image > Rename..., or close it.");
        return isTaken(title);
    }

    /** The file of the open particles, of the active image rather than of another; null where there is none. */
    public static Path table() {
        List<ImagePlus> images = new ArrayList<>();
        if (WindowManager.getCurrentImage() != null) images.add(WindowManager.getCurrentImage());
        int[] ids = WindowManager.getIDList() == null ? new int[0] : WindowManager.getIDList();
        for (int id : ids) images.add(WindowManager.getImage(id));
        return images.stream()
                .filter(Objects::nonNull)
                .map(ParticleImages::tableOf)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Whether no other open image has the title. */
    static boolean isUnique(String title) {
        return titles().stream().filter(title::equals).count() <= 1;
    }

    /** The open or given image of this name, or null. */
    public static ImagePlus find(String name) {
        ImagePlus given = GivenImages.find(name);
        return given == null ? WindowManager.getImage(name) : given;
    }

    /** Whether one or more images of that title are open. */
    static boolean isTaken(String title) {
        return !title.isEmpty() && WindowManager.getImage(title) != null;
    }

    /** Whether an image is among the open ones, with a window or in a macro's batch mode. */
    static boolean isOpen(ImagePlus image) {
        return WindowManager.getImage(image.getID()) != null;
    }

    /** The titles of all open images. */
    public static List<String> titles() {
        List<String> titles = new ArrayList<>();
        for (int id : WindowManager.getIDList() == null ? new int[0] : WindowManager.getIDList()) {
            ImagePlus image = WindowManager.getImage(id);
            if (image != null) titles.add(image.getTitle());
        }
        return titles;
    }

    /**
     * A map: the open image of that title, or else an MRC file.
     *
     * @throws IllegalArgumentException if the image is not a cube or has no calibration; says what to do
     */
    public static Volume volume(String titleOrFile) throws IOException {
        return has(titleOrFile) ? volume(find(titleOrFile)) : MrcFiles.readVolume(Path.of(titleOrFile));
    }

    /**
     * A map for images of this box.
     *
     * @param what the map is, for the message
     * @throws FormatException if its box or voxel size is another one, to 1 %
     */
    public static Volume volume(String titleOrFile, String what, int box, double pixelAngstrom) throws IOException {
        Volume map = volume(titleOrFile);
        if (map.size() != box || !(Math.abs(map.voxelSizeAngstrom() / pixelAngstrom - 1) < 0.01))
            throw new FormatException(String.format(
                    Locale.ROOT,
                    "%s: the %s has %d voxels of %.3f Å, the images have %d pixels of %.3f Å. Resample it to fit them.",
                    titleOrFile,
                    what,
                    map.size(),
                    map.voxelSizeAngstrom(),
                    box,
                    pixelAngstrom));
        return map;
    }

    /** Box and voxel size of a map in words, without reading it; an empty text for an empty one. */
    public static String describe(String titleOrFile) throws IOException {
        if (titleOrFile.isEmpty()) return "";
        if (has(titleOrFile)) {
            ImagePlus image = find(titleOrFile);
            return String.format(Locale.ROOT, "box %d voxels of %.4g Å", image.getWidth(), angstromPerVoxel(image));
        }
        MrcHeader header = MrcHeader.read(Path.of(titleOrFile));
        return String.format(Locale.ROOT, "box %d voxels of %.4g Å", header.nx(), header.pixelSizeAngstrom());
    }

    /** A mask from an open image or a file. */
    public static Volume mask(String titleOrFile) throws IOException {
        return has(titleOrFile) ? mask(find(titleOrFile)) : volume(titleOrFile);
    }

    /** An image as a mask: ImageJ's own have 255 for 1. */
    public static Volume mask(ImagePlus image) {
        Volume mask = volume(image);
        float[] voxels = mask.voxels();
        if (image.getBitDepth() == 8 && IntStream.range(0, voxels.length).allMatch(i -> voxels[i] % 255 == 0))
            for (int i = 0; i < voxels.length; i++) voxels[i] /= 255;
        return mask;
    }

    /** A mask for maps of this box, from an open image or a file. */
    public static Volume mask(String titleOrFile, int size, double voxelSizeAngstrom) throws IOException {
        if (!has(titleOrFile)) return Masks.read(Path.of(titleOrFile), size, voxelSizeAngstrom);
        Volume mask = mask(titleOrFile);
        Masks.check(mask, size, voxelSizeAngstrom);
        return mask;
    }

    public static Volume volume(ImagePlus image) {
        int n = image.getWidth();
        if (image.getHeight() != n || image.getStackSize() != n)
            throw new IllegalArgumentException(image.getTitle() + ": the image is " + n + " × " + image.getHeight()
                    + " × " + image.getStackSize() + " voxels and a map must be a cube. Crop or pad it.");
        double voxel = angstromPerVoxel(image);
        float[] voxels = new float[Math.multiplyExact(n * n, n)];
        for (int z = 0; z < n; z++) copy(image, z + 1, voxels, z * n * n);
        for (float value : voxels)
            if (!Float.isFinite(value))
                throw new IllegalArgumentException(
                        image.getTitle() + ": the image has values that are not finite. Remove them first.");
        return new Volume(n, voxel, voxels);
    }

    /**
     * The pixel size of an image in Å.
     *
     * @throws IllegalArgumentException if its unit is no length, or width and height differ
     */
    public static double angstromPerPixel(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        double factor =
                switch (calibration.getUnit().toLowerCase(Locale.ROOT)) {
                    case "å", "\u212b", "a", "angstrom", "ångström", "ångstrom" -> 1;
                    case "nm", "nanometer" -> 10;
                    case "µm", "\u03bcm", "um", "micron", "microns" -> 1e4;
                    default -> 0;
                };
        double size = calibration.pixelWidth * factor;
        if (!(size > 0))
            throw new IllegalArgumentException(
                    image.getTitle() + ": the image has no pixel size in Å, nm or µm (unit '" + calibration.getUnit()
                            + "'). Set it with Image > Properties..., in a script with MapImage.of(title, image, angstrom).");
        requireSameSpacing(image, calibration.pixelHeight);
        return size;
    }

    /** {@link #angstromPerPixel} of a map, which is as deep. */
    private static double angstromPerVoxel(ImagePlus image) {
        double size = angstromPerPixel(image);
        requireSameSpacing(image, image.getCalibration().pixelHeight, image.getCalibration().pixelDepth);
        return size;
    }

    /** Throws unless a pixel is as high and, in a map, as deep as it is wide, to 1 % as in MRC files. */
    private static void requireSameSpacing(ImagePlus image, double... others) {
        Calibration calibration = image.getCalibration();
        double width = calibration.pixelWidth;
        if (Arrays.stream(others).allMatch(size -> Math.abs(Math.abs(size) - width) <= 0.01 * width)) return;
        String sizes = DoubleStream.concat(DoubleStream.of(width), Arrays.stream(others))
                .mapToObj(size -> String.format(Locale.ROOT, "%.4g", size))
                .collect(Collectors.joining(" × "));
        throw new IllegalArgumentException(image.getTitle() + ": width"
                + (others.length == 1 ? " and height of a pixel" : ", height and depth of a voxel")
                + " must be the same and are " + sizes + " " + calibration.getUnit()
                + ". Correct them with Image > Properties..., or resample the image.");
    }

    /**
     * Particles of a table.
     *
     * @param file a STAR or .cs file
     * @param projectDir folder that image names start from; empty to look for it
     */
    public static ParticleFile particles(String file, String projectDir) throws IOException {
        return ParticleFiles.open(
                Path.of(file), OpenOptions.defaults().withProjectDir(path(projectDir)), CryosparcOptions.NONE);
    }

    /**
     * Particles of a table, with images of their own.
     *
     * @param stack title of an open stack, or an MRC file, to be used for the images in place of the table's, which is
     *     closed with the particle file; may be empty
     */
    public static ParticleFile particles(Path table, String stack, OpenOptions options, CryosparcOptions cryosparc)
            throws IOException {
        if (stack.isEmpty()) return ParticleFiles.open(table, options, cryosparc);
        if (has(stack)) return ParticleFiles.open(table, options.withImages(stack(stack)), cryosparc);
        MrcStack images = MrcStack.open(Path.of(stack));
        try {
            return ParticleFiles.open(table, options.withImages(images), cryosparc);
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
    }

    /** The keys {@code passthrough}, which may be empty, and {@code shiftPixelSize}. */
    public static CryosparcOptions cryosparc(String passthrough, double shiftPixelSize) {
        return new CryosparcOptions(path(passthrough), shiftPixelSize);
    }

    /** Null for an empty text. */
    public static Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    /** The slices of an open image as particles. */
    static ImageSource stack(String title) {
        ImagePlus image = find(title);
        if (image.getWidth() != image.getHeight())
            throw new IllegalArgumentException(title + ": the images are " + image.getWidth() + " × "
                    + image.getHeight() + " pixels and must be square.");
        return new ImageSource() {
            @Override
            public int count() {
                return image.getStackSize();
            }

            @Override
            public int box() {
                return image.getWidth();
            }

            @Override
            public void read(int index, float[] pixels) {
                copy(image, index + 1, pixels, 0);
            }
        };
    }

    /** Copies a slice, from 1, as it is shown: with the calibration function of its grey values, if there is one. */
    public static void copy(ImagePlus image, int slice, float[] target, int offset) {
        ImageProcessor pixels;
        synchronized (image) { // virtual stacks need not be safe for several threads
            pixels = image.getStack().getProcessor(slice);
        }
        if (image.getCalibration().calibrated())
            pixels.setCalibrationTable(image.getCalibration().getCTable());
        float[] values = (float[]) pixels.convertToFloatProcessor().getPixels();
        System.arraycopy(values, 0, target, offset, values.length);
    }
}
