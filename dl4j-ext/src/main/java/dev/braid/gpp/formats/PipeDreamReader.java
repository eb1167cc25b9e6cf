package dev.braid.gpp.formats;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PipeDream's text format: one line for each node, {@code id -- description -- forward_compute_time=ms,
 * backward_compute_time=ms, activation_size=bytes, parameter_size=bytes}, where several outputs stand as {@code [a; b]}
 * and {@code -- stage_id=n} may follow, and one line for each edge, {@code id -- id}.
 */
final class PipeDreamReader {
    private static final String COSTS = " -- forward_compute_time=";
    private static final String EXPECTED =
            "must be \"node -- description -- forward_compute_time=ms, backward_compute_time=ms, "
                    + "activation_size=bytes, parameter_size=bytes\" or \"node -- node\"";
    private static final Pattern FIELDS =
            Pattern.compile("forward_compute_time=([^,]+), backward_compute_time=([^,]+), "
                    + "activation_size=([^,]+), parameter_size=([^,]+?)( -- stage_id=([0-9]{1,9}))?");
    private static final Pattern EDGE = Pattern.compile("(\\S+) -- (\\S+)");

    private final String file;
    private final Map<String, PipeDreamProfile.Node> nodes = new LinkedHashMap<>();
    private final Map<PipeDreamProfile.Connection, Integer> edges = new LinkedHashMap<>();
    private int number;

    private PipeDreamReader(String file) {
        this.file = file;
    }

    static PipeDreamProfile read(String file, BufferedReader in) throws IOException {
        PipeDreamReader reader = new PipeDreamReader(file);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            reader.number++;
            reader.line(line.strip());
        }
        return reader.profile();
    }

    private void line(String line) {
        int costs = line.lastIndexOf(COSTS);
        Matcher edge = EDGE.matcher(line);
        if (costs >= 0) {
            node(line, costs);
        } else if (edge.matches()) {
            PipeDreamProfile.Connection connection = new PipeDreamProfile.Connection(edge.group(1), edge.group(2));
            if (edges.putIfAbsent(connection, number) != null) {
                throw refuse(line, "is an edge that occurs twice; remove one");
            }
        } else if (!line.isEmpty()) {
            throw refuse(line, EXPECTED);
        }
    }

    private void node(String line, int costs) {
        int idEnd = line.indexOf(" -- ");
        String id = line.substring(0, idEnd);
        // The line may have one separator that ends inside the next.
        String description = idEnd + 4 <= costs ? line.substring(idEnd + 4, costs) : "";
        Matcher fields = FIELDS.matcher(line.substring(costs + 4));
        if (!fields.matches()) {
            throw refuse(line, EXPECTED);
        }
        if (nodes.putIfAbsent(id, node(line, id, description, fields)) != null) {
            throw refuse(line, "has the id " + id + ", which an earlier line has; ids must differ");
        }
    }

    private PipeDreamProfile.Node node(String line, String id, String description, Matcher fields) {
        String stage = fields.group(6);
        try {
            return new PipeDreamProfile.Node(
                    id,
                    description,
                    Double.parseDouble(fields.group(1)) / 1e3,
                    Double.parseDouble(fields.group(2)) / 1e3,
                    sizes(fields.group(3)),
                    Double.parseDouble(fields.group(4)),
                    stage == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(stage)));
        } catch (NumberFormatException e) {
            throw refuse(line, "has a cost that is no number (" + e.getMessage() + "); " + EXPECTED);
        } catch (IllegalArgumentException e) {
            throw refuse(line, "is refused: " + e.getMessage());
        }
    }

    private static List<Double> sizes(String text) {
        boolean several = text.startsWith("[") && text.endsWith("]");
        String[] parts = several ? text.substring(1, text.length() - 1).split(";") : new String[] {text};
        return Arrays.stream(parts)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(Double::parseDouble)
                .toList();
    }

    private PipeDreamProfile profile() {
        edges.forEach((edge, line) -> {
            for (String end : List.of(edge.from(), edge.to())) {
                if (!nodes.containsKey(end)) {
                    throw new GraphFileException(file + ": line " + line + ": edge " + edge.from() + " -- " + edge.to()
                            + " names " + end + ", but no line describes this node; add it or remove the edge");
                }
            }
        });
        try {
            PipeDreamProfile profile =
                    new PipeDreamProfile(new ArrayList<>(nodes.values()), new ArrayList<>(edges.keySet()));
            profile.graph();
            return profile;
        } catch (IllegalArgumentException e) {
            throw new GraphFileException(file + ": " + e.getMessage(), e);
        }
    }

    private GraphFileException refuse(String line, String why) {
        String shown = line.length() > 80 ? line.substring(0, 80) + "..." : line;
        return new GraphFileException(file + ": line " + number + ": \"" + shown + "\" " + why);
    }
}
