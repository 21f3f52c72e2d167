/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.MessageDialog;
import ij.text.TextWindow;
import java.awt.AWTError;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Label;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

/** An ImageJ 1.x with its windows on a display, the plugin installed; tests are skipped where there is no display. */
final class RealImageJ {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static ImageJ imageJ;

    private RealImageJ() {}

    private static boolean hasDisplay() {
        try {
            return !GraphicsEnvironment.isHeadless()
                    && GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices().length > 0;
        } catch (HeadlessException | AWTError | NoClassDefFoundError e) {
            return false; // the last where it was asked before
        }
    }

    static synchronized ImageJ start() {
        assumeTrue(hasDisplay(), "no display: run these with Xvfb, see .ci/run");
        if (imageJ == null) {
            System.setProperty("plugins.dir", install().toString());
            imageJ = new ImageJ(ImageJ.STANDALONE);
            imageJ.exitWhenQuitting(false);
            Thread monitor = new Thread(RealImageJ::closeMessages, "close messages");
            monitor.setDaemon(true);
            monitor.start();
        }
        return imageJ;
    }

    /** ImageJ's own messages are modal: nobody would ever answer them here. Each stays for half a second, so that a test can see it. */
    private static void closeMessages() {
        Set<Window> seen = Set.of();
        while (true)
            try {
                Thread.sleep(500);
                Set<Window> open = new HashSet<>();
                for (Window window : Window.getWindows())
                    if (window instanceof Dialog message
                                    && message.isShowing()
                                    && message.getTitle().equals("Message")
                            || window instanceof MessageDialog && window.isShowing()) open.add(window);
                for (Window window : open)
                    if (seen.contains(window)) {
                        IJ.log("closed: " + window);
                        window.dispose();
                    }
                seen = open;
            } catch (InterruptedException e) {
                return;
            }
    }

    /** A folder with plugins/CryoSGD_.jar, which has the menu entries; the classes are on the class path already. */
    private static Path install() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "imagej", "plugins"));
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("CryoSGD_.jar")))) {
                jar.putNextEntry(new ZipEntry("plugins.config"));
                Files.copy(Path.of("plugins.config"), jar);
            }
            return folder.getParent().toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Closes all images, tables and the log, after the end of the commands that ImageJ runs in threads of its own: the
     * end of one that failed aborts whatever macro runs then.
     */
    static void clean() throws Exception {
        await("the end of all commands", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t != Thread.currentThread() && t.getName().startsWith("Run$_")));
        for (int id : WindowManager.getIDList() == null ? new int[0] : WindowManager.getIDList()) {
            ImagePlus image = WindowManager.getImage(id);
            if (image == null) continue;
            image.changes = false;
            image.close();
        }
        for (Frame frame : WindowManager.getNonImageWindows()) if (frame instanceof TextWindow text) text.close(false);
    }

    static <T> T await(String what, Callable<T> found) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < end) {
            T value = found.call();
            if (value != null && !Boolean.FALSE.equals(value)) return value;
            Thread.sleep(20);
        }
        throw new AssertionError("waited half a minute for " + what + ", log: " + IJ.getLog());
    }

    static ImagePlus image(String title) throws Exception {
        return await("the window " + title, () -> WindowManager.getImage(title));
    }

    /** The open dialog of CryoSGD. */
    static JDialog dialog() throws Exception {
        return await("a dialog", () -> {
            for (Window window : Window.getWindows())
                if (window instanceof JDialog dialog
                        && dialog.isVisible()
                        && dialog.getTitle().startsWith("CryoSGD")) return dialog;
            return null;
        });
    }

    static void set(JDialog dialog, String key, String text) throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            Component field = find(dialog, key);
            if (field instanceof JCheckBox box) box.setSelected(Boolean.parseBoolean(text));
            else if (field instanceof JComboBox<?> list) list.setSelectedItem(text);
            else ((JTextField) field).setText(text);
        });
    }

    static String get(JDialog dialog, String key) {
        Component field = find(dialog, key);
        if (field instanceof JComboBox<?> list) return String.valueOf(list.getSelectedItem());
        return ((JTextField) field).getText();
    }

    static void press(JDialog dialog, String button) {
        for (Component component : all(dialog))
            if (component instanceof AbstractButton b && button.equals(b.getText())) {
                SwingUtilities.invokeLater(b::doClick);
                return;
            }
        throw new AssertionError("no button " + button);
    }

    static Component find(Container root, String name) {
        for (Component component : all(root)) if (name.equals(component.getName())) return component;
        throw new AssertionError("no field " + name);
    }

    static List<Component> all(Container root) {
        List<Component> found = new ArrayList<>();
        for (Component child : root.getComponents()) {
            found.add(child);
            if (child instanceof Container container) found.addAll(all(container));
        }
        return found;
    }

    /** Whether a visible label holds the text. */
    static boolean shows(Container root, String text) {
        return all(root).stream()
                .anyMatch(c -> c.isVisible()
                        && (c instanceof JLabel swing
                                        && String.valueOf(swing.getText()).contains(text)
                                || c instanceof Label label && label.getText().contains(text)));
    }

    /** Takes a picture of a window into target/screenshots. */
    static void picture(Window window, String name) throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            window.setLocation(20, 20);
            window.toFront();
        });
        picture(name, () -> window.getBounds());
    }

    static void picture(String name, Callable<Rectangle> area) throws Exception {
        Thread.sleep(250); // for the painters
        Files.createDirectories(SCREENSHOTS);
        BufferedImage shot = new Robot().createScreenCapture(area.call());
        ImageIO.write(shot, "png", SCREENSHOTS.resolve(name + ".png").toFile());
    }
}
