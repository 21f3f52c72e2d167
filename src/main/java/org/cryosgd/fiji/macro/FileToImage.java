/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import org.cryosgd.fiji.window.CryoFormats;
import org.scijava.Priority;
import org.scijava.convert.AbstractConverter;
import org.scijava.convert.Converter;
import org.scijava.io.location.FileLocation;
import org.scijava.plugin.Plugin;
import org.scijava.util.Types;

/** The name of an MRC, STAR or .cs file where a script asks for an image: {@code #@ ImagePlus image}. */
public abstract class FileToImage<I> extends AbstractConverter<I, ImagePlus> {
    private final Class<I> input;

    FileToImage(Class<I> input) {
        this.input = input;
    }

    @Override
    public boolean canConvert(Object source, Type dest) {
        return canConvert(source, Types.raw(dest));
    }

    @Override
    public boolean canConvert(Object source, Class<?> dest) {
        if (dest != ImagePlus.class || !input.isInstance(source)) return false;
        File file = new File(source.toString());
        return file.isFile() && new CryoFormats().supportsOpen(new FileLocation(file));
    }

    @Override
    public <T> T convert(Object source, Class<T> dest) {
        try {
            return dest.cast(CryoFormats.image(new File(source.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Class<I> getInputType() {
        return input;
    }

    @Override
    public Class<ImagePlus> getOutputType() {
        return ImagePlus.class;
    }

    /** From a text. */
    @Plugin(type = Converter.class, priority = Priority.HIGH)
    public static class FromText extends FileToImage<String> {
        public FromText() {
            super(String.class);
        }
    }

    /** From a file. */
    @Plugin(type = Converter.class, priority = Priority.HIGH)
    public static class FromFile extends FileToImage<File> {
        public FromFile() {
            super(File.class);
        }
    }
}
