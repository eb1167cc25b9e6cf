package dev.braid.dl4j.stage;

import dev.braid.stage.StageBorder;
import dev.braid.stage.StageReplica;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** A part of a model that can be computed by itself, without its weights. */
public final class StageDefinition {
    private final int number;
    private final ComputationGraphConfiguration configuration;
    private final StageBorder border;
    private final List<String> graphInputs;
    private final Map<String, Long> rows;

    /**
     * @param graphInputs of the configuration: the border's inputs, in its order
     * @param rows that a sample of each tensor has in DL4J's first dimension
     */
    StageDefinition(
            int number,
            ComputationGraphConfiguration configuration,
            StageBorder border,
            List<String> graphInputs,
            Map<String, Long> rows) {
        this.number = number;
        this.configuration = configuration;
        this.border = border;
        this.graphInputs = List.copyOf(graphInputs);
        this.rows = Map.copyOf(rows);
    }

    public StageBorder border() {
        return border;
    }

    /** A replica whose weights are yet to be loaded. */
    public StageReplica open() {
        return new Dl4jReplica(this);
    }

    int number() {
        return number;
    }

    ComputationGraphConfiguration configuration() {
        return configuration.clone();
    }

    /** Rows that a sample of a tensor has in DL4J's first dimension. */
    long rows(String tensor) {
        return rows.getOrDefault(tensor, 1L);
    }

    List<String> graphInputs() {
        return graphInputs;
    }
}
