/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcHeader;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.mrc.StackImages;
import org.cryosgd.particles.ImageSource;

/** Finds and checks the stacks that the column {@code rlnImageName} of a table of particles names. */
final class StarStacks {
    private static final int MIN_BOX = 16;
    private static final double PIXEL_SIZE_TOLERANCE = 0.01;
    private static final String IMAGE_NAME = "rlnImageName";

    private final StarBlock table;
    private final StarOptics optics;
    private final StackLocator locator;
    private final List<Path> files = new ArrayList<>();
    private final List<MrcHeader> headers = new ArrayList<>();
    private final Map<String, Integer> known = new HashMap<>();
    /** One number for a file, by whatever names it is called. */
    private final Map<Path, Integer> numbers = new HashMap<>();

    private int placeholders;

    private StarStacks(Path star, Path projectDir, StarBlock table, StarOptics optics) {
        this.table = table;
        this.optics = optics;
        locator = new StackLocator(star, projectDir);
    }

    /** Image i of the result is that of row i; what is odd and no error is added to {@code notes}. */
    static StackImages open(Path star, Path projectDir, StarBlock table, StarOptics optics, List<String> notes)
            throws IOException {
        return new StarStacks(star, projectDir, table, optics).images(notes);
    }

    /** Throws unless {@code given} images can stand for those of the table. */
    static void check(ImageSource given, Path star, StarBlock table) throws FormatException {
        if (given.count() != table.rows())
            throw new FormatException(star + ": the table has " + table.rows() + " particles, the stack "
                    + given.count() + " images. Give the stack that belongs to this table, image by row.");
        if (given.box() < MIN_BOX || given.box() % 2 != 0)
            throw new FormatException("the images are " + given.box()
                    + " pixels wide, the box must be even and at least " + MIN_BOX + ". Crop or pad them.");
    }

    private StackImages images(List<String> notes) throws IOException {
        String[] names = table.texts(IMAGE_NAME);
        int[] fileOf = new int[names.length];
        int[] indexIn = new int[names.length];
        for (int row = 0; row < names.length; row++) {
            int at = names[row].indexOf('@');
            fileOf[row] = file(names[row].substring(at + 1), row);
            int count = headers.get(fileOf[row]).nz();
            indexIn[row] = at < 0 ? onlyImage(row, names[row], count) : index(row, names[row], at, count);
        }
        if (placeholders > 0)
            notes.add(files.get(0) + (placeholders > 1 ? " and others" : "")
                    + ": the header says 1 Å, as programs do that leave the pixel size open; "
                    + optics.pixelSizeAngstrom() + " Å of the STAR file is used.");
        return new StackImages(files, fileOf, indexIn, headers.get(0).nx(), StackImages.MAX_OPEN);
    }

    private int onlyImage(int row, String name, int count) throws FormatException {
        if (count == 1) return 0;
        throw new FormatException(table.where(row) + "column _" + IMAGE_NAME + " holds " + name
                + " without a number, and that file has " + count + " images. Write it as 000001@" + name + ".");
    }

    private int index(int row, String name, int at, int count) throws FormatException {
        int index = 0;
        for (int i = 0; i < at && index >= 0; i++) {
            int digit = name.charAt(i) - '0';
            index = digit < 0 || digit > 9 || index > (Integer.MAX_VALUE - 9) / 10 ? -1 : 10 * index + digit;
        }
        if (index < 1)
            throw new FormatException(table.where(row) + "column _" + IMAGE_NAME + " holds " + name
                    + ", before the @ must stand a number from 1. Correct the cell.");
        if (index > count)
            throw new FormatException(table.where(row) + "image " + index + " of " + name.substring(at + 1)
                    + " is asked for, the file has " + count + ". Use the stack that belongs to this STAR file.");
        return index - 1;
    }

    private int file(String name, int row) throws IOException {
        Integer number = known.get(name);
        if (number != null) return number;
        Path file = locator.find(name, table.where(row));
        Path real = file.toRealPath();
        if (numbers.containsKey(real)) {
            known.put(name, numbers.get(real));
            return numbers.get(real);
        }
        MrcHeader header;
        try {
            header = MrcStack.check(file);
        } catch (IOException e) {
            throw new FormatException(table.where(row) + e.getMessage());
        }
        checkBox(file, header, row);
        checkPixelSize(file, header, row);
        files.add(file);
        headers.add(header);
        known.put(name, files.size() - 1);
        numbers.put(real, files.size() - 1);
        return files.size() - 1;
    }

    private void checkBox(Path file, MrcHeader header, int row) throws FormatException {
        int box = header.nx();
        if (!headers.isEmpty() && headers.get(0).nx() != box)
            throw new FormatException(table.where(row) + "images of " + file + " are " + box + " pixels wide, those of "
                    + files.get(0) + " " + headers.get(0).nx() + ". Crop or pad them to one box: " + newBox("N"));
        int stated = optics.ofRow()[row].box();
        if (stated > 0 && stated != box)
            throw new FormatException(table.where(row) + "images of " + file + " are " + box
                    + " pixels wide, _rlnImageSize of optics group " + optics.ofRow()[row].name() + " is " + stated
                    + ". Use the stack that belongs to this STAR file, or correct _rlnImageSize.");
        if (box < MIN_BOX || box % 2 != 0)
            throw new FormatException(table.where(row) + "images of " + file + " are " + box
                    + " pixels wide, the box must be even and at least " + MIN_BOX + ". Crop or pad them: "
                    + newBox(String.valueOf(Math.max(MIN_BOX, box + box % 2))));
    }

    private static String newBox(String box) {
        return "relion_image_handler --i particles.star --o name --new_box " + box + ".";
    }

    private void checkPixelSize(Path file, MrcHeader header, int row) throws FormatException {
        double stated = optics.pixelSizeAngstrom();
        double found = header.pixelSizeAngstrom();
        if (found == 0 || Math.abs(found - stated) <= PIXEL_SIZE_TOLERANCE * stated) return;
        if (found == 1) {
            placeholders++;
            return;
        }
        throw new FormatException(String.format(
                Locale.ROOT,
                "%spixel size %.5g Å in the STAR file (optics group %s), %.5g Å in the header of %s. Correct the one "
                        + "that is wrong; the header: relion_image_handler --i stack --o stack "
                        + "--force_header_angpix %.5g.",
                table.where(row),
                stated,
                optics.ofRow()[row].name(),
                found,
                file,
                stated));
    }
}
