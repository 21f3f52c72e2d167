/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import ij.IJ;
import java.awt.Dialog;
import java.awt.Window;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.swing.JDialog;
import javax.swing.JEditorPane;
import javax.swing.JScrollPane;
import javax.swing.SwingUtilities;
import javax.swing.event.HyperlinkEvent;
import javax.swing.text.html.HTMLDocument;

/** The pages of docs, as they are in the jar, in a window; links that lead elsewhere open in the browser. */
public final class ManualWindow {
    public static final String TITLE = "Manual of CryoSGD";
    private static final String FOLDER = "/org/cryosgd/manual/";
    private static final String MANUAL = "manual.html";
    /** A page of the manual, and an anchor in it. */
    private static final Pattern PAGE = Pattern.compile("([\\w-]+\\.html)(?:#(.*))?");

    private static final String WEB = "https://github.com/cryosgd/cryosgd/blob/main/docs/";

    private ManualWindow() {}

    /** Opens the manual where a command is described, beside the dialog that asks for it. */
    static void open(Window owner, String command) {
        JEditorPane page = page();
        JDialog window = new JDialog(owner, TITLE, Dialog.ModalityType.MODELESS);
        window.add(new JScrollPane(page));
        window.setSize(860, 700);
        window.setLocationRelativeTo(owner);
        window.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
        window.setVisible(true);
        SwingUtilities.invokeLater(() -> page.scrollToReference(command));
    }

    static JEditorPane page() {
        JEditorPane page = new JEditorPane("text/html", "");
        page.setEditable(false);
        page.addHyperlinkListener(e -> {
            if (e.getEventType() == HyperlinkEvent.EventType.ACTIVATED) follow(page, e.getDescription());
        });
        show(page, MANUAL);
        return page;
    }

    private static void show(JEditorPane page, String name) {
        URL url = ManualWindow.class.getResource(FOLDER + name);
        try (InputStream in = url.openStream()) {
            page.setDocument(page.getEditorKit().createDefaultDocument());
            ((HTMLDocument) page.getDocument()).setBase(url);
            // JEditorPane finds anchors by their older attribute
            page.setText(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(" id=\"", " name=\""));
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read from the jar: " + e, e);
        }
        page.setCaretPosition(0);
    }

    private static void follow(JEditorPane page, String link) {
        Matcher inside = PAGE.matcher(link);
        if (link.startsWith("#")) page.scrollToReference(link.substring(1));
        else if (inside.matches() && ManualWindow.class.getResource(FOLDER + inside.group(1)) != null) {
            show(page, inside.group(1));
            if (inside.group(2) != null) page.scrollToReference(inside.group(2));
        } else IJ.runPlugIn("ij.plugin.BrowserLauncher", address(link));
    }

    /** Where a page that is not in the jar is to be found. */
    static String address(String link) {
        return link.startsWith("http") ? link : WEB + link.replaceFirst("\\.html(?=#|$)", ".md");
    }
}
