/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import ij.IJ;
import ij.gui.GUI;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.FlowLayout;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.KeyEvent;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTabbedPane;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import javax.swing.Timer;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.progress.Failure;
import org.scijava.command.CommandInfo;

/**
 * The dialog of a command, made from its keys: one page, or one for each group of keys with what is needed most on the
 * first. A bad value is refused in red under its field. Fields begin with the values last used in this
 * session, and those for particles with the file that is open in a window.
 */
final class CommandDialog {
    private static final Map<String, Map<String, String>> LAST = new ConcurrentHashMap<>();
    private static final int FEW = 12;
    private static final int WIDTH = 430;
    private static final int GAP = 8;
    private static final List<String> SECTIONS = List.of("Inputs", "Settings", "Result");
    private static final int MILLISECONDS_TO_TYPE = 300;
    private static final String MAIN_PAGE = "Main";

    private final CommandInfo info;
    private final CryoCommand command;
    private final JDialog dialog;
    private final Map<String, CommandField> fields = new LinkedHashMap<>();
    private final Map<String, Integer> pageOf = new LinkedHashMap<>();
    private final Map<String, String> suggested = new LinkedHashMap<>();
    private final JLabel about = new JLabel(" ");
    private final JLabel replaces = new JLabel();
    private final JButton run = new JButton("OK");
    private final JTabbedPane tabs = new JTabbedPane();
    private final Timer change = new Timer(MILLISECONDS_TO_TYPE, e -> changed());
    /** The texts that the line about the data is being made for, or null. */
    private Map<String, String> asked;
    /** The texts that it holds for, and whether it is an error. */
    private Map<String, String> told = Map.of();

    private boolean refused;
    /** Whether OK was pressed before that line was ready. */
    private boolean waiting;

    private Map<String, Object> answer;

