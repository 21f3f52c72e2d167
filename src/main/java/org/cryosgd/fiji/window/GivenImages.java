/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Images that scripts give to commands without opening them. Keys of commands are texts, so that each image has a name
 * that stands for it, as the title does for an open one.
 */
public final class GivenImages {
    /** Of images that no command has taken the oldest are forgotten. */
    private static final int MOST = 8;

    private static final Deque<Given> IMAGES = new ArrayDeque<>();

    private record Given(String name, ImagePlus image) {}

    private GivenImages() {}

    /** The text that stands for an image: its title, with its number where an open or given image has the title too. */
    public static synchronized String name(ImagePlus image) {
        String title = image.getTitle();
        if (OpenImages.isOpen(image)) {
            if (WindowManager.getImage(title) == image && find(title) == null && OpenImages.isUnique(title))
                return title;
        }
        ImagePlus known = find(title);
        boolean free = (known == null || known == image) && !OpenImages.isTaken(title) && !title.isEmpty();
        String name = free ? title : title + " (image " + -image.getID() + ")";
        IMAGES.addLast(new Given(name, image));
        if (IMAGES.size() > MOST) IMAGES.removeFirst();
        return name;
    }

    /** The image that was given under this name, or null. */
    static synchronized ImagePlus find(String name) {
        return IMAGES.stream()
                .filter(given -> given.name().equals(name))
                .map(Given::image)
                .findFirst()
                .orElse(null);
    }

    /** Forgets an image that was given once: the command has used it. */
    public static synchronized void release(String name) {
        for (Iterator<Given> all = IMAGES.iterator(); all.hasNext(); )
            if (all.next().name().equals(name)) {
                all.remove();
                return;
            }
    }
}
