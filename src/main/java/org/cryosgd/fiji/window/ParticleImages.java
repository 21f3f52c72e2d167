/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImageListener;
import ij.ImagePlus;
import ij.VirtualStack;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/** Particle images as a virtual stack: slice i is read when it is looked at. */
public final class ParticleImages extends VirtualStack {
    private static final int SAMPLED = 20;

    private final ImageSource images;
    private final List<Particle> shown;
    private final Path table;

    private ParticleImages(ParticleSet particles, Path table) {
        super(particles.box(), particles.box(), null, null);
        images = particles.images();
        shown = new ArrayList<>(particles.particles());
        this.table = table;
        setBitDepth(32);
    }

    /**
     * Particles as an image that is not shown yet: calibrated, contrast from a sample of them.
     *
     * @param table the file with their poses, or null
     */
    public static ImagePlus image(String title, ParticleSet particles, Path table) {
        ParticleImages stack = new ParticleImages(particles, table);
        ImagePlus image = new ImagePlus(title, stack);
        MapImage.calibrate(image, particles.pixelSizeAngstrom());
        image.getCalibration().pixelDepth = 1;
        int count = Math.min(SAMPLED, stack.size());
        int pixels = particles.box() * particles.box();
        float[] sample = new float[count * pixels];
        for (int i = 0; i < count; i++)
            System.arraycopy(
                    stack.getProcessor(1 + (int) ((long) i * stack.size() / count))
                            .getPixels(),
                    0,
                    sample,
                    i * pixels,
                    pixels);
        Arrays.sort(sample);
        image.setDisplayRange(sample[sample.length / 200], sample[sample.length - 1 - sample.length / 200]);
        return image;
    }

    /** The images of an MRC file, numbered from 1. */
    public static ImagePlus image(String title, MrcStack images) {
        Optics unknown = new Optics("", 300, 2.7, 0.1, 1, 0);
        List<Particle> numbered = IntStream.range(0, images.count())
                .mapToObj(i -> new Particle((i + 1) + "@" + title, i, null, unknown, null, 0))
                .toList();
        double pixel = images.header().pixelSizeAngstrom();
        ImagePlus image = image(title, new ParticleSet(title, numbered, images, pixel > 0 ? pixel : 1), null);
        if (pixel == 0) image.getCalibration().setUnit("pixel");
        return image;
    }

    /** The file with the poses of an image's particles; null where it shows none, or none of a table. */
    static Path tableOf(ImagePlus image) {
        return image.getStack() instanceof ParticleImages particles ? particles.table : null;
    }

    /** The same image; {@code files} are closed with its window. */
    public static ImagePlus closing(ImagePlus image, AutoCloseable files) {
        ImagePlus.addImageListener(new ImageListener() {
            @Override
            public void imageOpened(ImagePlus other) {}

            @Override
            public void imageUpdated(ImagePlus other) {}

            @Override
            public void imageClosed(ImagePlus closed) {
                if (closed != image) return;
                ImagePlus.removeImageListener(this);
                try {
                    files.close();
                } catch (Exception e) {
                    IJ.log(e.getMessage());
                }
            }
        });
        return image;
    }

    @Override
    public ImageProcessor getProcessor(int slice) {
        int index = shown.get(slice - 1).image();
        int box = images.box(index);
        float[] pixels = new float[box * box];
        try {
            images.read(index, pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FloatProcessor image = new FloatProcessor(box, box, pixels);
        return box == images.box() ? image : centred(image);
    }

    /** An image of another box in the middle of the stack's. */
    private FloatProcessor centred(FloatProcessor image) {
        FloatProcessor whole = new FloatProcessor(images.box(), images.box());
        whole.set(image.getStatistics().mean);
        int corner = images.box() / 2 - image.getWidth() / 2;
        whole.insert(image, corner, corner);
        return whole;
    }

    @Override
    public int getSize() {
        return shown.size();
    }

    @Override
    public int size() {
        return shown.size();
    }

    @Override
    public String getSliceLabel(int slice) {
        return slice < 1 || slice > size() ? null : shown.get(slice - 1).name();
    }

    @Override
    public String getFileName(int slice) {
        return getSliceLabel(slice);
    }

    /** What is written into a slice is lost: the files stay as they are. */
    @Override
    public void setPixels(Object pixels, int slice) {}

    /** The particle is no longer shown; its file keeps it. */
    @Override
    public void deleteSlice(int slice) {
        shown.remove(slice - 1);
    }
}
