/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import ij.ImagePlus;
import java.io.File;
import java.lang.reflect.Type;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Util;
import org.cryosgd.fiji.window.GivenImages;
import org.cryosgd.fiji.window.MapImage;
import org.scijava.Priority;
import org.scijava.convert.AbstractConverter;
import org.scijava.convert.ConvertService;
import org.scijava.convert.Converter;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.util.Types;

/**
 * Images that scripts give where a key takes a file or the title of an open image: an {@link ImagePlus}, in Fiji a
 * Dataset, and any image of ImgLib2 with three axes, which has no pixel size. Keys are of type File or String.
 */
public abstract class ImageToKey<I, O> extends AbstractConverter<I, O> {
    @Parameter(required = false)
    private ConvertService converters;

    private final Class<I> input;
    private final Class<O> output;

    ImageToKey(Class<I> input, Class<O> output) {
        this.input = input;
        this.output = output;
    }

    /** An image as ImageJ has it. */
    private ImagePlus image(Object source) {
        if (source instanceof ImagePlus image) return image;
        // Fiji knows how to convert a Dataset, with its pixel size
        if (isDataset(source)) {
            ImagePlus converted = converters.convert(source, ImagePlus.class);
            if (converted != null) return converted;
        }
        return imglib((RandomAccessibleInterval<?>) source);
    }

    private boolean isDataset(Object source) {
        return converters != null && converters.supports(source, ImagePlus.class);
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static ImagePlus imglib(RandomAccessibleInterval source) {
        return MapImage.of("image of a script", source, 0);
    }

    @Override
    public boolean canConvert(Object source, Type dest) {
        return canConvert(source, Types.raw(dest));
    }

    @Override
    public boolean canConvert(Object source, Class<?> dest) {
        if (dest != output || !input.isInstance(source)) return false;
        if (!(source instanceof RandomAccessibleInterval<?> image)) return true;
        return image.numDimensions() == 3 && Util.getTypeFromInterval(image) instanceof RealType;
    }

    @Override
    public boolean canConvert(Class<?> source, Class<?> dest) {
        return dest == output && input.isAssignableFrom(source);
    }

    @Override
    public <T> T convert(Object source, Class<T> dest) {
        String name = GivenImages.name(image(source));
        return dest.cast(dest == File.class ? new File(name) : name);
    }

    @Override
    public Class<I> getInputType() {
        return input;
    }

    @Override
    public Class<O> getOutputType() {
        return output;
    }

    /** {@link ImagePlus} for a key of type File. */
    @Plugin(type = Converter.class, priority = Priority.HIGH)
    public static class PlusToFile extends ImageToKey<ImagePlus, File> {
        public PlusToFile() {
            super(ImagePlus.class, File.class);
        }
    }

    /** {@link ImagePlus} for a key of type String. */
    @Plugin(type = Converter.class, priority = Priority.HIGH)
    public static class PlusToText extends ImageToKey<ImagePlus, String> {
        public PlusToText() {
            super(ImagePlus.class, String.class);
        }
    }

    /** An image of ImgLib2 for a key of type File. */
    @Plugin(type = Converter.class, priority = Priority.HIGH)
    @SuppressWarnings("rawtypes")
    public static class IntervalToFile extends ImageToKey<RandomAccessibleInterval, File> {
        public IntervalToFile() {
            super(RandomAccessibleInterval.class, File.class);
        }
    }

    /** An image of ImgLib2 for a key of type String. */
    @Plugin(type = Converter.class, priority = Priority.HIGH)
    @SuppressWarnings("rawtypes")
    public static class IntervalToText extends ImageToKey<RandomAccessibleInterval, String> {
        public IntervalToText() {
            super(RandomAccessibleInterval.class, String.class);
        }
    }
}