    private CommandDialog(CommandInfo info, Map<String, Object> given) {
        this.info = info;
        command = command(info);
        String label = info.getMenuPath().getLeaf().getName().replace("...", "");
        dialog = new JDialog(IJ.getInstance(), "CryoSGD: " + label, true);
        change.setRepeats(false);
        Map<String, String> last = LAST.getOrDefault(info.getName(), Map.of());
        for (CommandParameter key : CommandParameter.of(info)) {
            if (!key.isText()) continue;
            Object first = given.getOrDefault(key.name(), key.proposal());
            if (first == null) first = last.getOrDefault(key.name(), null);
            if (first == null) first = key.defaultValue();
            fields.put(
                    key.name(),
                    new CommandField(key, command, first == null ? "" : CommandParameter.text(first), change::restart));
        }
        dialog.add(pages(), BorderLayout.CENTER);
        dialog.add(bottom(), BorderLayout.SOUTH);
        JPanel head = new JPanel(new BorderLayout());
        head.setBorder(BorderFactory.createEmptyBorder(10, 14, 4, 14));
        head.add(new JLabel(CommandField.html(WIDTH, info.getDescription())));
        dialog.add(head, BorderLayout.NORTH);
        dialog.getRootPane().setDefaultButton(run);
        dialog.getRootPane()
                .registerKeyboardAction(
                        e -> dialog.setVisible(false),
                        KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0),
                        JComponent.WHEN_IN_FOCUSED_WINDOW);
        dialog.pack();
        if (IJ.getInstance() != null) dialog.setLocation(below(IJ.getInstance().getBounds()));
        changed();
    }

    /** A place below ImageJ's main window, which has the progress bar, as far as the screen has room. */
    private Point below(Rectangle main) {
        Rectangle screen = GUI.getMaxWindowBounds(IJ.getInstance());
        int lowest = screen.y + screen.height - dialog.getHeight();
        int furthest = screen.x + screen.width - dialog.getWidth();
        return new Point(
                Math.max(screen.x, Math.min(main.x, furthest)),
                Math.max(screen.y, Math.min(main.y + main.height + GAP, lowest)));
    }

    private static CryoCommand command(CommandInfo info) {
        try {
            return (CryoCommand)
                    info.loadDelegateClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(info.getName() + ": the command cannot be made: " + e, e);
        }
    }

    /** Asks for the values of all keys; null after Cancel. Not from Swing's own thread. */
    static Map<String, Object> ask(CommandInfo info) {
        return ask(info, Map.of());
    }

    /** As {@link #ask(CommandInfo)}, with values to begin with. */
    static Map<String, Object> ask(CommandInfo info, Map<String, Object> given) {
        List<Map<String, Object>> answers = new ArrayList<>();
        Runnable show = () -> {
            CommandDialog asked = new CommandDialog(info, given);
            asked.dialog.setVisible(true); // returns when it is closed
            answers.add(asked.answer);
            asked.dialog.dispose();
        };
        try {
            if (SwingUtilities.isEventDispatchThread()) show.run();
            else SwingUtilities.invokeAndWait(show);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the dialog cannot be opened: " + e.getCause(), e.getCause());
        }
        return answers.get(0);
    }

    private JComponent pages() {
        Map<String, List<CommandField>> pages = new LinkedHashMap<>();
        String group = "Settings";
        pages.put(MAIN_PAGE, new ArrayList<>());
        for (CommandField field : fields.values()) {
            CommandParameter key = field.key();
            if (!key.attribute(CommandParameter.GROUP).isEmpty()) group = key.attribute(CommandParameter.GROUP);
            boolean main = fields.size() <= FEW
                    || key.isRequired()
                    || !key.attribute(CommandParameter.MAIN).isEmpty()
                    || key.name().equals(CryoCommand.SHOW);
            pages.computeIfAbsent(main ? MAIN_PAGE : group, g -> new ArrayList<>())
                    .add(field);
        }
        pages.forEach((title, content) -> {
            content.forEach(field -> pageOf.put(field.key().name(), tabs.getTabCount()));
            tabs.addTab(title, page(content));
        });
        return tabs.getTabCount() > 1 ? tabs : (JComponent) tabs.getComponentAt(0);
    }

    private static JPanel page(List<CommandField> content) {
        JPanel page = new JPanel(new GridBagLayout());
        page.setBorder(BorderFactory.createEmptyBorder(8, 12, 8, 12));
        int row = 0;
        for (String section : SECTIONS) {
            List<CommandField> part = content.stream()
                    .filter(field -> field.key().section().equals(section))
                    .toList();
            if (part.size() < content.size() && !part.isEmpty()) page.add(heading(section), across(row++));
            for (CommandField field : part) {
                page.add(new CommandLabel(field), at(0, row, 0));
                page.add(field.editor(), at(1, row, 1));
                if (field.button() != null) page.add(field.button(), at(2, row, 0));
                row++;
                page.add(field.fault(), at(1, row++, 1));
            }
        }
        GridBagConstraints rest = at(0, row, 0);
        rest.weighty = 1;
        page.add(new JLabel(), rest);
        return page;
    }

    private static JLabel heading(String section) {
        JLabel heading = new JLabel(section);
        heading.setFont(heading.getFont().deriveFont(Font.BOLD));
        heading.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createEmptyBorder(6, 0, 2, 0),
                BorderFactory.createMatteBorder(0, 0, 1, 0, Color.LIGHT_GRAY)));
        return heading;
    }

    private static GridBagConstraints across(int row) {
        GridBagConstraints all = at(0, row, 1);
        all.gridwidth = GridBagConstraints.REMAINDER;
        return all;
    }

    private static GridBagConstraints at(int column, int row, double weight) {
        return new GridBagConstraints(
                column,
                row,
                1,
                1,
                weight,
                0,
                GridBagConstraints.WEST,
                GridBagConstraints.HORIZONTAL,
                new Insets(2, 4, 0, 4),
                0,
                0);
    }

    /** The label of a field, with what it means as a tooltip. */
    private static final class CommandLabel extends JLabel {
        private static final long serialVersionUID = 1L;

        CommandLabel(CommandField field) {
            super(field.key().item().getLabel());
            setToolTipText(field.tip());
            setLabelFor(field.editor());
        }
    }

    private JComponent bottom() {
        about.setBorder(BorderFactory.createEmptyBorder(2, 14, 2, 14));
        about.setFont(about.getFont().deriveFont(Font.PLAIN));
        JButton help = new JButton("Help");
        help.addActionListener(e -> ManualWindow.open(dialog, info.getName()));
        JButton reset = new JButton("Reset");
        reset.addActionListener(e -> fields.values().forEach(CommandField::reset));
        JButton cancel = new JButton("Cancel");
        cancel.addActionListener(e -> dialog.setVisible(false));
        run.addActionListener(e -> accept());
        JPanel buttons = new JPanel(new FlowLayout(FlowLayout.RIGHT));
        for (JButton button : List.of(help, reset, cancel, run)) buttons.add(button);
        JPanel bottom = new JPanel(new BorderLayout());
        replaces.setBorder(about.getBorder());
        replaces.setForeground(new Color(160, 90, 0));
        replaces.setVisible(false);
        bottom.add(about, BorderLayout.NORTH);
        bottom.add(replaces, BorderLayout.CENTER);
        bottom.add(buttons, BorderLayout.SOUTH);
        return bottom;
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, field) -> texts.put(name, field.text()));
        return texts;
    }

    private Map<String, String> goodTexts() {
        Map<String, String> texts = texts();
        texts.replaceAll((name, text) -> fields.get(name).isGood() ? text : "");
        return texts;
    }

    /** Marks bad values, proposes names for outputs, and tells about the chosen files. */
    private void changed() {
        waiting = false;
        fields.values().forEach(field -> field.check(false));
        for (CommandField field : fields.values()) {
            String proposal = proposal(field.key());
            String name = field.key().name();
            String text = field.text();
            boolean untouched = text.isEmpty() || text.equals(suggested.get(name)) || text.equals(proposal);
            if (proposal == null || !untouched) continue;
            suggested.put(name, proposal);
            if (!text.equals(proposal)) field.set(proposal);
        }
        tellWhatIsReplaced();
        tell();
    }

    private void tellWhatIsReplaced() {
        String names = fields.values().stream()
                .filter(field -> field.key().isReplaced(field.text()))
                .map(CommandField::text)
                .collect(Collectors.joining(", "));
        replaces.setText(CommandField.html(WIDTH, "Exists already, OK replaces it: " + names));
        if (replaces.isVisible() == !names.isEmpty()) return;
        replaces.setVisible(!names.isEmpty());
        dialog.pack();
    }

    /** The name of an output after the input it comes from, or null. */
    private String proposal(CommandParameter key) {
        String[] rule = key.attribute(CommandParameter.SUGGEST).split(">");
        if (rule.length != 2 || !fields.containsKey(rule[0])) return null;
        String source = fields.get(rule[0]).text();
        int slash = Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\'));
        int dot = source.lastIndexOf('.');
        if (slash < 0) return null;
        return (dot > slash ? source.substring(0, dot) : source) + rule[1];
    }

    private void tell() {
        Map<String, String> texts = goodTexts();
        if (texts.equals(asked)) return;
        asked = texts;
        new SwingWorker<String, Void>() {
            @Override
            protected String doInBackground() throws Exception {
                return command.about(texts);
            }

            @Override
            protected void done() {
                if (!dialog.isDisplayable() || !texts.equals(asked)) return; // another one is on its way
                asked = null;
                String text;
                try {
                    text = get();
                    refused = false;
                } catch (Exception e) {
                    text = Failure.of(e).message();
                    refused = true;
                }
                about.setText(CommandField.html(WIDTH, text.isEmpty() ? " " : text));
                about.setForeground(refused ? CommandField.FAULT : null);
                if (dialog.getPreferredSize().height > dialog.getHeight()) dialog.pack();
                told = texts;
                if (waiting && !refused) accept();
                waiting = false;
            }
        }.execute();
    }

    private void accept() {
        if (change.isRunning()) {
            changed();
            change.stop(); // names that were proposed just now are no change of the user's
        }
        Map<String, Object> values = new LinkedHashMap<>();
        CommandField bad = null;
        for (CommandField field : fields.values()) {
            boolean good = field.check(true);
            if (!good && bad == null) bad = field;
            if (good) values.put(field.key().name(), field.value());
        }
        if (bad != null) {
            tabs.setSelectedIndex(Math.min(
                    tabs.getTabCount() - 1,
                    Objects.requireNonNullElse(pageOf.get(bad.key().name()), 0)));
            bad.editor().requestFocusInWindow();
            return;
        }
        if (refused || !told.equals(texts())) { // also what was refused may have been repaired
            waiting = true;
            tell();
            return;
        }
        LAST.put(info.getName(), texts());
        answer = values;
        dialog.setVisible(false);
    }
}
