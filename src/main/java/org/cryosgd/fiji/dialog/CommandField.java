/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import java.awt.Color;
import java.io.File;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.filechooser.FileFilter;
import javax.swing.filechooser.FileNameExtensionFilter;
import javax.swing.text.JTextComponent;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.window.OpenImages;

/** One key in a dialog: a check box, a list, or a text, with a button that chooses a file. */
public final class CommandField {
    static final Color FAULT = new Color(176, 0, 0);
    private static final int COLUMNS = 28;
    private static File lastFolder;

    private final CommandParameter key;
    private final CryoCommand command;
    private final JComponent editor;
    private final JButton button;
    private final JLabel fault = new JLabel();

    public CommandField(CommandParameter key, CryoCommand command, String text, Runnable changed) {
        this.key = key;
        this.command = command;
        editor = editor(changed);
        editor.setName(key.name());
        editor.setToolTipText(tip());
        button = key.isPath() ? new JButton("Browse") : null;
        if (button != null) button.addActionListener(e -> browse());
        fault.setForeground(FAULT);
        fault.setVisible(false);
        set(text);
    }

    private JComponent editor(Runnable changed) {
        if (key.isFlag()) {
            JCheckBox box = new JCheckBox();
            box.addActionListener(e -> changed.run());
            return box;
        }
        if (!key.choices().isEmpty()) {
            JComboBox<String> list = new JComboBox<>(key.choices().toArray(new String[0]));
            list.addActionListener(e -> changed.run());
            return list;
        }
        if (key.takesImage()) {
            JComboBox<String> list = new JComboBox<>(OpenImages.titles().toArray(new String[0]));
            list.setEditable(true);
            JTextField text = (JTextField) list.getEditor().getEditorComponent();
            text.setColumns(COLUMNS);
            listen(text, changed);
            return list;
        }
        JTextField text = new JTextField(COLUMNS);
        listen(text, changed);
        return text;
    }

    private static void listen(JTextComponent text, Runnable changed) {
        text.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent e) {
                changed.run();
            }

            @Override
            public void removeUpdate(DocumentEvent e) {
                changed.run();
            }

            @Override
            public void changedUpdate(DocumentEvent e) {
                changed.run();
            }
        });
    }

    CommandParameter key() {
        return key;
    }

    JComponent editor() {
        return editor;
    }

    /** The button beside it, or null. */
    JButton button() {
        return button;
    }

    /** What is wrong with the value; invisible while nothing is. */
    JLabel fault() {
        return fault;
    }

    /** What the key means, its values, and its name in macros. */
    public String tip() {
        return html(260, key.item().getDescription()) + "<br>" + key.values()
                + (key.isSet() ? "; default " + CommandParameter.text(key.defaultValue()) : "") + "<br><i>macro key: "
                + key.name();
    }

    String text() {
        if (editor instanceof JCheckBox box) return String.valueOf(box.isSelected());
        if (editor instanceof JComboBox<?> list)
            return list.isEditable()
                    ? ((JTextField) list.getEditor().getEditorComponent())
                            .getText()
                            .strip()
                    : String.valueOf(list.getSelectedItem());
        return ((JTextField) editor).getText().strip();
    }

    void set(String text) {
        if (editor instanceof JCheckBox box) box.setSelected(Boolean.parseBoolean(text));
        else if (editor instanceof JComboBox<?> list) list.setSelectedItem(text);
        else ((JTextField) editor).setText(text);
    }

    void reset() {
        set(key.defaultValue() == null ? "" : CommandParameter.text(key.defaultValue()));
    }

    Object value() {
        return text().isEmpty() && key.defaultValue() == null ? null : key.parse(text());
    }

    boolean isGood() {
        return refusal(false) == null;
    }

    private String refusal(boolean complete) {
        try {
            if (complete || !text().isEmpty()) command.check(key, value());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Whether the value is good; says under the field what is wrong. An empty field is, until {@code complete}. */
    boolean check(boolean complete) {
        String message = refusal(complete);
        fault.setText(message == null ? "" : html(300, message));
        if (fault.isVisible() != (message != null)) {
            fault.setVisible(message != null);
            if (SwingUtilities.getWindowAncestor(editor) != null)
                SwingUtilities.getWindowAncestor(editor).pack();
        }
        return message == null;
    }

    /** Shows the files that the key takes; null where it takes any. A file chooser offers "all files" by itself. */
    FileFilter filter() {
        if (key.endings().isEmpty()) return null;
        String[] extensions =
                key.endings().stream().map(ending -> ending.substring(1)).toArray(String[]::new);
        return new FileNameExtensionFilter(
                key.item().getLabel() + " (" + String.join(", ", key.endings()) + ")", extensions);
    }

    /** A text as it is, in lines of this width. */
    static String html(int width, String text) {
        return "<html><div style='width:" + width + "px'>"
                + text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void browse() {
        JFileChooser chooser = new JFileChooser(lastFolder);
        if (!text().isEmpty()) chooser.setSelectedFile(new File(text()));
        if (key.isFolder()) chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
        chooser.setDialogTitle(key.item().getLabel());
        if (filter() != null) chooser.setFileFilter(filter());
        int chosen = key.isRead() || key.isFolder() ? chooser.showOpenDialog(editor) : chooser.showSaveDialog(editor);
        if (chosen != JFileChooser.APPROVE_OPTION) return;
        lastFolder = chooser.getSelectedFile().getAbsoluteFile().getParentFile();
        set(chooser.getSelectedFile().getPath());
    }
}
