/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * An ImgLib2 stack of particle images, axes x, y, image; row 0 is y = 0. It is read through its own accessors, so that
 * it may be an array, a view or something that is loaded on demand.
 */
public final class ImgImages implements ImageSource {
    private final RandomAccessibleInterval<FloatType> stack;

    /** @throws IllegalArgumentException unless the stack has three dimensions and square images */
    public ImgImages(RandomAccessibleInterval<FloatType> stack) {
        require(stack.numDimensions() == 3, "dimensions of the stack", "3 (x, y, image)", stack.numDimensions());
        require(
                stack.dimension(0) == stack.dimension(1),
                "images",
                "square",
                stack.dimension(0) + " × " + stack.dimension(1));
        this.stack = stack;
    }

    @Override
    public int count() {
        return (int) stack.dimension(2);
    }

    @Override
    public int box() {
        return (int) stack.dimension(0);
    }

    @Override
    public void read(int index, float[] pixels) {
        Cursor<FloatType> cursor = Views.flatIterable(Views.hyperSlice(stack, 2, stack.min(2) + index))
                .cursor();
        for (int i = 0; cursor.hasNext(); i++) pixels[i] = cursor.next().get();
    }
}
