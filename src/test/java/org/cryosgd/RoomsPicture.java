/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws docs/images/rooms.png: the packages in floors, of which each may use those below it. */
final class RoomsPicture {
    /** A package and what is in it; a name with a slash stands for the packages of the same parent. */
    record Room(String name, String contents) {
        /** The packages in the order of {@link ArchitectureTest}. */
        List<String> packages() {
            if (!name.contains("/")) return List.of(name);
            String parent = name.substring(0, name.indexOf('.'));
            List<String> packages = new ArrayList<>();
            for (String part : name.substring(parent.length() + 1).split("/")) packages.add(parent + "." + part);
            packages.add(parent);
            return packages;
        }
    }

    /** From the ground up. */
    static final List<List<Room>> FLOORS = List.of(
            List.of(new Room("math", "rotations, transforms, threads, progress")),
            List.of(new Room("table", "columns of large tables")),
            List.of(new Room("optics", "CTF")),
            List.of(new Room("particles", "poses, image sources, normalisation, noise, half sets")),
            List.of(
                    new Room("io.file/mrc/star.table/star/cryosparc", "files in and out"),
                    new Room("projection", "slices, adjoint, symmetry")),
            List.of(new Room("assess", "FSC, masks, post-processing")),
            List.of(new Room("images", "packed images, scratch file")),
            List.of(new Room("objective", "loss, gradient, Hessian's diagonal, prior")),
            List.of(new Room(
                    "optimize.step/precondition",
                    "the paper's SGD, OASIS, L-BFGS, conjugate gradients; rules for steps; preconditioners")),
            List.of(new Room("reconstruct.options/", "map at known poses, half maps")),
            List.of(
                    new Room("ctfrefine", "optics and defocus"),
                    new Room("heterogeneity", "directions and classes of particles")),
            List.of(
                    new Room("experiments", "condition number, comparison"),
                    new Room("simulate", "particles with known truth"),
                    new Room("refine.search/fit/views", "map and poses from nothing")),
            List.of(new Room(
                    "report.file/figure/surface/average/page/comparison",
                    "tables, charts, surfaces, pages: the files of a run")),
            List.of(new Room(
                    "fiji.progress/window/command/console/macro/dialog",
                    "commands, dialogs, windows, macros, command line")));

    private static final int WIDTH = 800;
    private static final int HEIGHT = 42;
    private static final int GAP = 6;

    private RoomsPicture() {}

    static BufferedImage draw() {
        BufferedImage image =
                new BufferedImage(WIDTH + 2 * GAP, FLOORS.size() * (HEIGHT + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            List<Room> rooms = FLOORS.get(floor);
            int y = GAP + (FLOORS.size() - 1 - floor) * (HEIGHT + GAP);
            int width = (WIDTH - (rooms.size() - 1) * GAP) / rooms.size();
            for (int i = 0; i < rooms.size(); i++) room(g, rooms.get(i), GAP + i * (width + GAP), y, width);
        }
        g.dispose();
        return image;
    }

    private static void room(Graphics2D g, Room room, int x, int y, int width) {
        g.setColor(new Color(0xE8EEF5));
        g.fillRoundRect(x, y, width, HEIGHT, 8, 8);
        g.setColor(new Color(0x5B7590));
        g.drawRoundRect(x, y, width, HEIGHT, 8, 8);
        g.setColor(Color.BLACK);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        g.drawString(room.name().replaceAll("/$", "").replace("/", ", "), x + 10, y + 17);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        g.drawString(room.contents(), x + 10, y + 34);
    }

    public static void main(String[] arguments) throws IOException {
        ImageIO.write(draw(), "png", Path.of("docs/images/rooms.png").toFile());
    }
}
